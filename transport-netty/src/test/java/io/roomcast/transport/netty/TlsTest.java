package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.X509ExtendedTrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("TLS of Netty's kind")
class TlsTest {
  private static final TestCertificate CERTIFICATE = TestCertificate.create();

  private final BlockingQueue<Exchange> requests = new LinkedBlockingQueue<>();

  /** Trusts everybody, but lets them wait as long as it is told to. */
  private static final class SlowTrust extends X509ExtendedTrustManager {
    final AtomicBoolean slow = new AtomicBoolean();
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answer = new CountDownLatch(1);

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      if (slow.get()) {
        asked.countDown();
        Scene.awaitLatch(answer);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  @DisplayName("a trust manager that blocks delays its own handshake, and no open connection")
  void blockingTrustManager() throws Exception {
    SlowTrust trust = new SlowTrust();
    SslContext server =
        SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate())
            .sslProvider(SslProvider.JDK)
            .trustManager(trust)
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    NettyTransport transport = NettyTransport.on(Scene.ANY).withIoThreads(1).withTls(server);
    InetSocketAddress bound = await(transport.start(requests::add, Limits.defaults()));
    try (SocketPeer peer = SocketPeer.secure(bound, client());
        SocketPeer stranger = SocketPeer.secure(bound, client())) { // without a session to resume
      Scene.Open open = Scene.open(peer, requests);
      trust.slow.set(true);
      var waiting = stranger.connect().send(PeerRequest.get("/waiting"));
      Scene.awaitLatch(trust.asked);

      open.client().sendText("meanwhile");
      assertThat(Scene.next(open.listener().texts)).isEqualTo("meanwhile");
      open.server().send(OutboundMessage.text("too"));
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("too"));
      assertThat(requests).isEmpty();

      trust.answer.countDown();
      Exchange exchange = Scene.next(requests);
      assertThat(exchange.path()).isEqualTo("/waiting");
      exchange.respond(200, Headers.none(), Scene.utf8("let in"));
      assertThat(await(waiting).bodyText()).isEqualTo("let in");
    } finally {
      trust.answer.countDown();
      await(transport.stop(Duration.ZERO));
    }
  }

  @Test
  @DisplayName("whose client has gone waits no more: those that come and go keep nobody out")
  void leavers() throws Exception {
    SlowTrust trust = new SlowTrust();
    trust.slow.set(true);
    Settings settings = new Settings(Scene.ANY);
    settings.ioThreads = 1;
    settings.tls =
        SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate())
            .sslProvider(SslProvider.JDK)
            .trustManager(trust)
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    Service service = new Service(requests::add, Limits.builder().maxConnections(3).build());
    PortEndpoint endpoint = new PortEndpoint(settings);
    Run run = new Run("here", "leavers", service, endpoint);
    run.start();
    InetSocketAddress bound = await(run.address());
    try (SocketPeer blocked = SocketPeer.secure(bound, client());
        SocketPeer stranger = SocketPeer.secure(bound, client())) {
      var first = blocked.connect().send(PeerRequest.get("/first"));
      Scene.awaitLatch(trust.asked); // the only thread
      TlsTasks tasks = Objects.requireNonNull(endpoint.tlsTasks());
      for (int i = 0; i < 5; i++) { // more than may wait
        try (Socket leaver = new Socket(bound.getAddress(), bound.getPort())) {
          leaver.getOutputStream().write(hello());
          Awaitility.await().until(() -> tasks.waiting() == 1);
        }
        Awaitility.await().until(() -> tasks.waiting() == 0);
      }
      var second = stranger.connect().send(PeerRequest.get("/second"));
      Awaitility.await().until(() -> tasks.waiting() == 1);

      trust.answer.countDown();
      for (int i = 0; i < 2; i++) {
        Scene.next(requests).respond(200, Headers.none(), Scene.utf8("let in"));
      }
      assertThat(await(first).bodyText()).isEqualTo("let in");
      assertThat(await(second).bodyText()).isEqualTo("let in");
    } finally {
      trust.answer.countDown();
      await(run.stop(Duration.ZERO));
    }
  }

  private static byte[] hello() throws Exception {
    SSLEngine engine = client().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult unused = engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private static SSLContext client() throws Exception {
    return ((JdkSslContext)
            SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .keyManager(CERTIFICATE.key(), CERTIFICATE.certificate())
                .trustManager(CERTIFICATE.certificate())
                .build())
        .context();
  }

  @Test
  @DisplayName("a context that would agree on HTTP/2 is refused, and says what to leave away")
  void http2() throws Exception {
    SslContext both = offering("h2", "http/1.1");
    NettyTransport transport = NettyTransport.on(Scene.ANY);
    assertThatThrownBy(() -> transport.withTls(both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("h2")
        .hasMessageContaining("leave");
    assertThat(transport.withTls(offering("http/1.1"))).isNotSameAs(transport);
  }

  private static SslContext offering(String... protocols) throws Exception {
    return SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate())
        .sslProvider(SslProvider.JDK)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols))
        .build();
  }
}
