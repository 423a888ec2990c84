package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.ConnectionStateRecovery;
import io.roomcast.DisconnectReason;
import io.roomcast.Emitter;
import io.roomcast.Namespace;
import io.roomcast.RemoteSocket;
import io.roomcast.Socket;
import io.roomcast.SocketClosedException;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.json.GsonMapping;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients of Socket.IO 2. */
class OldClientTest {
  private static final String SID = "secret-session-id";

  private final TestBed server = new TestBed();

  record Auth(String token) {}

  /** Cannot write a map that is not empty. */
  private record CodecWithoutMaps(PacketCodec codec) implements PacketCodec {
    @Override
    public List<Message> encode(Packet packet) {
      if (packet.data().size() > 0
          && packet.data().get(0) instanceof Map<?, ?> map
          && !map.isEmpty()) {
        throw new EncodeException("on purpose");
      }
      return codec.encode(packet);
    }

    @Override
    public PacketDecoder decoder(CodecLimits limits) {
      return codec.decoder(limits);
    }
  }

  private FakeSession connect() {
    return connect(server);
  }

  private static FakeSession connect(TestBed to) {
    return new FakeSession(to.clients, ProtocolRevision.V3);
  }

  // ---- joining

  @Test
  @DisplayName("EIO-82 a client is in the main namespace without asking, told so without a payload")
  void implicitJoin() {
    List<String> joined = new ArrayList<>();
    server.io().onConnection(socket -> joined.add(socket.id()));
    FakeSession client = connect();

    assertThat(client.received()).containsExactly("0");
    assertThat(joined).containsExactly(SID);
    assertThat(server.io().sockets()).extracting(Socket::id).containsExactly(SID);
  }

  @Test
  @DisplayName("EIO-82 a client of another version still has to ask")
  void newClientsAsk() {
    FakeSession client = server.connect();

    assertThat(client.received()).isEmpty();
    assertThat(server.io().sockets()).isEmpty();
  }

  @Test
  @DisplayName("EIO-82 the id is the session's, in another namespace behind its name")
  void ids() {
    server.of("/chat");
    FakeSession client = connect().text("0/chat,");

    assertThat(client.received()).containsExactly("0", "0/chat,");
    assertThat(server.of("/chat").sockets()).extracting(Socket::id).containsExactly("/chat#" + SID);
    server.of("/chat").to("/chat#" + SID).emit("own room");
    assertThat(client.received()).endsWith("2/chat,[\"own room\"]");
  }

  @Test
  @DisplayName("EIO-82 the query of a namespace is the auth")
  void query() {
    AtomicReference<Socket> joined = new AtomicReference<>();
    server.of("/chat").onConnection(joined::set);
    FakeSession client = connect().text("0/chat?token=a%20b&token=1&x=,");

    assertThat(client.received()).containsExactly("0", "0/chat,");
    assertThat(joined.get().handshake().auth()).isEqualTo(Map.of("token", "1", "x", ""));
    assertThat(joined.get().handshake().auth(Auth.class)).isEqualTo(new Auth("1"));
  }

  @Test
  @DisplayName("EIO-82 without a query the auth is empty, whatever comes as a payload")
  void noQuery() {
    AtomicReference<Socket> joined = new AtomicReference<>();
    server.of("/chat").onConnection(joined::set);
    connect().text("0/chat,{\"token\":\"1\"}");

    assertThat(joined.get().handshake().auth()).isEmpty();
    assertThat(joined.get().handshake().auth(Auth.class)).isEqualTo(new Auth(null));
  }

  @Test
  @DisplayName("EIO-82 in the main namespace the auth is empty; the query is the connection's")
  void authOfMainNamespace() {
    AtomicReference<Socket> joined = new AtomicReference<>();
    server.io().onConnection(joined::set);
    connect();

    assertThat(joined.get().handshake().query()).containsEntry("room", "lobby");
    assertThat(joined.get().handshake().auth()).isEmpty();
    assertThat(joined.get().handshake().auth(Auth.class)).isEqualTo(new Auth(null));
  }

  @Test
  @DisplayName("EIO-82 a namespace that is not there is refused with a text")
  void unknownNamespace() {
    FakeSession client = connect().text("0/nowhere,", "0/nowhere?a=1,");

    assertThat(client.received())
        .containsExactly("0", "4/nowhere,\"Invalid namespace\"", "4/nowhere,\"Invalid namespace\"");
    assertThat(client.ended).isFalse();
  }

  @Test
  @DisplayName("EIO-82 a client that asks for what it is in is disconnected")
  void joinsTwice() {
    assertThat(connect().text("0").ended).isTrue();
    assertThat(connect().text("0/?a=1,").ended).isTrue();
  }

  @Test
  @DisplayName(
      "EIO-82 a dynamic namespace gets its name without the query, which its predicate sees")
  void dynamicNamespace() {
    List<String> asked = new CopyOnWriteArrayList<>();
    server.namespaces.of((name, handshake) -> asked.add(name + handshake.auth()), parent -> {});
    FakeSession client = connect().text("0/room-1?token=1,");

    assertThat(asked).containsExactly("/room-1{token=1}");
    assertThat(client.received()).containsExactly("0", "0/room-1,");
  }

