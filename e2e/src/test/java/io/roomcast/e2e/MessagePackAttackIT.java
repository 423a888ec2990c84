package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.e2e.PacketClient.Way;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.testkit.peer.RawFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A server that speaks MessagePack, under attack")
class MessagePackAttackIT {
  private static final int CONNECT = 0;
  private static final int EVENT = 2;
  private static final int ACK = 3;
  private static final int DEEPEST = 63; // within the event, which is an array itself
  private static final int FAR_TOO_DEEP = 10_000;

  private static final byte[] ARRAY = {(byte) 0x91};
  private static final byte[] OBJECT = {(byte) 0x81, (byte) 0xa1, 'a'};
  private static final byte[] EMPTY = {(byte) 0x80};
  private static final byte[] PAIR = {(byte) 0x92};
  private static final byte[] NIL = {(byte) 0xc0};

  /** How clients speak to the server. */
  private record Line(Way way, Wire wire) {
    @Override
    public String toString() {
      return way + " " + wire;
    }
  }

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each(
        Arrays.stream(Wire.values())
            .flatMap(wire -> Arrays.stream(Way.values()).map(way -> new Line(way, wire)))
            .toArray());
  }

  /** One whose packets are MessagePack. */
  private record Client(RawClient raw, Way way, String sid) implements AutoCloseable {
    /** In no namespace yet. */
    static Client opened(Line line, int port) throws IOException {
      Target target = new Target(line.wire(), port);
      if (line.way() == Way.WEBSOCKET) {
        return new Client(target.opened(), line.way(), "");
      }
      RawClient raw = target.connect();
      return new Client(raw, line.way(), raw.handshake());
    }

    /** In the main namespace. */
    static Client joined(Line line, int port) throws IOException {
      Client client = opened(line, port);
      client.send(packet(CONNECT, EMPTY));
      assertThat(client.receive()).contains("sid");
      return client;
    }

    void send(byte[] packet) throws IOException {
      if (way == Way.WEBSOCKET) {
        raw.send(RawFrame.of(RawFrame.BINARY, packet).bytes());
      } else {
        raw.post(sid, "b" + Base64.getEncoder().encodeToString(packet));
        raw.response();
      }
    }

    String receive() throws IOException {
      if (way == Way.WEBSOCKET) {
        return latin(raw.readPayload());
      }
      raw.get(sid);
      String payload = raw.response();
      assertThat(payload).startsWith("b");
      return latin(Base64.getDecoder().decode(payload.substring(1)));
    }

    void expectEnd() throws IOException {
      if (way == Way.WEBSOCKET) {
        raw.awaitClose();
      } else {
        Target.expectExpelled(raw, sid);
      }
    }

    /** Says so, where hanging up does not. */
    void leave() throws IOException {
      if (way == Way.POLLING) {
        raw.post(sid, "1");
        raw.response();
      }
    }

    @Override
    public void close() throws IOException {
      raw.close();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-18 bounds the depth of events, auth and answers, and serves others")
  void depth(ServerTransport transport, Line line) throws Exception {
    try (ConformanceServer server =
        new ConformanceServer(
            line.wire(),
            transport,
            Server.builder().codec(MsgpackCodec.factory()).errorHandler(failure -> {}))) {
      int port = server.port();
      server
          .io()
          .onConnection(
              socket ->
                  socket.on(
                      "pry",
                      args -> {
                        var unusedAnswer = socket.emitWithAck("question");
                      }));
      for (byte[] level : List.of(ARRAY, OBJECT)) {
        try (Client client = Client.opened(line, port)) {
          client.send(packet(CONNECT, OBJECT, repeated(level, FAR_TOO_DEEP)));
          client.expectEnd();
        }
        try (Client client = Client.joined(line, port)) {
          client.send(echo(repeated(level, DEEPEST)));
          assertThat(client.receive()).contains(latin(repeated(level, DEEPEST)));
          client.send(echo(repeated(level, DEEPEST + 1)));
          client.expectEnd();
        }
        try (Client client = Client.joined(line, port)) {
          client.send(echo(repeated(level, FAR_TOO_DEEP)));
          client.expectEnd();
        }
        try (Client client = Client.joined(line, port)) {
          client.send(packet(EVENT, ARRAY, latin("\u00a3pry")));
          assertThat(client.receive()).contains("question");
          client.send(packet(ACK, repeated(level, FAR_TOO_DEEP)));
          client.expectEnd();
        }
      }
      try (Client client = Client.joined(line, port)) {
        client.send(echo(NIL));
        assertThat(client.receive()).contains("echo");
        client.leave();
      }
      await().until(() -> server.io().clientsCount() == 0);
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("sends back the large numbers that MessagePack has; who emits another is told alone")
  void largeNumbers(ServerTransport transport, Line line) throws Exception {
    BlockingQueue<Throwable> refusals = new LinkedBlockingQueue<>();
    try (ConformanceServer server =
        new ConformanceServer(
            line.wire(), transport, Server.builder().codec(MsgpackCodec.factory()))) {
      server
          .io()
          .onConnection(
              socket ->
                  socket.on(
                      "more",
                      args -> {
                        try {
                          server.io().emit("more", new BigInteger("9".repeat(30)));
                        } catch (EncodeException e) {
                          refusals.add(e);
                        }
                      }));
      try (Client client = Client.joined(line, server.port())) {
        for (String number :
            List.of(
                "cf0020000000000001",
                "d3ffdfffffffffffff",
                "cfffffffffffffffff",
                "cb4340000000000001",
                "cb7e37e43c8800759c")) {
          client.send(packet(EVENT, ARRAY, latin("\u00a4more")));
          byte[] bytes = HexFormat.of().parseHex(number);
          client.send(echo(bytes));
          assertThat(client.receive()).contains("\u00a4echo" + latin(bytes));
          assertThat(refusals.take()).hasMessageContaining("send it as a string");
        }
        client.leave();
      }
      await().until(() -> server.io().clientsCount() == 0);
    }
  }

  private static byte[] echo(byte[] value) {
    return packet(EVENT, PAIR, latin("\u00a4echo"), value);
  }

  /** A packet of the main namespace, an answer to question 0; data in pieces. */
  private static byte[] packet(int type, byte[]... data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type == ACK ? 0x84 : 0x83);
    out.writeBytes(latin("\u00a4type"));
    out.write(type);
    out.writeBytes(latin("\u00a3nsp\u00a1/"));
    if (type == ACK) {
      out.writeBytes(latin("\u00a2id"));
      out.write(0);
    }
    out.writeBytes(latin("\u00a4data"));
    for (byte[] piece : data) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  private static byte[] repeated(byte[] level, int times) {
    return latin(latin(level).repeat(times) + latin(NIL));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
