package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.wire.HandshakeThreads;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.SocketConnection;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("TLS of Netty's kind")
class TlsTest {
  private static final TestCertificate CERTIFICATE = TestCertificate.create();
  private static final TestCertificate OTHER = TestCertificate.create();

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
    SslContext server =
        SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate())
            .sslProvider(SslProvider.JDK)
            .trustManager(trust)
            .clientAuth(ClientAuth.REQUIRE)
            .build();
    settings.tls = new TlsContexts(() -> server, System::nanoTime);
    Service service = new Service(requests::add, Limits.builder().maxConnections(3).build());
    PortEndpoint endpoint = new PortEndpoint(settings);
    Run run = new Run("here", "leavers", service, endpoint);
    run.start();
    InetSocketAddress bound = await(run.address());
    try (SocketPeer blocked = SocketPeer.secure(bound, client());
        SocketPeer stranger = SocketPeer.secure(bound, client())) {
      var first = blocked.connect().send(PeerRequest.get("/first"));
      Scene.awaitLatch(trust.asked); // the only thread
      HandshakeThreads tasks = Objects.requireNonNull(endpoint.handshakes());
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

  private static SslContext context(TestCertificate certificate) throws Exception {
    return SslContextBuilder.forServer(certificate.key(), certificate.certificate())
        .sslProvider(SslProvider.JDK)
        .build();
  }

  private static void answer(Exchange exchange) {
    exchange.respond(200, Headers.none(), Scene.utf8("let in"));
  }

  /** Asks once, on a connection of its own. */
  private static void assertLetIn(InetSocketAddress bound, SSLContext client) throws Exception {
    try (SocketPeer peer = SocketPeer.secure(bound, client)) {
      var answer = peer.connect().send(PeerRequest.get("/once"));
      assertThat(await(answer).bodyText()).isEqualTo("let in");
    }
  }

  private static void assertRefused(InetSocketAddress bound, SSLContext client) {
    assertThatThrownBy(() -> assertLetIn(bound, client))
        .satisfiesAnyOf(
            it -> assertThat(it).isInstanceOf(PeerDisconnectedException.class),
            it -> assertThat(it).hasCauseInstanceOf(PeerDisconnectedException.class));
  }

  @Test
  @DisplayName("a new certificate needs no restart, and changes nothing for who is there")
  void reload() throws Exception {
    var current = new AtomicReference<>(context(CERTIFICATE));
    NettyTransport transport = NettyTransport.on(Scene.ANY).withTls(current::get);
    InetSocketAddress bound =
        await(
            transport.start(
                exchange -> {
                  if (exchange.isUpgrade()) {
                    requests.add(exchange);
                  } else {
                    answer(exchange);
                  }
                },
                Limits.defaults()));
    try (SocketPeer before = SocketPeer.secure(bound, CERTIFICATE.clientContext())) {
      Scene.Open open = Scene.open(before, requests);
      assertLetIn(bound, CERTIFICATE.clientContext());
      assertRefused(bound, OTHER.clientContext());

      current.set(context(OTHER));
      assertLetIn(bound, OTHER.clientContext());
      assertRefused(bound, CERTIFICATE.clientContext());
      open.client().sendText("as before");
      assertThat(Scene.next(open.listener().texts)).isEqualTo("as before");
    } finally {
      await(transport.stop(Duration.ZERO));
    }
  }

  @Test
  @DisplayName("a supplier that fails ends that connection, and no other")
  void supplierFails() throws Exception {
    AtomicReference<Callable<SslContext>> supplier = new AtomicReference<>();
    SslContext working = context(CERTIFICATE);
    supplier.set(() -> working);
    NettyTransport transport =
        NettyTransport.on(Scene.ANY)
            .withTls(
                () -> {
                  try {
                    return supplier.get().call();
                  } catch (RuntimeException e) {
                    throw e;
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
    InetSocketAddress bound = await(transport.start(TlsTest::answer, Limits.defaults()));
    try (SocketPeer before = SocketPeer.secure(bound, CERTIFICATE.clientContext())) {
      SocketConnection open = before.connect();
      assertThat(await(open.send(PeerRequest.get("/"))).bodyText()).isEqualTo("let in");
      SslContext http2 = offering("h2");
      SslContext client = SslContextBuilder.forClient().build();
      List<Callable<SslContext>> failing =
          List.of(
              () -> {
                throw new IllegalStateException("on purpose");
              },
              () -> {
                throw new NoClassDefFoundError("on purpose");
              },
              () -> null,
              () -> http2,
              () -> client);
      for (Callable<SslContext> each : failing) {
        supplier.set(each);
        assertRefused(bound, CERTIFICATE.clientContext());
      }
      assertThat(await(open.send(PeerRequest.get("/"))).bodyText()).isEqualTo("let in");
      supplier.set(() -> working);
      assertLetIn(bound, CERTIFICATE.clientContext());
    } finally {
      await(transport.stop(Duration.ZERO));
    }
  }

  @Test
  @DisplayName(
      "SEC-19 a newcomer over a limit costs no engine; one without an engine takes no place")
  void admittedFirst() throws Exception {
    SslContext working = context(CERTIFICATE);
    AtomicReference<SslContext> current = new AtomicReference<>(working);
    AtomicInteger asked = new AtomicInteger();
    NettyTransport transport =
        NettyTransport.on(Scene.ANY)
            .withTls(
                () -> {
                  asked.incrementAndGet();
                  return current.get();
                });
    Limits one = Limits.builder().maxConnections(1).build();
    InetSocketAddress bound = await(transport.start(TlsTest::answer, one));
    try {
      current.set(null);
      for (int i = 0; i < 3; i++) {
        assertRefused(bound, CERTIFICATE.clientContext());
        Awaitility.await().until(() -> transport.connectionCount() == 0);
      }
      current.set(working);
      try (SocketPeer peer = SocketPeer.secure(bound, CERTIFICATE.clientContext())) {
        assertThat(await(peer.connect().send(PeerRequest.get("/"))).bodyText()).isEqualTo("let in");
        asked.set(0);
        for (int i = 0; i < 3; i++) {
          assertRefused(bound, CERTIFICATE.clientContext());
        }
        assertThat(asked).hasValue(0);
      }
    } finally {
      await(transport.stop(Duration.ZERO));
    }
  }

  @Test
  @DisplayName("a supplier that fails at the start fails the start, which says so")
  void supplierFailsAtStart() throws Exception {
    AtomicReference<SslContext> current = new AtomicReference<>();
    NettyTransport transport = NettyTransport.on(Scene.ANY).withTls(current::get);
    assertThatThrownBy(() -> await(transport.start(TlsTest::answer, Limits.defaults())))
        .hasCauseInstanceOf(TransportException.class)
        .hasMessageContaining("cannot speak TLS on")
        .hasMessageContaining("supplier");
    current.set(context(CERTIFICATE));
    InetSocketAddress bound = await(transport.start(TlsTest::answer, Limits.defaults()));
    assertLetIn(bound, CERTIFICATE.clientContext());
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("SEC-19 TLS 1.2 and 1.3 are spoken, whatever else a context offers")
  void olderProtocols() throws Exception {
    SslContext lax = speaking("TLSv1", "TLSv1.1", "TLSv1.2");
    assertThat(lax.newEngine(ByteBufAllocator.DEFAULT).getEnabledProtocols()).hasSize(3);
    TlsContexts contexts = new TlsContexts(() -> lax, System::nanoTime);
    contexts.verify("a port");
    SslHandler handler = contexts.newHandler(ByteBufAllocator.DEFAULT, Runnable::run);
    assertThat(handler.engine().getEnabledProtocols()).containsExactly("TLSv1.2");

    SslContext old = speaking("TLSv1.1", "TLSv1");
    TlsContexts none = new TlsContexts(() -> old, System::nanoTime);
    assertThat(none.newHandler(ByteBufAllocator.DEFAULT, Runnable::run)).isNull();
    assertThatThrownBy(() -> none.verify("a port"))
        .isInstanceOf(TransportException.class)
        .hasMessageContainingAll("a port", "neither TLS 1.2 nor TLS 1.3", "TLSv1.1");
  }

  private static SslContext speaking(String... protocols) throws Exception {
    return SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate())
        .sslProvider(SslProvider.JDK)
        .protocols(protocols)
        .build();
  }

  @Test
  @DisplayName("what goes wrong with each connection is said once a minute")
  void throttled() {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE);
    TlsContexts contexts = new TlsContexts(() -> null, clock::get);
    assertThat(contexts.mayLog()).isTrue();
    clock.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    assertThat(contexts.mayLog()).isFalse();
    clock.addAndGet(1);
    assertThat(contexts.mayLog()).isTrue();
    assertThat(contexts.mayLog()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("clients are asked for a certificate, or made to show one that is trusted")
  void mutual(String protocol) throws Exception {
    SSLContext known = client(OTHER, protocol);
    SSLContext unknown = client(CERTIFICATE, protocol);
    SSLContext none = CERTIFICATE.clientContext(protocol);
    for (ClientAuth wish : List.of(ClientAuth.OPTIONAL, ClientAuth.REQUIRE)) {
      SslContext server =
          SslContextBuilder.forServer(CERTIFICATE.key(), CERTIFICATE.certificate())
              .sslProvider(SslProvider.JDK)
              .trustManager(OTHER.certificate())
              .clientAuth(wish)
              .build();
      AtomicInteger letIn = new AtomicInteger();
      NettyTransport transport = NettyTransport.on(Scene.ANY).withTls(server);
      InetSocketAddress bound =
          await(
              transport.start(
                  exchange -> {
                    letIn.incrementAndGet();
                    answer(exchange);
                  },
                  Limits.defaults()));
      try {
        assertLetIn(bound, known);
        assertRefused(bound, unknown);
        if (wish == ClientAuth.OPTIONAL) {
          assertLetIn(bound, none);
          assertThat(letIn).hasValue(2);
        } else {
          assertRefused(bound, none);
          assertThat(letIn).hasValue(1);
        }
      } finally {
        await(transport.stop(Duration.ZERO));
      }
    }
  }

  /** Shows one certificate, trusts the server's, and offers nothing newer than the protocol. */
  private static SSLContext client(TestCertificate own, String protocol) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("own", own.key(), new char[0], new X509Certificate[] {own.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    store.setCertificateEntry("server", CERTIFICATE.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
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