  // ---- refusals

  @Test
  @DisplayName("EIO-82 a refusal is the data, or without data the message")
  void refusals() {
    server
        .of("/data")
        .use(
            socket -> {
              throw new ConnectionRefusedException("no", Map.of("a", 1));
            });
    server
        .of("/text")
        .use(
            socket -> {
              throw new ConnectionRefusedException("not authorised");
            });
    server
        .of("/broken")
        .use(
            socket -> {
              throw new IllegalStateException("on purpose");
            });
    FakeSession client = connect().text("0/data,", "0/text,", "0/broken,");

    assertThat(client.received())
        .containsExactly(
            "0",
            "4/data,{\"a\":1}",
            "4/text,\"not authorised\"",
            "4/broken,\"Internal server error\"");
  }

  @Test
  @DisplayName("EIO-82 where the data cannot be encoded the message is told")
  void unencodableData() {
    server
        .io()
        .use(
            socket -> {
              throw new ConnectionRefusedException("no", new byte[] {1});
            });

    assertThat(connect().received()).containsExactly("4\"no\"");
    assertThat(server.failures).hasSize(1);
  }

  @Test
  @DisplayName("EIO-82 a middleware that takes too long is told as a text")
  void timeout() {
    server.io().useAsync(socket -> new CompletableFuture<Void>());
    FakeSession client = connect();
    server.timers.advance(Duration.ofSeconds(45));

    assertThat(client.received()).containsExactly("4\"timeout\"");
  }

  @Test
  @DisplayName("EIO-82 SIO-21 a client that was let in nowhere is disconnected")
  void idler() {
    server
        .io()
        .use(
            socket -> {
              throw new ConnectionRefusedException("no");
            });
    FakeSession client = connect();
    assertThat(client.ended).isFalse();
    server.timers.advance(Duration.ofSeconds(45));

    assertThat(client.ended).isTrue();
    assertThat(server.timers.pending()).isZero();
  }

  // ---- events

  @Test
  @DisplayName("EIO-82 events, acks and binary are those of all clients")
  void events() {
    List<String> heard = new ArrayList<>();
    server
        .io()
        .onConnection(
            socket ->
                socket.on(
                    "e",
                    (args, ack) -> {
                      heard.add(args.get(0, byte[].class).length + " bytes");
                      ack.send("ok");
                    }));
    FakeSession client = connect();
    client.text("51-7[\"e\",{\"_placeholder\":true,\"num\":0}]").binary((byte) 1, (byte) 2);
    server.io().emit("news", 1);

    assertThat(heard).containsExactly("2 bytes");
    assertThat(client.received()).containsExactly("0", "37[\"ok\"]", "2[\"news\",1]");
  }

  @Test
  @DisplayName("EIO-82 a broadcast is encoded once for clients of both versions")
  void shared() {
    FakeSession old = connect();
    FakeSession current = server.join();
    server.io().emit("news", 1);

    assertThat(old.units().get(old.units().size() - 1))
        .isSameAs(current.units().get(current.units().size() - 1));
  }

  @Test
  @DisplayName("EIO-82 packets to a namespace with a query are for the namespace")
  void packetsWithQuery() {
    List<String> heard = new ArrayList<>();
    server.of("/chat").onConnection(socket -> socket.on("e", args -> heard.add("e")));
    FakeSession client = connect().text("0/chat?a=1,", "2/chat?a=1,[\"e\"]", "2/chat,[\"e\"]");

    assertThat(heard).containsExactly("e", "e");
    assertThat(client.ended).isFalse();
  }

  // ---- the end

  @Test
  @DisplayName("EIO-82 a client may leave a namespace and come back under the same id")
  void rejoins() {
    List<String> log = new ArrayList<>();
    server
        .of("/chat")
        .onConnection(
            socket -> {
              log.add("in " + socket.id());
              socket.join("room");
              socket.onDisconnect(reason -> log.add("out " + reason));
            });
    FakeSession client = connect().text("0/chat,", "1/chat,", "0/chat,");

    assertThat(log)
        .containsExactly(
            "in /chat#" + SID,
            "out " + DisconnectReason.CLIENT_NAMESPACE_DISCONNECT,
            "in /chat#" + SID);
    assertThat(server.of("/chat").rooms()).containsExactlyInAnyOrder("/chat#" + SID, "room");
    client.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(server.of("/chat").rooms()).isEmpty();
    assertThat(server.io().sockets()).isEmpty();
  }

  @Test
  @DisplayName("EIO-82 the session's id, which is a secret, is not logged")
  void notLogged() {
    server.of("/chat");
    connect().text("0/chat,");

    for (Namespace namespace : List.of(server.io(), server.of("/chat"))) {
      assertThat(namespace.sockets().iterator().next().toString())
          .doesNotContain(SID)
          .contains("secr…");
      assertThat(namespace.fetchSockets().join().values())
          .singleElement()
          .satisfies(fetched -> assertThat(fetched.id()).endsWith(SID))
          .satisfies(
              fetched -> assertThat(fetched.toString()).doesNotContain(SID).contains("secr…"));
    }
  }

