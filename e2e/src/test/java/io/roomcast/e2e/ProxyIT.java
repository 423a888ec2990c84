package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.engineio.SessionIds;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.examples.ServerTransport;
import io.roomcast.http.HealthCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The configurations of docs/proxies.md, in front of two servers of different transports. */
@DisplayName("Two servers behind a reverse proxy")
class ProxyIT {
  /** Where the clients come from; the proxy itself comes from 127.0.0.1. */
  private static final String CLIENT = "127.0.0.2";

  /** A server that can be told to leave, and to come back on its port. */
  private static final class Node implements AutoCloseable {
    private final String name;
    private final ServerTransport transport;
    private final CompletableFuture<Node> left;
    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private final int port;
    private volatile Server io;

    /** {@code left} is the one that has left, and is started again by the other one. */
    Node(String name, ServerTransport transport, CompletableFuture<Node> left) {
      this.name = name;
      this.transport = transport;
      this.left = left;
      this.io = server(0);
      this.port = io.start().join().getPort();
    }

    private Server server(int at) {
      SessionIds random = SessionIds.random();
      HealthCheck ready = HealthCheck.at("/ready").require(wanted::get);
      Server server =
          Server.builder()
              .transport(transport.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), at)))
              .engine(
                  options ->
                      options
                          .sessionIds(
                              request -> random.next(request).thenApply(id -> name + "-" + id))
                          .trustedProxies(TrustedProxies.of("127.0.0.1"))
                          .pingInterval(Duration.ofSeconds(2)))
              .resources(ready)
              .build();
      ready.require(server::accepting);
      server.onConnection(this::serve);
      return server;
    }

    private void serve(Socket socket) {
      socket.emit("server", name);
      socket.on("echo", (args, ack) -> ack.send(args.toList()));
      socket.on(
          "who",
          (args, ack) ->
              ack.send(
                  Map.of(
                      "name", name,
                      "transport", socket.transport().wireName(),
                      "address", socket.handshake().remoteAddress().getAddress().getHostAddress(),
                      "secure", socket.handshake().secure(),
                      "forwarded", socket.handshake().headers().all("X-Forwarded-For"))));
      socket.on(
          "unready",
          (args, ack) -> {
            wanted.set(false);
            ack.send();
          });
      socket.on("stop", args -> leave());
      socket.on(
          "restart",
          (args, ack) -> {
            var unused = left.thenCompose(Node::start).thenRun(ack::send);
          });
    }

    private void leave() {
      var unused = io.stop(Duration.ofSeconds(30)).thenRun(() -> left.complete(this));
    }

    private CompletionStage<InetSocketAddress> start() {
      wanted.set(true);
      io = server(port);
      return io.start();
    }

    @Override
    public void close() {
      io.stop(Duration.ZERO).join();
    }
  }

  private static void run(ReverseProxy.Kind kind, String script, int checks) throws Exception {
    NodeProject.assumeInstalled();
    List<ServerTransport> transports = TransportsUnderTest.all().toList();
    CompletableFuture<Node> left = new CompletableFuture<>();
    try (Node a = new Node("a", transports.get(0), left);
        Node b = new Node("b", transports.get(transports.size() - 1), left);
        ReverseProxy proxy = new ReverseProxy(kind, a.port, b.port)) {
      try {
        NodeProject.check(
            script,
            Map.of(
                "URL",
                proxy.url(),
                "FROM",
                CLIENT,
                "COOKIES",
                String.valueOf(kind.needsCookies()),
                "CHECKS",
                String.valueOf(kind.checksHealth()),
                "NODE_EXTRA_CA_CERTS",
                proxy.certificate().toString()),
            checks);
      } catch (AssertionError e) {
        throw new AssertionError(proxy.said(), e);
      }
      if (kind == ReverseProxy.Kind.NGINX) {
        assertThat(proxy.accessLog()).content().contains("POST /socket.io/").doesNotContain("sid");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName("serve each client at one of them, and know where it comes from")
  void serve(ReverseProxy.Kind kind) throws Exception {
    run(kind, "proxy.test.mjs", 9);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName("may leave and come back: no client is lost, and no newcomer refused")
  void drain(ReverseProxy.Kind kind) throws Exception {
    run(kind, "proxy-drain.test.mjs", 1);
  }
}
