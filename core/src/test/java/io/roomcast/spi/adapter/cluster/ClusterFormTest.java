package io.roomcast.spi.adapter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.TransportName;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastClientCount;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastWithAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.DisconnectSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSocketsResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Presence;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmit;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmitResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsJoin;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsLeave;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.transport.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The form of cluster messages")
class ClusterFormTest {
  private static final Selection SOME = new Selection(Set.of("r"), Set.of("x"));
  private static final Map<String, Object> OPTIONS =
      Map.of("rooms", List.of("r"), "except", List.of("x"), "flags", Map.of());

  static Stream<ClusterMessage> messages() {
    return Stream.of(
        Presence.INITIAL_HEARTBEAT,
        Presence.HEARTBEAT,
        Presence.ADAPTER_CLOSE,
        new Broadcast(Arrays.asList("e", null, 1L, 1.5, true), SOME, EmitFlags.DEFAULT),
        new Broadcast(List.of("e"), Selection.all(), new EmitFlags(true, false)),
        new Broadcast(List.of(1L, "x"), SOME, EmitFlags.DEFAULT),
        new ServerSideEmit(Optional.empty(), List.of(1.5)),
        new BroadcastWithAck("id", Duration.ofSeconds(2), List.of("e"), SOME, EmitFlags.DEFAULT),
        new SocketsJoin(SOME, Set.of("s")),
        new SocketsLeave(SOME, Set.of("s", "t")),
        new DisconnectSockets(SOME, true),
        new FetchSockets(SOME, "id"),
        new FetchSocketsResponse("id", List.of()),
        new ServerSideEmit(Optional.empty(), List.of("e", 1L)),
        new ServerSideEmit(Optional.of("id"), List.of("e")),
        new ServerSideEmitResponse("id", Arrays.asList((Object) null)),
        new BroadcastClientCount("id", 7),
        new BroadcastAck("id", List.of()),
        new BroadcastAck("id", List.of(Map.of("a", 1L))));
  }

  @ParameterizedTest
  @MethodSource("messages")
  @DisplayName("ADP-10 SIO-11 is read back as it was written, whatever the message")
  void there_and_back(ClusterMessage message) {
    ClusterEnvelope envelope = new ClusterEnvelope("a", "/", message);
    assertThat(ClusterForm.read(ClusterForm.write(envelope))).isEqualTo(envelope);
  }

  @Test
  @DisplayName("ADP-10 is that of Socket.IO, member by member")
  void members() {
    ClusterMessage question =
        new BroadcastWithAck(
            "id", Duration.ofSeconds(2), List.of("e", 1L), SOME, new EmitFlags(true, false));
    assertThat(ClusterForm.write(new ClusterEnvelope("a", "/chat", question)).toString())
        .isEqualTo(
            "{type=3, data={packet={type=2, data=[e, 1]}, requestId=id, opts={rooms=[r],"
                + " except=[x], flags={volatile=true, compress=false, timeout=2000}}},"
                + " uid=a, nsp=/chat}");
    assertThat(ClusterForm.write(new ClusterEnvelope("a", "/", Presence.HEARTBEAT)).toString())
        .isEqualTo("{type=2, uid=a, nsp=/}");
  }

  static final List<Map<String, Object>> malformed =
      List.of(
          Map.of(),
          Map.of("uid", "b", "nsp", "/"),
          Map.of("uid", "b", "type", 2L),
          Map.of("nsp", "/", "type", 2L),
          Map.of("uid", "", "nsp", "/", "type", 2L),
          Map.of("uid", "u".repeat(513), "nsp", "/", "type", 2L),
          Map.of("uid", "b", "nsp", "chat", "type", 2L),
          Map.of("uid", 5L, "nsp", "/", "type", 2L),
          of(0, Map.of()),
          of(14, Map.of()),
          of(-3, Map.of()),
          of(3, "text"),
          of(3, Map.of("opts", OPTIONS)),
          of(3, Map.of("packet", Map.of("type", 2L, "data", List.of("e")))),
          of(3, Map.of("opts", OPTIONS, "packet", Map.of("type", 3L, "data", List.of("e")))),
          of(3, Map.of("opts", OPTIONS, "packet", Map.of("type", 2L, "data", List.of()))),
          of(3, Map.of("opts", OPTIONS, "packet", Map.of("type", 2L, "data", List.of(true)))),
          of(3, Map.of("opts", OPTIONS, "packet", Map.of("type", 2.4, "data", List.of("e")))),
          Map.of("uid", "b", "nsp", "/", "type", 1.6),
          of(3, Map.of("opts", OPTIONS, "packet", Map.of("type", 2L, "data", Map.of()))),
          of(4, Map.of("opts", OPTIONS)),
          of(4, Map.of("opts", OPTIONS, "rooms", "r")),
          of(4, Map.of("opts", OPTIONS, "rooms", List.of(true))),
          of(5, Map.of("opts", Map.of("rooms", List.of()), "rooms", List.of("s"))),
          of(6, Map.of("close", true)),
          of(7, Map.of("opts", OPTIONS)),
          of(7, Map.of("opts", OPTIONS, "requestId", "i".repeat(129))),
          of(8, Map.of("requestId", "id")),
          of(8, Map.of("requestId", "id", "sockets", List.of("s"))),
          of(8, Map.of("requestId", "id", "sockets", List.of(Map.of("id", "s")))),
          of(9, Map.of("packet", List.of())),
          of(9, Map.of("requestId", 5L, "packet", List.of("e"))),
          of(10, Map.of("packet", 1L)),
          of(11, Map.of("requestId", "id")),
          of(11, Map.of("requestId", "id", "clientCount", -1L)),
          of(11, Map.of("requestId", "id", "clientCount", 3_000_000_000L)),
          of(11, Map.of("requestId", "id", "clientCount", Double.NaN)),
          of(11, Map.of("requestId", "id", "clientCount", 2.6)),
          of(12, Map.of()));

