package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.RawFrame;
import io.roomcast.testkit.peer.SocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HTTP and WebSocket inside TLS. */
abstract class TlsChecks extends FrameChecks {
  private static final int MANY = 12;
  private static final int UPLOAD_BYTES = 300_000;
  private static final int PARALLEL = 8;
  private static final int ROUNDS = 40;
  private static final int HANDSHAKE_RECORD = 22;

  /** Made when it is first needed, once for all kits of this JVM. */
  private static final class Shared {
    static final TestCertificate CERTIFICATE = TestCertificate.create();
  }

  protected abstract Optional<Transport> secureTransport(TestCertificate certificate);

  @Test
  @DisplayName("TLS 1.3: requests and WebSockets on one port, and each exchange says it is secure")
  void newestProtocol() {
    startSecure(limits().build(), "TLSv1.3");
    assertSpeaksHttpAndWebSocket();
  }

  @Test
  @DisplayName("TLS 1.2: requests and WebSockets on one port, and each exchange says it is secure")
  void olderProtocol() {
    startSecure(limits().build(), "TLSv1.2");
    assertSpeaksHttpAndWebSocket();
  }

  @Test
  @DisplayName("TLS 1.1 and older: refused, by a server that agrees on TLS 1.2 with the same hello")
  void oldestProtocols() throws IOException {
    startSecure();
    try (HandmadeTls client = connectByHand("TLS")) {
      client.writeRaw(HandmadeTls.helloOf(3));
      assertThat(client.nextByte()).as("the answer to TLS 1.2").isEqualTo(HANDSHAKE_RECORD);
    }
    for (int minor = 2; minor > 0; minor--) {
      try (HandmadeTls client = connectByHand("TLS")) {
        client.writeRaw(HandmadeTls.helloOf(minor));
        assertThat(client.nextByte())
            .as("the answer to TLS 1." + (minor - 1))
            .isNotEqualTo(HANDSHAKE_RECORD);
        assertThat(client.drainRaw()).as("more than an alert").isLessThan(10);
      }
    }
    assertThat(handler().hasNext()).isFalse();
    assertAlive();
  }

  private void assertSpeaksHttpAndWebSocket() {
    PeerConnection connection = connect();
    for (int i = 0; i < 3; i++) {
      var response = connection.send(PeerRequest.post("/poll?x=" + i, "안녕"));
      Exchange exchange = handler().next();
      assertThat(exchange.secure()).isTrue();
      assertThat(exchange.rawQuery()).isEqualTo("x=" + i);
      assertThat(text(await(exchange.body()))).isEqualTo("안녕");
      respond(exchange, 200, "없음 " + i);
      assertThat(await(response).bodyText()).isEqualTo("없음 " + i);
    }
    PeerWebSocket client = connection.upgrade(PeerRequest.get("/ws"));
    Exchange upgrade = handler().next();
    assertThat(upgrade.secure()).isTrue();
    RecordingListener listener = listener();
    upgrade.upgrade(Headers.none(), listener);
    await(client.opened());
    Open open = new Open(await(listener.opened()), listener, client);
    open.roundTrip();
    open.server().close(4001, "enough");
    assertThat(await(client.next())).isEqualTo(new PeerFrame.Close(4001, "enough"));
    assertThat(await(client.next())).isEqualTo(new PeerFrame.End());
    assertThat(await(listener.closed()).code()).isEqualTo(4001);
  }

  @Test
  @DisplayName("TLS: frames in the same record as the opening handshake come after onOpen")
  void gluedFramesInTls() {
    startSecure();
    ByteArrayOutputStream glued = new ByteArrayOutputStream();
    glued.writeBytes(RawFrame.text("one").bytes());
    glued.writeBytes(RawFrame.text("two").bytes());
    PeerWebSocket client = connectSocket().upgrade(PeerRequest.get("/ws"), glued.toByteArray());
    RecordingListener listener = listener();
    handler().next().upgrade(Headers.none(), listener);
    await(client.opened());
    assertThat(listener.next()).isEqualTo(new Received.Text("one"));
    assertThat(listener.next()).isEqualTo(new Received.Text("two"));
    new Open(await(listener.opened()), listener, client).roundTrip();
  }