  @Test
  @DisplayName("EIO-82 nor does a failure tell it that is because a socket went")
  void notInFailures() {
    server.of("/chat");
    FakeSession client = connect().text("0/chat,");
    List<CompletableFuture<?>> answers = new ArrayList<>();
    List<Emitter> emitters = new ArrayList<>();
    for (Namespace namespace : List.of(server.io(), server.of("/chat"))) {
      RemoteSocket fetched = namespace.fetchSockets().join().values().get(0);
      assertThat(fetched.compress(false).toString()).doesNotContain(SID);
      emitters.add(fetched);
      emitters.add(namespace.sockets().iterator().next());
    }
    emitters.forEach(emitter -> answers.add(emitter.emitWithAck("asked in time")));
    client.end(CloseReason.TRANSPORT_CLOSE);
    emitters.forEach(emitter -> answers.add(emitter.emitWithAck("asked too late")));

    assertThat(answers)
        .hasSize(8)
        .allSatisfy(
            answer ->
                assertThatThrownBy(answer::join)
                    .hasCauseInstanceOf(SocketClosedException.class)
                    .hasMessageContaining("asked")
                    .hasMessageNotContaining(SID));
  }

  @Test
  @DisplayName("EIO-82 SIO-28 a query that the codec cannot make an auth of is the client's fault")
  void queryThatIsNoAuth() {
    TestBed bed =
        TestBed.with(
            builder ->
                builder.codec(values -> new CodecWithoutMaps(new JsonCodec((GsonMapping) values))));
    List<Throwable> errors = new ArrayList<>();
    bed.of("/chat");
    bed.io().onConnection(socket -> socket.onError(errors::add));
    FakeSession client = connect(bed).text("0/chat?a=1,");

    assertThat(client.ended).isTrue();
    assertThat(bed.of("/chat").sockets()).isEmpty();
    assertThat(errors)
        .singleElement()
        .isInstanceOf(DecodeException.class)
        .asString()
        .contains("on purpose");
  }

  @Test
  @DisplayName("EIO-82 SIO-28 a query of a namespace has as many parameters as that of a request")
  void tooManyParameters() {
    TestBed bed = new TestBed();
    bed.of("/chat");
    String most = "0/chat?" + "k&".repeat(FixedBound.QUERY_PARAMETERS.max() - 1);
    assertThat(connect(bed).text(most + "k,").ended).isFalse();
    assertThat(bed.of("/chat").sockets()).hasSize(1);
    assertThat(bed.hits.counts()).isEmpty();

    assertThat(connect(bed).text(most + "k&k,").ended).isTrue();
    assertThat(bed.hits.counts()).isEqualTo(Map.of("queryParameters", 1L));
  }

  // ---- recovery

  @Test
  @DisplayName("EIO-82 API-44 where clients may come back, these get events and cannot come back")
  void noRecovery() {
    TestBed bed =
        TestBed.with(
            builder ->
                builder.connectionStateRecovery(
                    ConnectionStateRecovery.within(Duration.ofMinutes(2))));
    List<String> log = new ArrayList<>();
    bed.io()
        .onConnection(
            socket -> {
              log.add(socket.id() + " " + socket.recovered());
              socket.join("room");
            });
    FakeSession client = connect(bed);
    bed.io().to("room").emit("e", 1);
    bed.io().to(SID).emit("e", 2);

    assertThat(client.received()).hasSize(3).startsWith("0");
    assertThat(client.received().get(1)).startsWith("2[\"e\",1");
    assertThat(client.received().get(2)).startsWith("2[\"e\",2");
    assertThat(RecoveringClient.sessions(bed).known()).as("it is told no private id").isZero();
    client.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(bed.io().rooms()).isEmpty();
    assertThat(bed.timers.pending()).isZero();
    connect(bed);
    assertThat(log).containsExactly(SID + " false", SID + " false");
  }

  @Test
  @DisplayName("EIO-82 API-44 a pid in the query of a namespace is the application's own")
  void pidInQuery() {
    TestBed bed =
        TestBed.with(
            builder ->
                builder.connectionStateRecovery(
                    ConnectionStateRecovery.within(Duration.ofMinutes(2))));
    AtomicReference<Socket> joined = new AtomicReference<>();
    bed.of("/chat").onConnection(joined::set);
    FakeSession current = bed.connect().text("0/chat,");
    String pid = current.received().get(0).replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
    current.end(CloseReason.TRANSPORT_CLOSE);
    connect(bed).text("0/chat?pid=" + pid + ",");

    assertThat(pid).hasSize(20);
    assertThat(joined.get().recovered()).isFalse();
    assertThat(joined.get().handshake().auth()).containsEntry("pid", pid);
  }

  @Test
  @DisplayName("EIO-82 SIO-28 what is no packet ends the session, as that of any client")
  void noPacket() {
    List<Throwable> errors = new ArrayList<>();
    server.io().onConnection(socket -> socket.onError(errors::add));
    FakeSession client = connect().text("nonsense");

    assertThat(client.ended).isTrue();
    assertThat(errors).singleElement().isInstanceOf(DecodeException.class);
  }
}
