package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Handshake;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.Selection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SocketHandshakeTest {
  private final TestBed server = new TestBed();

  @Test
  @DisplayName("API-21 a handshake tells query, headers, address, encryption, time and the auth")
  void handshake() {
    FakeSession client = server.connect().text("0{\"token\":\"t\"}");
    Handshake handshake = server.socketOf(client).handshake();

    assertThat(handshake.query()).containsEntry("room", "lobby");
    assertThat(handshake.headers().first("User-Agent")).hasValue("test");
    assertThat(handshake.remoteAddress())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));
    assertThat(handshake.secure()).isFalse();
    assertThat(handshake.issued()).isEqualTo(Instant.EPOCH);
    assertThat(handshake.auth()).containsExactly(Map.entry("token", "t"));
    assertThat(handshake.toString()).doesNotContain("token");
  }

  @Test
  @DisplayName(
      "API-22 API-21 two namespaces of one client are two sockets with an auth of their own")
  void twoSockets() {
    server.of("/chat");
    FakeSession client = server.connect().text("0{\"a\":1}", "0/chat,{\"b\":2}");
    Socket main = server.socketOf(client);
    Socket chat = server.of("/chat").socket(client.socketId("/chat")).orElseThrow();

    assertThat(chat).isNotSameAs(main);
    assertThat(chat.id()).isNotEqualTo(main.id());
    assertThat(chat.handshake().query()).isEqualTo(main.handshake().query());
    assertThat(main.handshake().auth()).containsOnlyKeys("a");
    assertThat(chat.handshake().auth()).containsOnlyKeys("b");
    main.disconnect();
    assertThat(chat.connected()).isTrue();
  }

  @Test
  @DisplayName("ADP-17 what other servers see of a handshake is plain data without secrets")
  void details() {
    TestBed recovering =
        TestBed.with(
            builder ->
                builder.connectionStateRecovery(
                    ConnectionStateRecovery.within(Duration.ofMinutes(1))));
    FakeSession client =
        recovering.connect().text("0{\"token\":\"t\",\"pid\":\"secret\",\"offset\":\"1\"}");
    LocalNamespace namespace = (LocalNamespace) recovering.io();
    var details = namespace.adapter().local().details(Selection.all()).get(0);

    assertThat(client.received()).hasSize(1);
    assertThat(details.auth().get(0)).isEqualTo(Map.of("token", "t"));
    assertThat(details.request().query()).containsEntry("room", "lobby");
  }
}
