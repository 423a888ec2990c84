package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.RawFrame;
import io.roomcast.testkit.peer.SocketConnection;
import io.roomcast.testkit.peer.SocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** TLS that goes wrong, is broken off, or is not what was expected. */
abstract class BrokenTlsChecks extends TlsChecks {
  private static final String OPENING_HANDSHAKE =
      """
      GET /ws HTTP/1.1
      Host: a
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """
          .replace("\n", "\r\n");

  @Test
  @DisplayName("TLS: a client that says nothing is closed at the limit for the first request")
  void silence() {
    startSecure(limits().headTimeout(HANDSHAKE).build());
    Open bystander = open();
    try (SocketPeer plain = SocketPeer.of(address())) {
      await(plain.connect().ended());
    }
    bystander.roundTrip();
  }

  @Test
  @DisplayName("TLS: so is one that stops in the middle of its hello, wherever")
  void halfHello() throws Exception {
    startSecure(limits().headTimeout(HANDSHAKE).build());
    Open bystander = open();
    byte[] hello = hello();
    try (SocketPeer plain = SocketPeer.of(address())) {
      List<SocketConnection> begun =
          List.of(1, 5, 6, hello.length / 2, hello.length - 1).stream()
              .map(
                  length -> {
                    SocketConnection connection = plain.connect();
                    connection.write(Arrays.copyOf(hello, length));
                    return connection;
                  })
              .toList();
      begun.forEach(connection -> awaitEnd(connection));
    }
    bystander.roundTrip();
  }

  @Test
  @DisplayName("TLS: so is one that leaves the handshake unfinished, or asks nothing after it")
  void unfinished() throws Exception {
    startSecure(limits().headTimeout(HANDSHAKE).build());
    Open bystander = open();
    try (HandmadeTls begun = connectByHand("TLS");
        HandmadeTls ready = connectByHand("TLS").handshake()) {
      begun.writeRaw(hello());
      assertThat(begun.drainRaw()).isPositive();
      assertThat(ready.readToEnd().text()).isEmpty();
    }
    bystander.roundTrip();
  }

