package io.roomcast.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.examples.ServerTransport;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.SocketConnection;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Engine.IO on its own, over a real port. */
@ParameterizedClass
@MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
class EngineServerIT {
  private static final String POLLING = "/engine.io/?EIO=4&transport=polling";

  private final EngineEchoServer server;
  private final SocketPeer peer;

  EngineServerIT(ServerTransport transport) {
    server = new EngineEchoServer(transport, 0, options -> options);
    peer = SocketPeer.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private PeerResponse once(PeerRequest request) throws Exception {
    try (SocketConnection connection = peer.connect()) {
      PeerResponse response =
          connection.send(request.header("Connection", "close")).get(20, SECONDS);
      connection.ended().get(20, SECONDS);
      return response;
    }
  }

  private static String sidOf(PeerResponse handshake) {
    String packet = handshake.bodyText();
    return packet.substring("0{\"sid\":\"".length(), packet.indexOf("\",\"upgrades\""));
  }

  @Test
  @DisplayName("EIO-43 a session whose every request comes on a connection of its own works")
  void connectionClose() throws Exception {
    String target = POLLING + "&sid=" + sidOf(once(PeerRequest.get(POLLING)));
    assertThat(once(PeerRequest.post(target, "4hello")).bodyText()).isEqualTo("ok");
    assertThat(once(PeerRequest.get(target)).bodyText()).contains("4hello");
    assertThat(once(PeerRequest.post(target, "1")).bodyText()).isEqualTo("ok");
    await().until(() -> server.engine().clientsCount() == 0);
  }

  @Test
  @DisplayName("EIO-25 EIO-54 polling, probe, switch and an echo over the WebSocket")
  void upgrade() throws Exception {
    String sid = sidOf(once(PeerRequest.get(POLLING)));
    try (SocketConnection connection = peer.connect()) {
      PeerWebSocket webSocket =
          connection.upgrade(
              PeerRequest.get("/engine.io/?EIO=4&transport=websocket&sid=" + sid).asUpgrade());
      assertThat(webSocket.opened().get(20, SECONDS).status()).isEqualTo(101);
      webSocket.sendText("2probe");
      assertThat(webSocket.next().get(20, SECONDS)).isEqualTo(new PeerFrame.Text("3probe"));
      webSocket.sendText("5");
      webSocket.sendBinary(new byte[] {1, 2, 3});
      PeerFrame frame = webSocket.next().get(20, SECONDS);
      while (frame.equals(new PeerFrame.Text("2"))) {
        webSocket.sendText("3");
        frame = webSocket.next().get(20, SECONDS);
      }
      assertThat(frame).isEqualTo(new PeerFrame.Binary(new byte[] {1, 2, 3}));
    }
  }
}
