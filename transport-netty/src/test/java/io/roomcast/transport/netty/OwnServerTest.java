package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The example of a Netty server with Roomcast in its pipelines")
class OwnServerTest {

  @Test
  @DisplayName("speaks Socket.IO inside its own TLS, and gives its port back")
  void speaksSocketIo() throws Exception {
    TestCertificate certificate = TestCertificate.create();
    SslContext tls =
        SslContextBuilder.forServer(certificate.key(), certificate.certificate())
            .sslProvider(SslProvider.JDK)
            .build();
    InetSocketAddress bound;
    try (OwnServer server = new OwnServer(Scene.ANY, tls)) {
      bound = server.address();
      server.io().onConnection(socket -> socket.on("ask", words -> socket.emit("told", "yes")));
      try (SocketPeer peer = SocketPeer.secure(bound, certificate.clientContext())) {
        String open =
            await(peer.connect().send(PeerRequest.get("/socket.io/?EIO=4&transport=polling")))
                .bodyText();
        assertThat(open).startsWith("0{\"sid\":");
        PeerWebSocket client =
            peer.connect().upgrade(PeerRequest.get("/socket.io/?EIO=4&transport=websocket"));
        assertThat(text(client)).startsWith("0{\"sid\":");
        client.sendText("40");
        assertThat(text(client)).startsWith("40{\"sid\":");
        client.sendText("42[\"ask\"]");
        assertThat(text(client)).isEqualTo("42[\"told\",\"yes\"]");
      }
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(bound);
    }
  }

  private static String text(PeerWebSocket client) throws Exception {
    return ((PeerFrame.Text) await(client.next())).text();
  }
}
