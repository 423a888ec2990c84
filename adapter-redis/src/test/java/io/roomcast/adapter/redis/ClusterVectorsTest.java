package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import io.roomcast.codec.msgpack.ClusterCodec;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Response;
import io.roomcast.spi.codec.DecodeException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What servers of Node.js write")
class ClusterVectorsTest {
  private static final String NAMESPACE = "/chat";
  private static final String ASKER = "fedcba9876543210";

  private final ClusterCodec codec = new ClusterCodec();

  static Stream<JsonObject> vectors(String of) {
    var file =
        new InputStreamReader(
            ClusterVectorsTest.class.getResourceAsStream("/vectors/cluster-messages.json"), UTF_8);
    JsonObject all = JsonParser.parseReader(file).getAsJsonObject();
    return StreamSupport.stream(all.getAsJsonArray(of).spliterator(), false)
        .map(each -> each.getAsJsonObject());
  }

  static byte[] bytes(JsonObject vector) {
    return vector.has("text")
        ? vector.get("text").getAsString().getBytes(UTF_8)
        : HexFormat.of().parseHex(vector.get("hex").getAsString());
  }

  /** We do not tell when we stop waiting for sockets, and give sets of rooms any order. */
  private static boolean isWrittenOtherwise(ClusterMessage message) {
    return message instanceof ClusterMessage.FetchSockets
        || (message instanceof Broadcast event && event.to().rooms().size() > 1)
        || (message instanceof ClusterMessage.SocketsJoin join && join.rooms().size() > 1);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("RED-18 RED-19 RED-20 RED-22 is what we write, on the channels of each mode")
  void sharded(SubscriptionMode mode) {
    ShardedChannels channels = new ShardedChannels("socket.io", NAMESPACE, mode);
    String name =
        switch (mode) {
          case DYNAMIC -> "dynamic";
          case DYNAMIC_PRIVATE -> "private";
          case STATIC -> "static";
        };
    assertThat(vectors(name))
        .hasSize(16)
        .allSatisfy(
            vector -> {
              ClusterEnvelope read = codec.decode(bytes(vector));
              String channel =
                  read.message() instanceof Response
                      ? channels.named(ASKER)
                      : channels.of(read.message());
              assertThat(channel).isEqualTo(vector.get("channel").getAsString());
              if (isWrittenOtherwise(read.message())) {
                assertThat(codec.decode(codec.encode(read))).isEqualTo(read);
              } else {
                assertThat(new String(codec.encode(read), UTF_8))
                    .isEqualTo(new String(bytes(vector), UTF_8));
                assertThat(codec.encode(read)).isEqualTo(bytes(vector));
              }
            });
  }

  @Test
  @DisplayName("RED-21 a room whose name is as long as an id has no channel of its own, if dynamic")
  void twenty_characters() {
    ShardedChannels channels = new ShardedChannels("p", "/", SubscriptionMode.DYNAMIC);
    assertThat(channels.of(to("01234567890123456789"))).isEqualTo("p#/#");
    assertThat(channels.of(to("0123456789012345678"))).isEqualTo("p#/#0123456789012345678#");
  }

  private static ClusterMessage to(String room) {
    return new Broadcast(List.of("e"), new Selection(Set.of(room), Set.of()), EmitFlags.DEFAULT);
  }

  static Stream<JsonObject> entries() {
    return vectors("streams").filter(vector -> vector.has("fields"));
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("RED-25 is what we append to streams, field by field")
  void streams(JsonObject vector) {
    Map<String, String> fields =
        new Gson().fromJson(vector.get("fields"), new TypeToken<Map<String, String>>() {});
    ClusterEnvelope read = new StreamEntry(fields).envelope();
    Map<String, String> written = StreamEntry.of(read).fields();
    if (isWrittenOtherwise(read.message())) {
      assertThat(new StreamEntry(written).envelope()).isEqualTo(read);
    } else {
      assertThat(written).isEqualTo(fields);
      assertThat(written.keySet()).containsExactlyElementsOf(fields.keySet());
    }
  }

  static Stream<JsonObject> besideTheStream() {
    return vectors("streams").filter(vector -> vector.has("channel"));
  }

  @ParameterizedTest
  @MethodSource("besideTheStream")
  @DisplayName("RED-27 is what we publish beside the stream, in MessagePack")
  void ephemeral(JsonObject vector) {
    assertThat(vector.get("channel").getAsString()).isEqualTo("socket.io#/chat#");
    ClusterEnvelope read = codec.decode(bytes(vector));
    if (isWrittenOtherwise(read.message())) {
      assertThat(codec.decode(codec.encodeMessagePack(read))).isEqualTo(read);
    } else {
      assertThat(codec.encodeMessagePack(read)).isEqualTo(bytes(vector));
    }
  }

  static Stream<Map<String, String>> malformed() {
    return Stream.of(
        Map.of(),
        Map.of("uid", "b", "nsp", "/"),
        Map.of("uid", "b", "type", "2"),
        Map.of("nsp", "/", "type", "2"),
        Map.of("uid", "b", "nsp", "/", "type", "two"),
        Map.of("uid", "b", "nsp", "/", "type", "-2"),
        Map.of("uid", "b", "nsp", "/", "type", "99999999999999999999"),
        Map.of("uid", "b", "nsp", "/", "type", "14"),
        Map.of("uid", "b", "nsp", "/", "type", "4"),
        Map.of("uid", "b", "nsp", "/", "type", "4", "data", "{"),
        Map.of("uid", "b", "nsp", "/", "type", "4", "data", "?no base64?"),
        Map.of("uid", "b", "nsp", "/", "type", "4", "data", "wcHB"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  @DisplayName("RED-33 is refused where it is malformed")
  void refused(Map<String, String> fields) {
    StreamEntry entry = new StreamEntry(fields);
    assertThatThrownBy(entry::envelope).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @CsvSource({"/, 2", "/chat, 1", "/a, 0", "/admin, 1", "/b, 1", "/private, -1"})
  @DisplayName("RED-26 goes to the stream of the namespace's hash, whatever its sign")
  void stream_names(String namespace, int index) {
    assertThat(settings(1).stream(namespace)).isEqualTo("socket.io");
    assertThat(settings(3).stream(namespace)).isEqualTo("socket.io-" + index);
  }

  private static StreamSettings settings(int count) {
    return new StreamSettings(
        "socket.io", count, 10, 10, Duration.ofSeconds(1), "sio:session:", false);
  }

  @Test
  @DisplayName("RED-28 ids of entries are compared as pairs of numbers without sign")
  void ids() {
    assertThat(EntryId.isNewer("2-0", "1-9")).isTrue();
    assertThat(EntryId.isNewer("10-0", "9-0")).isTrue();
    assertThat(EntryId.isNewer("1-10", "1-9")).isTrue();
    assertThat(EntryId.isNewer("1-1", "1-1")).isFalse();
    assertThat(EntryId.isNewer("18446744073709551615-0", "1-0")).isTrue();
    assertThat(EntryId.isNewer("0-0", "1-0")).isFalse();
    assertThat(EntryId.next("5-9")).isEqualTo("5-10");
    assertThat(EntryId.next("5-18446744073709551615")).isEqualTo("6-0");
    assertThat(EntryId.is("1700000000000-0")).isTrue();
    for (String none :
        List.of("", "-", "1", "1-", "-1", "1-x", "1-2-3", "١-1", "9".repeat(30) + "-0")) {
      assertThat(EntryId.is(none)).as(none).isFalse();
    }
  }
}
