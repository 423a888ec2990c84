package io.roomcast.spi.transport.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
  private static final PerMessageDeflate DEFAULTS = PerMessageDeflate.defaults();
  private static final PerMessageDeflate TAKEOVER = DEFAULTS.withContextTakeover(true, true);

  private static Optional<DeflateExtension> extension(PerMessageDeflate options, String... fields) {
    Headers.Builder headers = Headers.builder();
    for (String field : fields) {
      headers.add("sec-websocket-extensions", field);
    }
    return DeflateExtension.negotiate(options, headers.build(), 1_000_000);
  }

  private static Optional<String> answer(PerMessageDeflate options, String... fields) {
    return extension(options, fields).map(DeflateExtension::responseValue);
  }

  @ParameterizedTest
  @DisplayName("EIO-52 by default neither side keeps its context, whatever is offered")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          permessage-deflate                                                         |
          permessage-deflate; client_max_window_bits                                 |
          permessage-deflate; client_max_window_bits=10                              |
          permessage-deflate;client_max_window_bits = "15"                           |
          permessage-deflate; server_no_context_takeover; client_no_context_takeover |
          x-webkit-deflate-frame, permessage-deflate; client_max_window_bits         |
          permessage-deflate; server_max_window_bits=15     | ; server_max_window_bits=15
          permessage-deflate; server_max_window_bits="9"    | ; server_max_window_bits=9
          permessage-deflate; server_max_window_bits="1\\0" | ; server_max_window_bits=10
          """)
  void accepted(String offer, String further) {
    assertThat(answer(DEFAULTS, offer))
        .hasValue(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
                + (further == null ? "" : further));
  }

  @ParameterizedTest
  @DisplayName("EIO-52 an offer with an unknown, repeated or invalid parameter is declined")
  @ValueSource(
      strings = {
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=15",
        "permessage-deflate; unknown",
        "permessage-deflate; Server_no_context_takeover",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=+9",
        "permessage-deflate; client_max_window_bits=0",
        "permessage-deflate; client_max_window_bits=99999999999999999999",
        "permessage-bzip2",
        "x-permessage-deflate"
      })
  void declined(String offer) {
    assertThat(answer(DEFAULTS, offer)).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("SEC-11 a malformed list of extensions offers nothing at all")
  @ValueSource(
      strings = {
        "",
        ",",
        "permessage-deflate,",
        ",permessage-deflate",
        "permessage-deflate;",
        "permessage-deflate; =1",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate; client_max_window_bits=\"10",
        "permessage-deflate; client_max_window_bits=\"10\\",
        "permessage-deflate; client_max_window_bits=\"1 0\"",
        "permessage-deflate; client_max_window_bits=10 11",
        "permessage-deflate, permessage deflate",
        "permessage-deflate, a/b",
        "permessage-deflate, \u00e9"
      })
  void malformed(String field) {
    assertThat(answer(DEFAULTS, field)).isEmpty();
  }

  @Test
  @DisplayName("SEC-11 an endless list of extensions or parameters offers nothing")
  void endless() {
    String offers =
        "permessage-deflate"
            + ", x".repeat(ExtensionOffers.MAX_OFFERS - 1); // as many as are looked at
    assertThat(answer(DEFAULTS, offers)).isPresent();
    assertThat(answer(DEFAULTS, offers + ", x")).isEmpty();
    assertThat(answer(DEFAULTS, offers, "x")).isEmpty();

    String parameters =
        IntStream.range(0, ExtensionOffers.MAX_PARAMETERS)
            .mapToObj(i -> "; p" + i)
            .collect(Collectors.joining());
    assertThat(answer(DEFAULTS, "permessage-deflate, x" + parameters)).isPresent();
    assertThat(answer(DEFAULTS, "permessage-deflate, x" + parameters + "; q")).isEmpty();
  }

  @Test
  @DisplayName("EIO-52 of several offers the first acceptable one counts, over several fields too")
  void severalOffers() {
    assertThat(
            answer(
                TAKEOVER,
                "permessage-deflate; unknown, permessage-deflate; server_no_context_takeover",
                "permessage-deflate"))
        .hasValue("permessage-deflate; server_no_context_takeover");
    assertThat(answer(DEFAULTS)).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("EIO-52 context takeover is used where it is switched on and the client lets us")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          true  | true  | -                                           | -
          true  | false | -                                           | ; client_no_context_takeover
          false | true  | -                                           | ; server_no_context_takeover
          true  | true  | ; server_no_context_takeover                | ; server_no_context_takeover
          true  | true  | ; client_no_context_takeover                | ; client_no_context_takeover
          true  | true  | ; server_max_window_bits=15                 | ; server_max_window_bits=15
          true  | true  | ; server_max_window_bits=12 | ; server_no_context_takeover; server_max_window_bits=12
          """)
  void takeover(boolean server, boolean client, String offer, String further) {
    assertThat(
            answer(
                DEFAULTS.withContextTakeover(server, client),
                "permessage-deflate" + (offer == null ? "" : offer)))
        .hasValue("permessage-deflate" + (further == null ? "" : further));
  }

  @Test
  @DisplayName("EIO-52 messages under the threshold, and those that must not, are not compressed")
  void threshold() {
    DeflateExtension extension = extension(DEFAULTS, "permessage-deflate").orElseThrow();
    OutboundMessage small = OutboundMessage.text("a".repeat(1023));
    OutboundMessage large = OutboundMessage.text("a".repeat(1024));
    assertThat(extension.compresses(small)).isFalse();
    assertThat(extension.compresses(large)).isTrue();
    assertThat(extension.compresses(large.uncompressed())).isFalse();

    DeflateExtension all = extension(DEFAULTS.withThreshold(0), "permessage-deflate").orElseThrow();
    assertThat(all.compresses(OutboundMessage.text("a"))).isTrue();
    assertThat(all.compresses(OutboundMessage.text(""))).isFalse();
    assertThatThrownBy(() -> DEFAULTS.withThreshold(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("EIO-52 with a smaller window only messages are compressed that fit into it whole")
  void smallWindow() {
    DeflateExtension extension =
        extension(TAKEOVER, "permessage-deflate; server_max_window_bits=11").orElseThrow();
    assertThat(extension.isShared()).isTrue();
    assertThat(extension.compresses(OutboundMessage.text("a".repeat(2048)))).isTrue();
    assertThat(extension.compresses(OutboundMessage.text("a".repeat(2049)))).isFalse();
  }
}