  @Test
  @DisplayName("TLS: uploads over many connections at once arrive byte for byte, and so do answers")
  void uploads() {
    startSecure();
    List<PeerExchange> uploads = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      boolean chunked = i % 2 == 0;
      PeerRequest head = PeerRequest.of("POST", "/" + i);
      uploads.add(
          connect()
              .open(chunked ? head : head.header("Content-Length", String.valueOf(UPLOAD_BYTES))));
    }
    List<Exchange> exchanges = IntStream.range(0, MANY).mapToObj(i -> handler().next()).toList();
    int piece = 7_001; // so that pieces, chunks and TLS records end at different places
    for (int at = 0; at < UPLOAD_BYTES; at += piece) {
      for (int i = 0; i < MANY; i++) {
        byte[] whole = pattern(UPLOAD_BYTES, i);
        uploads.get(i).write(Arrays.copyOfRange(whole, at, Math.min(at + piece, UPLOAD_BYTES)));
      }
    }
    uploads.forEach(PeerExchange::finish);
    for (Exchange exchange : exchanges) {
      int number = Integer.parseInt(exchange.path().substring(1));
      byte[] body = bytes(await(exchange.body()));
      assertThat(body).isEqualTo(pattern(UPLOAD_BYTES, number));
      exchange.respond(200, Headers.none(), ByteBuffer.wrap(body));
    }
    for (int i = 0; i < MANY; i++) {
      PeerResponse response = await(uploads.get(i).response());
      assertThat(response.body()).isEqualTo(pattern(UPLOAD_BYTES, i));
    }
  }

  @Test
  @DisplayName("TLS: hundreds of uploads, on parallel connections of either protocol, are intact")
  void manyUploads() {
    startSecure();
    byte[][] bodies =
        IntStream.range(0, PARALLEL).mapToObj(i -> pattern(UPLOAD_BYTES, i)).toArray(byte[][]::new);
    handler()
        .reactWith(
            exchange -> {
              byte[] expected = bodies[Integer.parseInt(exchange.path().substring(1))];
              var unused =
                  exchange
                      .body()
                      .thenAccept(
                          body -> {
                            int status = body.equals(ByteBuffer.wrap(expected)) ? 200 : 500;
                            exchange.respond(status, Headers.none(), ByteBuffer.allocate(0));
                          });
            });
    SSLContext older = Shared.CERTIFICATE.clientContext("TLSv1.2");
    try (SocketPeer olderPeer = SocketPeer.secure(address(), older)) {
      List<CompletableFuture<PeerResponse>> answers = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        PeerRequest request = PeerRequest.of("POST", "/" + i).body(bodies[i]);
        answers.addAll(inTurn(i % 2 == 0 ? connect() : olderPeer.connect(), request));
      }
      answers.forEach(answer -> assertThat(await(answer).status()).isEqualTo(200));
    }
  }

  /** The answers to a request that is sent again and again, each time after the last answer. */
  private static List<CompletableFuture<PeerResponse>> inTurn(
      PeerConnection connection, PeerRequest request) {
    List<CompletableFuture<PeerResponse>> answers = new ArrayList<>();
    answers.add(connection.send(request));
    for (int i = 1; i < ROUNDS; i++) {
      answers.add(answers.get(i - 1).thenCompose(before -> connection.send(request)));
    }
    return answers;
  }

  @Test
  @DisplayName("TLS: large messages cross each other on many connections, byte for byte")
  void largeMessages() {
    startSecure(limits().highWaterMark(100_000_000).build()); // no onWritable in between
    List<Open> all = IntStream.range(0, 6).mapToObj(i -> open()).toList();
    OutboundMessage shared = OutboundMessage.binary(ByteBuffer.wrap(pattern(900_000, 99)));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < all.size(); i++) {
        all.get(i).client().sendBinary(pattern(UPLOAD_BYTES + round, i));
        all.get(i).server().send(shared);
        all.get(i).server().send(OutboundMessage.text("after " + round));
      }
      for (int i = 0; i < all.size(); i++) {
        Open open = all.get(i);
        assertThat(binary(open.listener().next())).isEqualTo(pattern(UPLOAD_BYTES + round, i));
        assertThat(await(open.client().next()))
            .isEqualTo(new PeerFrame.Binary(pattern(900_000, 99)));
        assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("after " + round));
      }
    }
  }

  @Test
  @DisplayName("TLS: many small messages keep their order, both ways at once")
  void smallMessages() {
    startSecure();
    Open open = open();
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 1000; i++) {
                open.server().send(OutboundMessage.text("down " + i));
              }
            });
    for (int i = 0; i < 1000; i++) {
      open.client().sendText("up " + i);
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("down " + i));
      assertThat(nextText(open)).isEqualTo("up " + i);
    }
    await(sender);
  }

  @Test
  @DisplayName("TLS: a client that stops reading makes the connection unwritable until it reads")
  void waterMarksInTls() {
    startSecure();
    assertWaterMarks();
  }

  @Test
  @DisplayName("TLS: the stage of an answer completes when it has been taken, not before")
  void answerToSlowClientInTls() {
    startSecure();
    assertAnswerToSlowClient();
  }

  @Test
  @DisplayName("TLS: stop with grace lets a slow client have what is queued for it")
  void graceDeliversInTls() {
    startSecure();
    assertGraceDelivers();
  }

  @Test
  @DisplayName("TLS: pausing loses and reorders nothing, and does not hinder sending")
  void pausedInTls() {
    startSecure();
    assertPauseLosesNothing();
  }

  @Test
  @DisplayName("TLS: a connection that ends while several threads send is closed once")
  void endsWhileSendingInTls() {
    startSecure();
    assertEndsWhileSending();
  }

  @Test
  @DisplayName("TLS: stop ends every connection, in whatever state its handshake is")
  void stopInTls() throws Exception {
    startSecure();
    try (SocketPeer plain = SocketPeer.of(address());
        HandmadeTls ready = connectByHand("TLS").handshake()) {
      PeerConnection silent = plain.connect();
      var begun = plain.connect();
      begun.write(Arrays.copyOf(hello(), 20));
      PeerConnection waiting = connect();
      ask(waiting, PeerRequest.get("/poll"));
      handler().next();
      Open open = open();

      await(transport().stop(Duration.ZERO));

      assertThat(open.listener().closed()).isDone();
      awaitEnd(silent);
      awaitEnd(begun);
      awaitEnd(waiting);
      assertThat(ready.readToEnd().text()).isEmpty();
      assertEnds(open);
    }
  }

  @Test
  @DisplayName("TLS: the server says goodbye (close_notify) when it closes after its last answer")
  void serverSaysGoodbye() throws Exception {
    startSecure();
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (HandmadeTls client = connectByHand(protocol).handshake()) {
        client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        respond(handler().next(), 200, "the whole answer");
        HandmadeTls.End end = client.readToEnd();
        assertThat(end.text()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nthe whole answer");
        assertThat(end.goodbye()).as("close_notify in " + protocol).isTrue();
      }
    }
  }

  void startSecure() {
    startSecure(limits().build());
  }

  void startSecure(Limits limits) {
    startSecure(limits, "TLS");
  }

  /** Starts the transport with TLS, and clients that offer the given protocol. */
  private void startSecure(Limits limits, String protocol) {
    Optional<Transport> secure = secureTransport(Shared.CERTIFICATE);
    assumeTrue(secure.isPresent(), "this transport speaks no TLS");
    SSLContext client = Shared.CERTIFICATE.clientContext(protocol);
    start(secure.orElseThrow(), limits, bound -> SocketPeer.secure(bound, client));
  }

  HandmadeTls connectByHand(String protocol) throws IOException {
    return HandmadeTls.connect(address(), Shared.CERTIFICATE.clientContext(protocol));
  }

  /** The first message of a client that offers the newest protocol. */
  static byte[] hello() throws IOException {
    return HandmadeTls.hello(Shared.CERTIFICATE.clientContext());
  }

  private static String nextText(Open open) {
    Received next = open.listener().next();
    while (next instanceof Received.Writable) {
      next = open.listener().next();
    }
    return textOf(next);
  }
}
