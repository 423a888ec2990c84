package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the classic adapter writes and reads")
class ClassicWireTest {
  private static final String NODE = "node01";
  private static final Selection R1_BUT_X = new Selection(Set.of("r1"), Set.of("x"));
  private static final EmitFlags VOLATILE = EmitFlags.DEFAULT.asVolatile();

  static Stream<JsonObject> cases(String file) {
    try (InputStream in = ClassicWireTest.class.getResourceAsStream("/vectors/" + file)) {
      JsonObject all = JsonParser.parseReader(new InputStreamReader(in, UTF_8)).getAsJsonObject();
      return StreamSupport.stream(all.getAsJsonArray("cases").spliterator(), false)
          .map(JsonElement::getAsJsonObject);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Arguments> broadcasts() {
    return cases("redis-broadcast.json")
        .map(given -> argumentSet(given.get("packet").toString(), given));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("RED-4 RED-6 broadcasts are written byte for byte as the reference does, and back")
  void broadcasts(JsonObject given) {
    JsonObject options = given.getAsJsonObject("opts");
    ClassicEvent event =
        new ClassicEvent(
            given.getAsJsonObject("packet").get("nsp").getAsString(),
            (List<?>) neutral(given.getAsJsonObject("packet").get("data")),
            new Selection(strings(options, "rooms"), strings(options, "except")),
            flags(options.getAsJsonObject("flags")));
    String uid = given.get("uid").getAsString();
    byte[] written = event.write(uid);

    assertThat(hex(written)).isEqualTo(given.get("bytes").getAsString());
    assertThat(ClassicEvent.read(written, "other1"))
        .hasValueSatisfying(read -> assertThat(read).usingRecursiveComparison().isEqualTo(event));
    assertThat(ClassicEvent.read(written, uid)).isEmpty();
  }

  private static Object neutral(JsonElement value) {
    if (value instanceof JsonArray array) {
      List<Object> elements = new ArrayList<>();
      array.forEach(element -> elements.add(neutral(element)));
      return elements;
    } else if (value instanceof JsonObject object) {
      if (object.has("$bin")) {
        return HexFormat.of().parseHex(object.get("$bin").getAsString());
      }
      Map<String, Object> members = new LinkedHashMap<>();
      object.asMap().forEach((name, member) -> members.put(name, neutral(member)));
      return members;
    }
    return value.getAsJsonPrimitive().isNumber() ? (Object) value.getAsLong() : value.getAsString();
  }

  private static Set<String> strings(JsonObject object, String name) {
    return Set.copyOf(
        object.getAsJsonArray(name).asList().stream().map(JsonElement::getAsString).toList());
  }

  private static EmitFlags flags(JsonObject given) {
    return new EmitFlags(given.has("volatile"), !given.has("compress"));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** What we make of the same wish, by the name of the case. */
  private static Map<String, Supplier<byte[]>> ours() {
    Map<String, Supplier<byte[]>> ours = new LinkedHashMap<>();
    Optional<String> node = Optional.of(NODE);
    Set<String> both = Set.of("r2", "r3");
    ours.put("join", () -> ClassicRequest.join(node, R1_BUT_X, both));
    ours.put("leave", () -> ClassicRequest.leave(node, R1_BUT_X, Set.of("r2")));
    ours.put("disconnect", () -> ClassicRequest.disconnect(node, Selection.all(), true));
    ours.put(
        "server-side emit",
        () ->
            ClassicRequest.serverSideEmit(
                NODE, Optional.empty(), List.of("ev", 1L, Map.of("a", "b"))));
    ours.put(
        "server-side emit with ack",
        () -> ClassicRequest.serverSideEmit(NODE, Optional.of("asked1"), List.of("ev")));
    ours.put("fetch", () -> ClassicRequest.fetch(NODE, "asked1", R1_BUT_X));
    ours.put(
        "broadcast with ack",
        () ->
            ClassicRequest.broadcastWithAck(
                NODE,
                "asked1",
                new ClassicEvent(
                    "/chat", List.of("hi"), new Selection(Set.of("a"), Set.of()), VOLATILE),
                Duration.ofMillis(200)));
    ours.put(
        "emitter: emit",
        () ->
            new ClassicEvent("/", List.of("hi", 1L, new byte[] {1, 2}), R1_BUT_X, VOLATILE)
                .writeAsEmitter("emitter"));
    ours.put(
        "emitter: emit to all",
        () ->
            new ClassicEvent("/chat", List.of("hi"), Selection.all(), EmitFlags.DEFAULT)
                .writeAsEmitter("emitter"));
    Optional<String> emitter = Optional.empty();
    ours.put(
        "emitter: join",
        () -> ClassicRequest.join(emitter, new Selection(Set.of("r1"), Set.of()), both));
    ours.put("emitter: leave", () -> ClassicRequest.leave(emitter, Selection.all(), Set.of("r2")));
    ours.put(
        "emitter: disconnect", () -> ClassicRequest.disconnect(emitter, Selection.all(), true));
    ours.put(
        "emitter: server-side emit",
        () -> ClassicRequest.serverSideEmit("emitter", Optional.empty(), List.of("ev", 1L)));
    return ours;
  }

  static Stream<Arguments> requests() {
    Map<String, Supplier<byte[]>> ours = ours();
    return cases("redis-messages.json")
        .filter(given -> ours.containsKey(given.get("name").getAsString()))
        .map(given -> argumentSet(given.get("name").getAsString(), given));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName(
      "RED-7 RED-8 RED-14 RED-17 requests are written byte for byte as the reference does, and"
          + " can be read")
  void requests(JsonObject given) {
    byte[] written = ours().get(given.get("name").getAsString()).get();
    if (given.has("text")) {
      assertThat(new String(written, UTF_8)).isEqualTo(given.get("text").getAsString());
    } else {
      assertThat(hex(written)).isEqualTo(given.get("bytes").getAsString());
    }
    if (given.get("channel").getAsString().contains("-request#")) {
      assertThat(ClassicRequest.read(Fields.of(Payload.read(written)))).isNotNull();
    }
  }

  @Test
  @DisplayName("RED-7 what is compared with the reference is all that can be")
  void allCompared() {
    assertThat(requests()).hasSize(ours().size());
  }

  @Test
  @DisplayName("RED-2 the channels are named as the reference names them")
  void channels() {
    ClassicChannels main = new ClassicChannels("socket.io", "/", "abc123");
    assertThat(main.broadcast(new Selection(Set.of("room1"), Set.of())))
        .isEqualTo("socket.io#/#room1#");
    assertThat(main.broadcast(new Selection(Set.of("a", "b"), Set.of()))).isEqualTo("socket.io#/#");
    assertThat(main.broadcast(Selection.all())).isEqualTo("socket.io#/#");
    assertThat(main.room("socket.io#/#room1#")).isEqualTo("room1");
    assertThat(main.room("socket.io#/#a#b#")).isEqualTo("a#b");
    assertThat(main.room("socket.io#/#")).isEmpty();
    ClassicChannels chat = new ClassicChannels("socket.io", "/chat", "abc123");
    assertThat(chat.requests()).isEqualTo("socket.io-request#/chat#");
    assertThat(chat.responses()).isEqualTo("socket.io-response#/chat#");
    assertThat(chat.topics())
        .containsExactly(
            new Topic(Topic.Kind.PATTERN, "socket.io#/chat#*"),
            Topic.channel("socket.io-request#/chat#"),
            Topic.channel("socket.io-response#/chat#"),
            Topic.channel("socket.io-response#/chat#abc123#"));
  }

  @Test
  @DisplayName("RED-3 a namespace's characters mean themselves in a pattern")
  void pattern() {
    assertThat(Topic.beginningWith("socket.io#/a*b?c[d]\\e#").name())
        .isEqualTo("socket.io#/a\\*b\\?c\\[d\\]\\\\e#*");
  }

  @Test
  @DisplayName("RED-1 a server's uid has 6 characters, which cannot be guessed")
  void uid() {
    assertThat(Stream.generate(Uid::next).limit(1000))
        .allMatch(uid -> uid.matches("[0-9A-Za-z_-]{6}"))
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("RED-8 binary data in requests is MessagePack, and is understood as Node writes it")
  void binary() {
    byte[] written =
        ClassicRequest.serverSideEmit(
            NODE, Optional.empty(), List.of("ev", new byte[] {1, (byte) 255}));
    assertThat(written[0]).isNotEqualTo((byte) '{');
    for (byte[] each :
        List.of(
            written,
            "{\"uid\":\"x\",\"type\":6,\"data\":[\"ev\",{\"type\":\"Buffer\",\"data\":[1,255]}]}"
                .getBytes(UTF_8))) {
      ClassicRequest read = ClassicRequest.read(Fields.of(Payload.read(each)));
      assertThat(read)
          .isInstanceOfSatisfying(
              ClassicRequest.ServerSideEmit.class,
              emit -> assertThat(emit.values().get(1)).isEqualTo(new byte[] {1, (byte) 255}));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"Buffer\",\"data\":[1,256]}",
        "{\"type\":\"Buffer\",\"data\":[-1]}",
        "{\"type\":\"Buffer\",\"data\":\"AQ\"}",
        "{\"type\":\"Buffer\",\"data\":[1],\"more\":1}"
      })
  @DisplayName("RED-8 what only looks like binary data of Node stays what it is")
  void noBinary(String json) {
    assertThat(Payload.read(json.getBytes(UTF_8))).isInstanceOf(Map.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{\"type\":2}",
        "{\"type\":2,\"opts\":{}}",
        "{\"type\":2,\"opts\":{\"rooms\":\"r\"},\"rooms\":[\"x\"]}",
        "{\"type\":2,\"opts\":{\"rooms\":[{}]},\"rooms\":[\"x\"]}",
        "{\"type\":2,\"sid\":\"x\"}",
        "{\"type\":2,\"sid\":\"x\",\"room\":\"r\"}",
        "{\"type\":5}",
        "{\"type\":5,\"requestId\":\"x\"}",
        "{\"type\":5,\"requestId\":1,\"opts\":{\"rooms\":[]}}",
        "{\"type\":5,\"requestId\":\"\",\"opts\":{\"rooms\":[]}}",
        "{\"type\":6,\"data\":[]}",
        "{\"type\":6,\"data\":[{}]}",
        "{\"type\":6,\"data\":\"ev\"}",
        "{\"type\":7,\"requestId\":\"x\"}",
        "{\"type\":7,\"requestId\":\"x\",\"packet\":{\"type\":4},\"opts\":{\"rooms\":[]}}",
        "{\"type\":10}",
        "{\"type\":-1}",
        "{\"type\":1.5,\"requestId\":\"x\"}",
        "{\"type\":\"1\",\"requestId\":\"x\"}",
        "{\"type\":1,\"requestId\":\"x\"}x",
        "[]",
        "\u00c1"
      })
  @DisplayName("RED-7 RED-33 what is no request is refused with one kind of exception")
  void malformed(String message) {
    byte[] bytes = message.getBytes(ISO_8859_1);
    assertThatThrownBy(() -> ClassicRequest.read(Fields.of(Payload.read(bytes))))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "90",
        "91a161",
        "93a161c0c0",
        "93a16180" + "80",
        "93c0" + "80" + "80",
        "93a16182a47479706502a464617461a26869" + "81a5726f6f6d7390",
        "93a16182a47479706504a46461746191a26869" + "81a5726f6f6d7390",
        "93a16182a47479706502a46461746191a26869" + "80",
        "dd7fffffff",
        "c1"
      })
  @DisplayName("RED-4 RED-33 what is no broadcast is refused with one kind of exception")
  void malformedBroadcast(String message) {
    byte[] bytes = HexFormat.of().parseHex(message);
    assertThatThrownBy(() -> ClassicEvent.read(bytes, "other1"))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  @DisplayName("RED-33 how deep a message goes is bounded")
  void depth() {
    byte[] deep = ("{\"a\":" + "[".repeat(100_000)).getBytes(UTF_8);
    assertThatThrownBy(() -> Payload.read(deep)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> Payload.read(HexFormat.of().parseHex("91".repeat(100_000) + "c0")))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  @DisplayName("RED-14 the flags of a question give the time for it, in bounds")
  void timeout() {
    assertThat(Fields.of(Map.of()).timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(timeoutOf(200L)).isEqualTo(Duration.ofMillis(200));
    assertThat(timeoutOf(-1L)).isEqualTo(Duration.ofMillis(1));
    assertThat(timeoutOf(1e300)).isEqualTo(Duration.ofDays(1));
    assertThat(timeoutOf("soon")).isEqualTo(Duration.ofSeconds(5));
  }

  private static Duration timeoutOf(Object timeout) {
    return Fields.of(Map.of("flags", Map.of("timeout", timeout))).timeout();
  }
}
