package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import com.google.gson.Gson;
import io.roomcast.DisconnectReason;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientViolationTest {
  private final TestBed server = new TestBed();
  private final List<DisconnectReason> reasons = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  @BeforeEach
  void listen() {
    server.io().onConnection(this::listen);
    server.of("/chat").onConnection(this::listen);
  }

  private void listen(Socket socket) {
    socket.on("e", args -> events.add(String.valueOf(args.get(0))));
    socket.onDisconnect(reason -> reasons.add(reason));
  }

  @Test
  @DisplayName("SIO-22 joining a namespace twice closes the connection")
  void joining_twice() {
    FakeSession client = server.connect().text("0", "0/chat,", "0");

    assertThat(client.closing).isTrue();
    assertThat(reasons)
        .containsExactly(DisconnectReason.FORCED_CLOSE, DisconnectReason.FORCED_CLOSE);
    assertThat(server.failures).isEmpty();
  }

  @Test
  @DisplayName("SIO-22 who has left a namespace may join it again, with a new id")
  void joining_again() {
    FakeSession client = server.join();
    String first = client.socketId("/");
    client.text("1", "0", "2[\"e\",1]");

    assertThat(client.closing).isFalse();
    assertThat(client.socketId("/")).isNotEqualTo(first);
    assertThat(events).containsExactly("1");
  }

  @Test
  @DisplayName("SIO-23 a second connect while a middleware is at work closes the connection")
  void joining_twice_during_middleware() {
    server.io().useAsync(socket -> new CompletableFuture<>());
    FakeSession client = server.connect().text("0", "0");

    assertThat(client.closing).isTrue();
    assertThat(server.timers.pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2[\"e\",1]", "30[]", "1", "2/chat,[\"e\",1]", "3/chat,0[]", "1/chat,"})
  @DisplayName("SIO-24 a packet for a namespace that was not joined closes the connection")
  void packet_without_join(String packet) {
    FakeSession client = server.connect().text(packet);
    assertThat(client.closing).isTrue();
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2[\"e\",1]", "30[]", "1"})
  @DisplayName("SIO-24 so does one that comes while the middleware is at work")
  void packet_during_middleware(String packet) {
    server.io().useAsync(socket -> new CompletableFuture<>());
    FakeSession client = server.join().text(packet);
    assertThat(client.closing).isTrue();
    assertThat(events).isEmpty();
    assertThat(reasons).isEmpty();
  }

  @Test
  @DisplayName("SIO-24 so does a connect error from a client")
  void connect_error_from_client() {
    assertThat(server.join().text("4{\"message\":\"x\"}").closing).isTrue();
  }

  @Test
  @DisplayName("SIO-25 an event after the client's own disconnect closes the connection")
  void event_after_own_disconnect() {
    FakeSession client = server.connect().text("0", "0/chat,", "1", "2[\"e\",1]");
    assertThat(client.closing).isTrue();
    assertThat(events).isEmpty();
    assertThat(reasons)
        .containsExactly(
            DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, DisconnectReason.FORCED_CLOSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2[\"e\",1]", "30[]", "1"})
  @DisplayName("SIO-24 what crosses the server's disconnect on the way is dropped, no violation")
  void crossing_packets(String packet) {
    FakeSession client = server.connect().text("0", "0/chat,");
    server.io().disconnectSockets();

    client.text(packet);
    assertThat(client.closing).isFalse();
    assertThat(events).isEmpty();

    client.text("0", "1", packet); // it was told: what comes after its own disconnect is one again
    assertThat(client.closing).isTrue();
  }

  @Test
  @DisplayName("SEC-21 how many disconnects by the server may be crossed is bounded")
  void crossing_is_bounded() {
    TestBed strict =
        TestBed.with(
            options -> options.maxNamespacesPerClient(3).cleanupEmptyChildNamespaces(true));
    var parent = strict.namespaces.of(java.util.regex.Pattern.compile("^/x"), p -> {});
    parent.onConnection(socket -> socket.disconnect());
    FakeSession client = strict.connect();
    for (int i = 0; i < 10; i++) {
      client.text("0/x" + i + ",", "2/x" + i + ",[\"crossed\"]");
    }
    assertThat(client.closing).isFalse();
    int tolerated = 0;
    while (tolerated < 10 && !client.text("2/x" + tolerated + ",[\"late\"]").closing) {
      tolerated++;
    }
    assertThat(tolerated).isLessThanOrEqualTo(3);
    assertThat(client.closing).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9", "2", "2{}", "2[\"disconnect\"]", "0[]", "51-[\"e\"", "hello"})
  @DisplayName("SIO-28 what is no packet closes that connection only")
  void malformed(String packet) {
    FakeSession other = server.join();
    FakeSession client = server.join().text("2[\"e\",1]", packet, "2[\"e\",2]");

    assertThat(client.closing).isTrue();
    assertThat(events).containsExactly("1");
    assertThat(reasons).containsExactly(DisconnectReason.FORCED_CLOSE);
    assertThat(other.text("2[\"e\",3]").closing).isFalse();
    assertThat(events).containsExactly("1", "3");
  }

  @Test
  @DisplayName("SIO-28 bytes that nobody announced close the connection")
  void unexpected_bytes() {
    assertThat(server.join().binary((byte) 1).closing).isTrue();
  }

  @ParameterizedTest
  @ValueSource(classes = {NullPointerException.class, StackOverflowError.class})
  @DisplayName("SIO-28 a decoder that fails in an unforeseen way costs its own client only")
  void decoder_bug(Class<? extends Throwable> bug) {
    PacketCodec json = new JsonCodec(new Gson());
    PacketDecoder broken =
        mock(
            PacketDecoder.class,
            call -> {
              throw bug.getConstructor().newInstance();
            });
    doNothing().when(broken).close();
    PacketCodec flaky = mock(PacketCodec.class, delegatesTo(json));
    TestBed bed = TestBed.with(options -> options.codec(values -> flaky));
    FakeSession other = bed.join();
    doReturn(broken).when(flaky).decoder(any());
    FakeSession client = bed.connect().text("0");

    assertThat(client.closing).isTrue();
    assertThat(other.text("2[\"e\",1]").closing).isFalse();
  }

  @Test
  @DisplayName("SIO-29 without a pending poll the sockets end at once, with forced server close")
  void violation_without_poll() {
    FakeSession client = server.join();
    client.transport = TransportName.POLLING;
    client.writable = false;
    client.text("0", "2[\"e\",1]");

    assertThat(client.closing).isTrue();
    assertThat(client.ended).isFalse();
    assertThat(reasons).containsExactly(DisconnectReason.FORCED_SERVER_CLOSE);
    assertThat(server.io().sockets()).isEmpty();

    client.end(CloseReason.FORCED_CLOSE);
    assertThat(reasons).hasSize(1);
    assertThat(events).isEmpty();
  }

  @Test
  @DisplayName("SIO-29 after a decode error the sockets last until the poll that carries the close")
  void malformed_without_poll() {
    FakeSession client = server.join();
    client.transport = TransportName.POLLING;
    client.writable = false;
    client.text("nonsense", "2[\"e\",1]");

    assertThat(client.closing).isTrue();
    assertThat(reasons).isEmpty();
    client.end(CloseReason.FORCED_CLOSE);
    assertThat(reasons).containsExactly(DisconnectReason.FORCED_CLOSE);
    assertThat(events).isEmpty();
  }

  @Test
  @DisplayName(
      "SIO-21 SEC-19 who joins nothing in time, and does not poll, keeps no place for that")
  void idler_without_poll() {
    FakeSession client = server.connect();
    client.transport = TransportName.POLLING;
    client.writable = false;
    server.timers.advance(Duration.ofSeconds(45));

    assertThat(client.ended).isTrue();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("one client may not be in more namespaces than allowed at a time")
  void too_many_namespaces() {
    TestBed strict = TestBed.with(options -> options.maxNamespacesPerClient(2));
    List.of("/a", "/b", "/c").forEach(strict.namespaces::of);

    FakeSession client = strict.connect().text("0/a,", "0/b,", "1/a,", "0/c,");
    assertThat(client.closing).isFalse();
    assertThat(client.text("0/a,").closing).isTrue();
    assertThat(strict.hits.counts()).isEqualTo(Map.of("maxNamespacesPerClient", 1L));
  }

  @Test
  @DisplayName("who asks for a namespace of too long a name loses its connection, and is told none")
  void long_namespace() {
    TestBed strict = TestBed.with(options -> options.maxNamespaceNameLength(20));
    FakeSession client = strict.connect().text("0/" + "n".repeat(19) + ",");
    assertThat(client.closing).isFalse();
    assertThat(client.received()).singleElement().asString().startsWith("4/nnn");

    FakeSession other = strict.connect().text("0/" + "n".repeat(20) + ",");
    assertThat(other.closing).isTrue();
    assertThat(other.received()).isEmpty();
    assertThat(server.connect().text("0/" + "n".repeat(1_000_000) + ",").received()).isEmpty();
    assertThat(strict.hits.counts()).isEqualTo(Map.of("maxNamespaceNameLength", 1L));
  }

  @Test
  @DisplayName(
      "a join with an auth that is too large is refused, nothing of it is kept, and one without may follow")
  void large_auth() {
    String shortest = "0{\"t\":\"\"}";
    String token = "x".repeat(16_384 - shortest.length());
    FakeSession client = server.connect().text("0{\"t\":\"" + token + "y\"}");
    assertThat(client.received()).containsExactly("4{\"message\":\"auth too large\"}");
    assertThat(client.closing).isFalse();
    assertThat(server.io().size()).isZero();
    assertThat(server.hits.counts()).isEqualTo(Map.of("maxAuthBytes", 1L));

    client.text("0{\"t\":\"" + token + "\"}");
    assertThat(server.io().size()).isOne();
  }

  @Test
  @DisplayName("nor can the application make a namespace that no client could join")
  void long_namespace_of_the_application() {
    TestBed strict = TestBed.with(options -> options.maxNamespaceNameLength(5));
    assertThat(strict.of("four").name()).isEqualTo("/four");
    assertThatThrownBy(() -> strict.of("fives"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxNamespaceNameLength");
    assertThatThrownBy(() -> strict.namespaces.of("/fives", namespace -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"eeeeee\"", "123456", "\"안녕 안녕!\"", "1234567890123456789012345678901"})
  @DisplayName("an event of too long a name closes the connection, is not heard, and not logged")
  void long_event(String name) {
    TestBed strict = TestBed.with(options -> options.maxEventNameLength(5));
    strict
        .io()
        .onConnection(
            socket -> {
              socket.onAny((event, args) -> events.add(event));
              socket.on(name.replace("\"", ""), args -> fail("is heard"));
            });
    FakeSession client = strict.join().text("2[\"eeeee\"]", "2[12345]");
    assertThat(client.closing).isFalse();

    assertThat(client.text("2[" + name + "]").closing).isTrue();
    assertThat(events).containsExactly("eeeee", "12345");
    assertThat(strict.failures).isEmpty();
    assertThat(strict.hits.counts()).isEqualTo(Map.of("maxEventNameLength", 1L));
  }

  @Test
  @DisplayName("the name of an event has 256 characters at most by default")
  void default_length_of_events() {
    FakeSession client = server.join().text("2[\"" + "e".repeat(256) + "\"]");
    assertThat(client.closing).isFalse();
    assertThat(client.text("2[\"" + "e".repeat(257) + "\"]").closing).isTrue();
  }

  @Test
  @DisplayName("nor come and go faster than its listeners are told")
  void too_many_comings_and_goings() {
    ByHand executor = new ByHand();
    TestBed strict = new TestBed(executor, options -> options.maxNamespacesPerClient(2));
    FakeSession client = strict.connect();
    for (int i = 0; i < 5; i++) {
      client.text("0");
      executor.runAll();
      client.text("1");
      executor.runAll();
    }
    assertThat(client.closing).isFalse();

    AtomicInteger atWork = new AtomicInteger();
    strict
        .io()
        .onConnection(
            socket ->
                socket.onDisconnect(
                    reason -> { // while this listener is at work, the client is back already
                      if (atWork.incrementAndGet() <= 3) {
                        client.text("0");
                        executor.runAll();
                        client.text("1");
                        executor.runAll();
                      }
                    }));
    client.text("0");
    executor.runAll();
    client.text("1");
    executor.runAll();
    assertThat(atWork).hasValue(2);
    assertThat(client.closing).isTrue();
    assertThat(strict.clients.live().count()).isZero();
  }

  @Test
  @DisplayName("SIO-22 who comes back while the server is taking it out does not join twice")
  void back_while_being_taken_out() {
    List<FakeSession> clients = new ArrayList<>();
    TestBed bed =
        TestBed.with(
            options ->
                options.adapter(
                    local ->
                        new RoomAdapter() {
                          @Override
                          public LocalRooms local() {
                            return local;
                          }

                          @Override
                          public void roomDeleted(String room) { // in the midst of it
                            clients.get(0).text("1", "0");
                          }
                        }));
    FakeSession client = bed.join();
    clients.add(client);
    Socket first = bed.socketOf(client);
    first.disconnect();

    assertThat(client.closing).isFalse();
    assertThat(bed.io().size()).isOne();
    Socket second = bed.socketOf(client);
    assertThat(second).isNotSameAs(first);
    second.on("e", args -> events.add("second"));
    client.text("2[\"e\"]");
    assertThat(events).containsExactly("second");
  }

  @Test
  @DisplayName("SIO-11 a codec of one's own lets no reserved event in")
  void reserved_event_of_another_codec() {
    PacketCodec flaky = mock(PacketCodec.class, delegatesTo(new JsonCodec(new Gson())));
    PacketDecoder lax = mock(PacketDecoder.class);
    TestBed bed = TestBed.with(options -> options.codec(values -> flaky));
    doReturn(lax).when(flaky).decoder(any());
    doReturn(Optional.of(Packet.of(PacketType.CONNECT, "/", Arguments.none())))
        .when(lax)
        .text("join");
    doReturn(Optional.of(Packet.of(PacketType.EVENT, "/", Arguments.event("disconnect"))))
        .when(lax)
        .text("event");
    FakeSession client = bed.connect().text("join");
    assertThat(client.closing).isFalse();
    assertThat(client.text("event").closing).isTrue();

    doReturn(Optional.of(Packet.of(PacketType.EVENT, "/", Arguments.none())))
        .when(lax)
        .text("nameless");
    assertThat(bed.connect().text("join", "nameless").closing).isTrue();
  }
}