  private static Map<String, Object> of(long type, Object data) {
    return Map.of("uid", "b", "nsp", "/", "type", type, "data", data);
  }

  @ParameterizedTest
  @FieldSource("malformed")
  @DisplayName("RED-33 is refused where it is malformed, or of an unknown version")
  void refused(Map<String, Object> form) {
    assertThatThrownBy(() -> ClusterForm.read(form)).isInstanceOf(DecodeException.class);
  }

  @Test
  @DisplayName("ADP-10 takes rooms that JavaScript knows as numbers, and times within reason")
  void lenient() {
    Map<String, Object> options =
        Map.of(
            "rooms", List.of(5L), "except", List.of(), "flags", Map.of("timeout", 1e15, "x", 1L));
    assertThat(ClusterForm.selection(options)).isEqualTo(new Selection(Set.of("5"), Set.of()));
    assertThat(ClusterForm.flags(options)).isEqualTo(EmitFlags.DEFAULT);
    assertThat(ClusterForm.timeout(options)).isEqualTo(Duration.ofDays(1));
    assertThat(ClusterForm.timeout(Map.of("flags", Map.of("timeout", 0L))))
        .isEqualTo(Duration.ofMillis(1));
    assertThat(ClusterForm.timeout(null)).isEqualTo(Duration.ofSeconds(5));
    assertThat(ClusterForm.timeout(Map.of("flags", Map.of("timeout", 7.0))))
        .isEqualTo(Duration.ofMillis(7));
  }

  private static final SocketDetails SOCKET =
      new SocketDetails(
          "id",
          new HandshakeRequest(
              "/socket.io/",
              Map.of("EIO", "4", "transport", "websocket", "a b", "ü"),
              Headers.builder()
                  .add("Host", "h")
                  .add("X-A", "1")
                  .add("x-a", "2")
                  .add("Origin", "http://o")
                  .build(),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 5555),
              true,
              TransportName.WEBSOCKET,
              Instant.ofEpochMilli(1_700_000_000_123L)),
          Arguments.of(new Object[] {Map.of("token", "t")}),
          new LinkedHashSet<>(List.of("id", "r")),
          Map.of("user", "ada"));

  @Test
  @DisplayName("ADP-17 tells of a socket what Socket.IO tells")
  void socket() {
    assertThat(SocketForm.write(SOCKET).toString())
        .startsWith(
            "{id=id, handshake={headers={host=h, x-a=1, 2, origin=http://o}, time=Tue Nov 14 2023"
                + " 22:13:20 GMT+0000 (Coordinated Universal Time), address=127.0.0.1,"
                + " xdomain=true, secure=true, issued=1700000000123,"
                + " url=/socket.io/?EIO=4&a+b=%C3%BC&transport=websocket, query={")
        .endsWith("auth={token=t}}, rooms=[id, r], data={user=ada}}");
  }

  @Test
  @DisplayName(
      "ADP-17 reads a socket as it was written, but for the address, which is not looked up")
  void socket_there_and_back() {
    SocketDetails read = SocketForm.read(SocketForm.write(SOCKET));
    assertThat(read.id()).isEqualTo("id");
    assertThat(read.rooms()).containsExactly("id", "r");
    assertThat(read.data()).isEqualTo(SOCKET.data());
    assertThat(read.auth().get(0)).isEqualTo(Map.of("token", "t"));
    HandshakeRequest request = read.request();
    assertThat(request.path()).isEqualTo("/socket.io/");
    assertThat(request.query()).isEqualTo(SOCKET.request().query());
    assertThat(request.headers().first("X-A")).contains("1, 2");
    assertThat(request.remoteAddress().isUnresolved()).isTrue();
    assertThat(request.remoteAddress().getHostString()).isEqualTo("127.0.0.1");
    assertThat(request.secure()).isTrue();
    assertThat(request.transport()).isEqualTo(TransportName.WEBSOCKET);
    assertThat(request.issued()).isEqualTo(SOCKET.request().issued());
  }

  @Test
  @DisplayName("ADP-17 reads a socket of which little is known, or nonsense")
  void little_known() {
    SocketDetails bare = SocketForm.read(Map.of("id", "s", "rooms", List.of()));
    assertThat(bare.auth().get(0)).isEqualTo(Map.of());
    assertThat(bare.request().issued()).isEqualTo(Instant.EPOCH);
    Map<String, Object> headers = new HashMap<>();
    headers.put("bad name", "x");
    headers.put("bad-value", "a\nb");
    headers.put("none", null);
    headers.put("number", 5L);
    headers.put("set-cookie", Arrays.asList("a", null, "b"));
    SocketDetails odd =
        SocketForm.read(
            Map.of(
                "id",
                "s",
                "rooms",
                List.of("r"),
                "data",
                "text",
                "handshake",
                Map.of("headers", headers, "issued", Long.MAX_VALUE, "query", List.of())));
    assertThat(odd.request().headers().all("set-cookie")).containsExactly("a", "b");
    assertThat(odd.request().headers().size()).isEqualTo(2);
    assertThat(odd.request().issued()).isEqualTo(Instant.EPOCH);
    assertThat(odd.data()).isEmpty();
  }
}