  @Test
  @DisplayName("TLS: a hello that comes byte by byte is the same hello")
  void byteByByteHello() throws Exception {
    startSecure();
    try (HandmadeTls client = connectByHand("TLS").inSmallPieces().handshake()) {
      client.write("GET /slowly HTTP/1.1\r\nHost: a\r\n\r\n");
      Exchange exchange = handler().next();
      assertThat(exchange.path()).isEqualTo("/slowly");
      respond(exchange, 200, "but surely");
      assertThat(client.readTo("but surely")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  @DisplayName("TLS: who speaks something else is closed at once and never heard")
  void somethingElse() {
    startSecure();
    Open bystander = open();
    try (SocketPeer plain = SocketPeer.of(address())) {
      var response = plain.connect().send(PeerRequest.get("/plain"));
      await(response.handle((answer, failure) -> true).thenApply(told -> told));

      for (byte[] garbage :
          List.of(
              ascii("\u0000\u0001\u0002\u0003 nonsense ".repeat(20)),
              ascii("\u00ff".repeat(500)),
              ascii("\u0016\u0003\u0001\u0000\u0004abcd\u0016\u0003\u0001\u0000\u0001z"),
              new byte[] {21, 3, 3, 0, 2, 2, 40},
              ascii("SSH-2.0-OpenSSH_9.9\r\n"))) {
        SocketConnection connection = plain.connect();
        connection.write(garbage);
        awaitEnd(connection);
      }
    }
    assertThat(handler().hasNext()).isFalse();
    bystander.roundTrip();
  }

  @Test
  @DisplayName("TLS: a client that does not trust the certificate leaves, and hinders nobody")
  void distrust() {
    startSecure();
    Open bystander = open();
    try (SocketPeer distrustful =
        SocketPeer.secure(address(), TestCertificate.create().clientContext())) {
      PeerConnection connection = distrustful.connect();
      assertThat(failure(connection.send(PeerRequest.get("/"))))
          .isInstanceOf(PeerDisconnectedException.class);
      awaitEnd(connection);
    }
    assertThat(handler().hasNext()).isFalse();
    bystander.roundTrip();
    assertAlive();
  }

  @Test
  @DisplayName("TLS: a client that says goodbye (close_notify) has ended its WebSocket in peace")
  void goodbye() throws Exception {
    startSecure();
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (HandmadeTls client = connectByHand(protocol).handshake()) {
        RecordingListener listener = openByHand(client);
        client.write(frame("last words"));
        client.sayGoodbye();
        assertThat(listener.next()).isEqualTo(new Received.Text("last words"));
        assertThat(await(listener.closed()).code()).as(protocol).isEqualTo(1006);
        assertThat(await(listener.closed()).cause()).as(protocol).isEmpty();
      }
    }
  }

  @Test
  @DisplayName(
      "TLS: a client that goes without goodbye is told as 1006 with a cause, after what it sent")
  void withoutGoodbye() throws Exception {
    startSecure();
    try (HandmadeTls client = connectByHand("TLS").handshake()) {
      RecordingListener listener = openByHand(client);
      client.write(frame("last words"));
      client.fallSilent();
      assertThat(listener.next()).isEqualTo(new Received.Text("last words"));
      assertThat(await(listener.closed()).code()).isEqualTo(1006);
      assertThat(await(listener.closed()).cause()).as("what is cut off is no end").isPresent();
    }
  }

  @Test
  @DisplayName("TLS: a client that breaks off is told as 1006 with a cause, and as an abort")
  void brokenOff() {
    startSecure();
    Open open = open();
    open.client().abort();
    Received.Closed closed = await(open.listener().closed());
    assertThat(closed.code()).isEqualTo(1006);
    assertThat(closed.cause()).isPresent();

    PeerConnection connection = connect();
    ask(connection, PeerRequest.get("/poll"));
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    handler().next().onAbort(() -> gone.complete(true));
    connection.abort();
    assertThat(await(gone)).isTrue();
  }

  @Test
  @DisplayName("TLS: a goodbye while an answer is being thought of is an abort")
  void goodbyeWhileWaiting() throws Exception {
    startSecure();
    try (HandmadeTls client = connectByHand("TLSv1.2").handshake()) {
      client.write("GET /poll HTTP/1.1\r\nHost: a\r\n\r\n");
      CompletableFuture<Boolean> gone = new CompletableFuture<>();
      handler().next().onAbort(() -> gone.complete(true));
      client.sayGoodbye();
      assertThat(await(gone)).isTrue();
    }
  }

  @Test
  @DisplayName("TLS: a body that ends with the connection before its time has failed")
  void truncatedBody() throws Exception {
    startSecure();
    for (boolean goodbye : new boolean[] {false, true}) {
      try (HandmadeTls client = connectByHand("TLS").handshake()) {
        client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        Exchange exchange = handler().next();
        if (goodbye) {
          client.sayGoodbye();
        } else {
          client.fallSilent();
        }
        assertThat(failure(exchange.body())).isInstanceOf(TransportException.class);
      }
    }
  }

  @Test
  @DisplayName("TLS: garbage after the handshake breaks its own connection only, with a cause")
  void garbageInside() throws Exception {
    startSecure();
    Open bystander = open();
    try (HandmadeTls client = connectByHand("TLS").handshake()) {
      RecordingListener listener = openByHand(client);
      client.writeRaw(Arrays.copyOf(new byte[] {23, 3, 3, 0, 32}, 5 + 32));
      Received.Closed closed = await(listener.closed());
      assertThat(closed.code()).isEqualTo(1006);
      assertThat(closed.cause()).isPresent();
      assertThat(client.readToEnd().goodbye()).isFalse();
    }
    bystander.roundTrip();
  }

  @Test
  @DisplayName("TLS: a second hello in the clear breaks its own connection only")
  void secondHello() throws Exception {
    startSecure();
    Open bystander = open();
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (HandmadeTls client = connectByHand(protocol).handshake()) {
        RecordingListener listener = openByHand(client);
        client.writeRaw(hello());
        assertThat(await(listener.closed()).code()).as(protocol).isEqualTo(1006);
      }
    }
    bystander.roundTrip();
  }

  @Test
  @DisplayName("TLS 1.3: new keys in the middle (KeyUpdate) are taken without a word")
  void newKeys() throws Exception {
    startSecure();
    try (HandmadeTls client = connectByHand("TLSv1.3").handshake()) {
      for (int i = 0; i < 3; i++) {
        client.write("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
        respond(handler().next(), 200, "answer " + i);
        assertThat(client.readTo("answer " + i)).startsWith("HTTP/1.1 200");
        client.handshake();
      }
    }
  }

  @Test
  @DisplayName("TLS 1.2: renegotiation is refused, ends its connection, and hinders nobody else")
  void renegotiation() throws Exception {
    startSecure();
    Open bystander = open();
    try (HandmadeTls client = connectByHand("TLSv1.2").handshake()) {
      client.write("GET /before HTTP/1.1\r\nHost: a\r\n\r\n");
      respond(handler().next(), 200, "first");
      client.readTo("first");
      assertRefused(client);
    }
    try (HandmadeTls client = connectByHand("TLSv1.2").handshake()) {
      RecordingListener listener = openByHand(client);
      assertRefused(client);
      Received.Closed closed = await(listener.closed());
      assertThat(closed.code()).isEqualTo(1006);
      assertThat(closed.cause()).isPresent();
    }
    bystander.roundTrip();
    assertAlive();
  }

  @Test
  @DisplayName("a hello of TLS on the plain port never reaches the handler, and is not waited for")
  void helloOnPlainPort() throws Exception {
    startWithHeadTimeout(limits());
    SocketConnection connection = connectSocket();
    var unused = connection.exchange("GET", hello());
    awaitEnd(connection);
    assertThat(handler().hasNext()).isFalse();
    assertAlive();
  }

  /** Asks for new keys, which an engine may have said before it is stopped, and for an answer. */
  private void assertRefused(HandmadeTls client) {
    try {
      client.handshake();
      client.write("GET /after HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readToEnd().text()).isEmpty();
    } catch (IOException refused) {
      // it is gone already
    }
    assertThat(handler().hasNext()).as("a request under the new keys").isFalse();
  }

  private RecordingListener openByHand(HandmadeTls client) throws IOException {
    client.write(OPENING_HANDSHAKE);
    RecordingListener listener = listener();
    handler().next().upgrade(Headers.none(), listener);
    assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 101");
    await(listener.opened());
    return listener;
  }

  private static String frame(String text) {
    return new String(RawFrame.text(text).bytes(), StandardCharsets.ISO_8859_1);
  }
}
