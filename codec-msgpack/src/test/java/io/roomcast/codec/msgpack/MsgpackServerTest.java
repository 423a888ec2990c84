package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import io.roomcast.ConnectionRefusedException;
import io.roomcast.DisconnectReason;
import io.roomcast.Server;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that speaks MessagePack, and clients that do or do not. */
class MsgpackServerTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final Packet CONNECT = Packet.of(PacketType.CONNECT, "/", Arguments.none());

  record Order(String itemName, int count) {}

  private final InMemoryTransport transport = InMemoryTransport.create();
  private final AtomicInteger encoded = new AtomicInteger();
  private final BlockingQueue<DisconnectReason> departures = new LinkedBlockingQueue<>();
  private final PacketCodec codec = Samples.codec();
  private Server io;

  @BeforeEach
  void start() {
    io =
        Server.builder()
            .transport(transport)
            .gson(
                new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .create())
            .codec(values -> counting(MsgpackCodec.factory().create(values)))
            .engine(engine -> engine.allowEIO3(true))
            .build();
    io.onConnection(
        socket -> {
          socket.on("echo", (args, ack) -> ack.send(args.toList().toArray()));
          socket.on("order", Order.class, (order, ack) -> ack.send(order));
          socket.on("all", byte[].class, bytes -> io.emit("news", bytes));
          socket.onDisconnect(departures::add);
        });
    io.start().join();
  }

  @AfterEach
  void stop() {
    io.close();
  }

  private PacketCodec counting(PacketCodec actual) {
    return new PacketCodec() {
      @Override
      public List<Message> encode(Packet packet) {
        encoded.incrementAndGet();
        return actual.encode(packet);
      }

      @Override
      public PacketDecoder decoder(CodecLimits limits) {
        return actual.decoder(limits);
      }
    };
  }

  private static Packet event(long id, Object... values) {
    return new Packet(PacketType.EVENT, "/", id, Arguments.of(values));
  }

  private Packet decode(byte[] bytes) {
    return codec.decoder(CodecLimits.defaults()).binary(ByteBuffer.wrap(bytes)).orElseThrow();
  }

  @Test
  @DisplayName("SIO-35 over polling a packet is b and base64, both ways")
  void polling() throws Exception {
    try (PeerConnection posts = transport.peer().connect();
        PeerConnection gets = transport.peer().connect()) {
      String open = text(gets, PeerRequest.get(POLLING));
      String session = POLLING + "&sid=" + open.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
      assertThat(text(posts, PeerRequest.post(session, base64(CONNECT)))).isEqualTo("ok");
      Packet joined = fromBase64(text(gets, PeerRequest.get(session)));
      assertThat(joined.type()).isEqualTo(PacketType.CONNECT);
      assertThat(((Map<?, ?>) joined.data().get(0)).keySet()).hasToString("[sid]");

      byte[] bytes = {0, -1};
      text(posts, PeerRequest.post(session, base64(event(3, "echo", "안녕 👋", bytes, 1.5))));
      Packet answer = fromBase64(text(gets, PeerRequest.get(session)));
      assertThat(answer.type()).isEqualTo(PacketType.ACK);
      assertThat(answer.id()).isEqualTo(3);
      assertThat(Samples.comparable(answer.data().toList()))
          .isEqualTo(Samples.comparable(List.of("안녕 👋", bytes, 1.5)));
    }
  }

  @Test
  @DisplayName("SIO-35 over WebSocket a packet is a binary frame; the server's Gson converts it")
  void webSocket() throws Exception {
    try (PeerWebSocket socket = joined()) {
      socket.sendBinary(
          Samples.encode(codec, event(0, "order", Map.of("item_name", "tea", "count", 2))));
      Packet answer = decode(nextBinary(socket));
      assertThat(answer.data().get(0)).isEqualTo(Map.of("item_name", "tea", "count", 2L));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551615"
      })
  @DisplayName("SIO-36 a handler that sends an integer of 64 bits back sends back its digits")
  void integers(String number) throws Exception {
    BigInteger exact = new BigInteger(number);
    Object neutral = exact.bitLength() < Long.SIZE ? (Object) exact.longValue() : exact;
    try (PeerWebSocket socket = joined()) {
      byte[] question = Samples.encode(codec, event(1, "echo", exact, Map.of("a", List.of(exact))));
      socket.sendBinary(question);
      byte[] answer = nextBinary(socket);
      assertThat(decode(answer).data().toList())
          .isEqualTo(List.of(neutral, Map.of("a", List.of(neutral))));
      assertThat(Samples.hex(answer)).contains(Samples.hex(digits(exact)));
      assertThat(Samples.hex(question)).contains(Samples.hex(digits(exact)));
    }
  }

  @Test
  @DisplayName(
      "SIO-36 a number that would lose a digit is refused to who emits, and nobody notices")
  void refused() throws Exception {
    BlockingQueue<RuntimeException> refusals = new LinkedBlockingQueue<>();
    io.onConnection(
        socket ->
            socket.on(
                "large",
                String.class,
                (digits, ack) -> {
                  BigDecimal number = new BigDecimal(digits);
                  for (Runnable emit :
                      List.<Runnable>of(
                          () -> socket.emit("n", number),
                          () -> io.emit("n", List.of(number)),
                          () -> ack.send(Map.of("n", number)))) {
                    try {
                      emit.run();
                    } catch (EncodeException e) {
                      refusals.add(e);
                    }
                  }
                  ack.send("refused");
                }));
    try (PeerWebSocket ada = joined();
        PeerWebSocket bob = joined()) {
      for (String number : List.of("123456789012345678901234567890", "9007199254740992.5")) {
        ada.sendBinary(Samples.encode(codec, event(1, "large", number)));
        assertThat(decode(nextBinary(ada)).data().toList()).isEqualTo(List.of("refused"));
        assertThat(refusals)
            .hasSize(3)
            .allSatisfy(e -> assertThat(e).hasMessageContaining("send it as a string"));
        refusals.clear();
      }
      bob.sendBinary(Samples.encode(codec, event(2, "echo", 1e300)));
      assertThat(decode(nextBinary(bob)).data().toList()).isEqualTo(List.of(1e300));
    }
  }

  /** The eight bytes of an integer that needs as many. */
  private static byte[] digits(BigInteger number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number.longValue()).array();
  }

  @Test
  @DisplayName("SIO-39 a broadcast is encoded once for all its receivers")
  void broadcast() throws Exception {
    try (PeerWebSocket ada = joined();
        PeerWebSocket bob = joined()) {
      int before = encoded.get();
      ada.sendBinary(Samples.encode(codec, event(Packet.NO_ID, "all", new byte[] {7})));
      byte[] first = nextBinary(ada);
      assertThat(nextBinary(bob)).isEqualTo(first);
      assertThat(encoded.get() - before).isEqualTo(1);
      assertThat(decode(first).data().get(0)).isEqualTo("news");
    }
  }

  @Test
  @DisplayName("SIO-38 text on a MessagePack connection closes it")
  void text() throws Exception {
    try (PeerWebSocket socket = joined()) {
      socket.sendText("42[\"echo\"]");
      assertThat(departures.poll(20, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }
  }

  @Test
  @DisplayName("SIO-38 what is no packet closes the connection that sent it, and no other")
  void garbage() throws Exception {
    try (PeerWebSocket culprit = joined();
        PeerWebSocket other = joined()) {
      culprit.sendBinary(new byte[] {(byte) 0xdf, -1, -1, -1, -1});
      assertThat(departures.poll(20, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.FORCED_CLOSE);
      other.sendBinary(Samples.encode(codec, event(1, "echo", "still here")));
      assertThat(decode(nextBinary(other)).data().get(0)).isEqualTo("still here");
      assertThat(departures).isEmpty();
    }
  }

  @Test
  @DisplayName("EIO-82 a client of Socket.IO 2 joins by connecting, and a namespace with a query")
  void oldClient() throws Exception {
    BlockingQueue<Map<String, ?>> auths = new LinkedBlockingQueue<>();
    io.of("/chat").onConnection(socket -> auths.add(socket.handshake().auth()));
    io.of("/closed")
        .use(
            socket -> {
              throw new ConnectionRefusedException("not authorised");
            });
    try (PeerWebSocket socket = opened("EIO=3")) {
      assertThat(shown(nextOfOld(socket))).isEqualTo("CONNECT / []");
      sendAsOld(socket, join("/chat?token=a%20b&token=1"));
      assertThat(shown(nextOfOld(socket))).isEqualTo("CONNECT /chat []");
      assertThat(auths.poll(20, TimeUnit.SECONDS)).isEqualTo(Map.of("token", "1"));

      sendAsOld(socket, join("/closed"));
      assertThat(shown(nextOfOld(socket))).isEqualTo("CONNECT_ERROR /closed [not authorised]");
      sendAsOld(socket, event(1, "echo", "안녕", 1.5));
      assertThat(nextOfOld(socket).data().toList()).isEqualTo(List.of("안녕", 1.5));
      io.emit("news", (Object) new byte[] {7});
      assertThat((byte[]) nextOfOld(socket).data().get(1)).containsExactly(7);
    }
  }

  @Test
  @DisplayName("EIO-82 SIO-38 the type that Socket.IO 2 gives events with binary values is unknown")
  void oldClientsBinary() throws Exception {
    try (PeerWebSocket socket = opened("EIO=3")) {
      assertThat(shown(nextOfOld(socket))).isEqualTo("CONNECT / []");
      byte[] event = Samples.encode(codec, event(Packet.NO_ID, "all", new byte[] {7}));
      int type = new String(event, StandardCharsets.ISO_8859_1).indexOf("type") + 4;
      assertThat(event[type]).isEqualTo((byte) 2);
      event[type] = 5;
      socket.sendBinary(asMessage(event));
      assertThat(departures.poll(20, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }
  }

  private static String shown(Packet packet) {
    return packet.type() + " " + packet.namespace() + " " + packet.data().toList();
  }

  private static Packet join(String namespace) {
    return Packet.of(PacketType.CONNECT, namespace, Arguments.none());
  }

  private void sendAsOld(PeerWebSocket socket, Packet packet) throws Exception {
    socket.sendBinary(asMessage(Samples.encode(codec, packet)));
  }

  /** In revision 3 of Engine.IO the type of a packet stands before binary data, too. */
  private static byte[] asMessage(byte[] data) {
    return ByteBuffer.allocate(data.length + 1).put((byte) 4).put(data).array();
  }

  private Packet nextOfOld(PeerWebSocket socket) throws Exception {
    byte[] message = nextBinary(socket);
    assertThat(message[0]).isEqualTo((byte) 4);
    return decode(Arrays.copyOfRange(message, 1, message.length));
  }

  private PeerWebSocket opened(String revision) throws Exception {
    PeerWebSocket socket =
        transport
            .peer()
            .connect()
            .upgrade(
                PeerRequest.get("/socket.io/?" + revision + "&transport=websocket").asUpgrade());
    assertThat(socket.opened().get(20, TimeUnit.SECONDS).status()).isEqualTo(101);
    assertThat(next(socket)).isInstanceOf(PeerFrame.Text.class);
    return socket;
  }

  private PeerWebSocket joined() throws Exception {
    PeerWebSocket socket = opened("EIO=4");
    socket.sendBinary(Samples.encode(codec, CONNECT));
    assertThat(decode(nextBinary(socket)).type()).isEqualTo(PacketType.CONNECT);
    return socket;
  }

  private static PeerFrame next(PeerWebSocket socket) throws Exception {
    return socket.next().get(20, TimeUnit.SECONDS);
  }

  private static byte[] nextBinary(PeerWebSocket socket) throws Exception {
    return ((PeerFrame.Binary) next(socket)).bytes();
  }

  private String base64(Packet packet) {
    return "b" + Base64.getEncoder().encodeToString(Samples.encode(codec, packet));
  }

  private Packet fromBase64(String body) {
    assertThat(body).startsWith("b");
    return decode(Base64.getDecoder().decode(body.substring(1)));
  }

  private static String text(PeerConnection connection, PeerRequest request) throws Exception {
    return new String(
        connection.send(request).get(20, TimeUnit.SECONDS).body(), StandardCharsets.UTF_8);
  }
}
