package io.roomcast.spi.transport.deflate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("SEC-11 SEC-13 whatever a client offers or compresses is bounded, and read or refused")
class DeflateFuzzTest {
  private static final int LIMIT = 10_000;
  private static final PerMessageDeflate ALL = PerMessageDeflate.defaults().withThreshold(0);

  @FuzzTest
  void offers(byte[] field) {
    String text = new String(field, ISO_8859_1);
    List<ExtensionOffers.Offer> offers = ExtensionOffers.parse(List.of(text));
    assertThat(offers.size()).isLessThanOrEqualTo(ExtensionOffers.MAX_OFFERS);
    StringBuilder again = new StringBuilder();
    for (ExtensionOffers.Offer offer : offers) {
      again.append(again.isEmpty() ? "" : ",").append(offer.name());
      for (ExtensionOffers.Parameter parameter : offer.parameters()) {
        again.append(';').append(parameter.name());
        parameter.value().ifPresent(value -> again.append('=').append(value));
      }
    }
    assertThat(again.length()).isLessThanOrEqualTo(text.length());
    if (!offers.isEmpty()) {
      assertThat(ExtensionOffers.parse(List.of(again.toString()))).isEqualTo(offers);
    }
    Optional<Agreement> agreement = Agreement.of(ALL.withContextTakeover(true, true), offers);
    agreement.ifPresent(
        it -> {
          List<ExtensionOffers.Offer> answer = ExtensionOffers.parse(List.of(it.responseValue()));
          assertThat(answer).hasSize(1);
          assertThat(it.windowBits()).isBetween(8, 15);
        });
  }

  @FuzzTest
  void inflate(byte[] payload) {
    for (boolean takeover : new boolean[] {false, true}) {
      Headers offer = Headers.of("Sec-WebSocket-Extensions", "permessage-deflate");
      try (DeflateExtension extension =
          DeflateExtension.negotiate(ALL.withContextTakeover(takeover, takeover), offer, LIMIT)
              .orElseThrow()) {
        for (int round = 0; round < 2; round++) {
          ByteBuffer message = extension.inflate(ByteBuffer.wrap(payload));
          assertThat(message.remaining()).isLessThanOrEqualTo(LIMIT);
          OutboundMessage outbound = OutboundMessage.binary(message);
          if (extension.compresses(outbound)) {
            Optional<ByteBuffer> compressed = extension.compress(outbound);
            assertThat(compressed.map(ByteBuffer::remaining).orElse(0))
                .isLessThanOrEqualTo(extension.maxCompressedBytes());
          }
        }
      } catch (InflateException expected) {
        assertThat(expected.closeCode()).isIn(1007, 1009);
      }
    }
  }
}
