package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.TestServer.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A transport")
class LifecycleTest {
  private static final String THREADS = "lifecycle-test";
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final TestServer.Echo echo = new TestServer.Echo();

  private static JavaWebSocketTransport transport(int port) {
    return JavaWebSocketTransport.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .withThreadName(THREADS)
        .withIoThreads(2);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletionStage<?> stage) throws Exception {
    return get(stage.handle((value, failure) -> failure));
  }

  private static List<String> threads() {
    return threads(THREADS);
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("tells the port that it got, names its threads, and leaves none behind")
  void leavesNoThread() throws Exception {
    JavaWebSocketTransport transport = transport(0);
    int port = get(transport.start(echo, Limits.defaults())).getPort();
    assertThat(port).isPositive();
    String prefix = THREADS + "-" + port + "-"; // the last thread of another test may still end
    assertThat(threads(prefix))
        .containsExactly(
            prefix + "acceptor",
            prefix + "io-0",
            prefix + "io-1",
            prefix + "selector",
            prefix + "worker");
    try (RawClient client = new RawClient(port)) {
      assertThat(client.get("/").status()).isEqualTo(200);
    }
    get(transport.stop(GRACE));
    await().until(() -> threads(prefix).isEmpty()); // the thread that stopped the others ends last
  }

  @Test
  @DisplayName("that never had a connection stops as well")
  void stopUnused() throws Exception {
    JavaWebSocketTransport transport = transport(0);
    int port = get(transport.start(echo, Limits.defaults())).getPort();
    get(transport.stop(GRACE));
    try (ServerSocket socket = new ServerSocket(port)) {
      assertThat(socket.isBound()).isTrue();
    }
    await().until(() -> threads().isEmpty());
  }

  @Test
  @DisplayName(
      "fails to start on a port that is taken, says where and what to do, and leaves nothing")
  void portTaken() throws Exception {
    JavaWebSocketTransport transport;
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      transport = transport(taken.getLocalPort());
      assertThat(failure(transport.start(echo, Limits.defaults())))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("127.0.0.1")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()))
          .hasMessageContaining("another")
          .hasCauseInstanceOf(java.net.BindException.class);
      await().until(() -> threads().isEmpty());
      get(transport.stop(GRACE));
    }
    get(transport.start(echo, Limits.defaults()));
    get(transport.stop(GRACE));
  }

  @Test
  @DisplayName("fails to start on an address that does not exist")
  void unresolved() throws Exception {
    JavaWebSocketTransport transport =
        JavaWebSocketTransport.on(InetSocketAddress.createUnresolved("no.such.host.invalid", 0));
    assertThat(failure(transport.start(echo, Limits.defaults())))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("no.such.host.invalid");
  }

  @Test
  @DisplayName("cannot be started twice, and goes on when that is tried")
  void startedTwice() throws Exception {
    JavaWebSocketTransport transport = transport(0);
    int port = get(transport.start(echo, Limits.defaults())).getPort();
    assertThat(failure(transport.start(echo, Limits.defaults())))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("running");
    try (RawClient client = new RawClient(port)) {
      assertThat(client.get("/").status()).isEqualTo(200);
    }
    get(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("starts again on the same port at once, even while it is still stopping")
  void restart() throws Exception {
    JavaWebSocketTransport first = transport(0);
    int port = get(first.start(echo, Limits.defaults())).getPort();
    get(first.stop(Duration.ZERO));
    JavaWebSocketTransport transport = transport(port);
    for (int i = 0; i < 5; i++) {
      assertThat(get(transport.start(echo, Limits.defaults())).getPort()).isEqualTo(port);
      try (RawClient client = new RawClient(port)) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
        CompletionStage<Void> stopping = transport.stop(Duration.ofMillis(100));
        if (i % 2 == 0) {
          get(stopping);
        }
      }
    }
    get(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("stops harmlessly when it was never started, or twice, or from many threads")
  void stopIsIdempotent() throws Exception {
    JavaWebSocketTransport transport = transport(0);
    get(transport.stop(GRACE));
    int port = get(transport.start(echo, Limits.defaults())).getPort();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(new RawClient(port).upgrade());
    }
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                awaitLatch(go);
                transport.stop(GRACE).toCompletableFuture().join();
              }));
    }
    all.add(
        CompletableFuture.runAsync(
            () -> {
              awaitLatch(go);
              clients.forEach(RawClient::close); // connections vanish meanwhile
            }));
    go.countDown();
    get(CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)));
    get(transport.stop(GRACE));
    for (RecordingListener listener : echo.listeners) {
      assertThat(listener.closed).isDone();
    }
    await().until(() -> threads().isEmpty());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("delivers what is queued or due before it stops, says 1001, has told every listener")
  void stopDelivers() throws Exception {
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    RecordingListener listener = new RecordingListener();
    JavaWebSocketTransport transport = transport(0);
    int port = get(transport.start(exchanges::add, Limits.defaults())).getPort();
    try (RawClient socket = new RawClient(port, 8 * 1024);
        RawClient poll = new RawClient(port);
        RawClient hanging = new RawClient(port);
        RawClient slow = new RawClient(port);
        RawClient idle = new RawClient(port)) {
      socket.send(RawClient.upgradeRequest("/"));
      exchanges.take().upgrade(Headers.none(), listener);
      socket.response();
      hanging.send("GET /poll HTTP/1.1\r\nHost: x\r\n\r\n");
      Exchange unanswered = exchanges.take();
      slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
      Exchange inHand = exchanges.take();
      poll.send("GET /poll HTTP/1.1\r\nHost: x\r\n\r\n");
      Exchange waiting = exchanges.take();
      idle.send("GET /poll HTTP/1.1\r\nHost: x\r\n\r\n");
      exchanges.take().respond(200, Headers.none(), utf8("ok"));
      idle.response();
      listener.connection().send(OutboundMessage.binary(ByteBuffer.allocate(16 << 20)));

      waiting.respond(200, Headers.none(), utf8("just in time"));
      CompletableFuture<Void> stopped = transport.stop(GRACE).toCompletableFuture();

      assertThat(idle.atEnd()).isTrue();
      assertThat(poll.response().body()).isEqualTo("just in time");
      assertThat(poll.atEnd()).isTrue();
      inHand.respond(200, Headers.none(), utf8("within the grace"));
      RawClient.Response answer = slow.response();
      assertThat(answer.body()).isEqualTo("within the grace");
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(slow.atEnd()).isTrue();
      assertThat(stopped).isNotDone();
      assertThatThrownBy(() -> new RawClient(port))
          .hasCauseInstanceOf(java.net.ConnectException.class);
      assertThat(socket.readFrame().payload()).hasSize(16 << 20);
      assertThat(socket.readFrame().closeCode()).isEqualTo(1001);
      socket.closeFrame(1001);
      await().until(listener.closed::isDone);
      assertThat(listener.closed().code()).isEqualTo(1001);
      assertThat(stopped).isNotDone();
      unanswered.respond(204, Headers.none(), utf8(""));
      assertThat(hanging.response().status()).isEqualTo(204);
      get(stopped);
    }
  }

  @Test
  @DisplayName("cuts what is not through when the grace ends; a later stop can only shorten it")
  void graceEnds() throws Exception {
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    RecordingListener listener = new RecordingListener();
    JavaWebSocketTransport transport = transport(0);
    int port = get(transport.start(exchanges::add, Limits.defaults())).getPort();
    try (RawClient socket = new RawClient(port, 8 * 1024);
        RawClient poll = new RawClient(port)) {
      socket.send(RawClient.upgradeRequest("/"));
      exchanges.take().upgrade(Headers.none(), listener);
      socket.response();
      listener.connection().send(OutboundMessage.binary(ByteBuffer.allocate(16 << 20)));
      poll.send("GET /poll HTTP/1.1\r\nHost: x\r\n\r\n");
      Exchange waiting = exchanges.take();
      AtomicInteger aborts = new AtomicInteger();
      waiting.onAbort(aborts::incrementAndGet);

      CompletableFuture<Void> stopped = transport.stop(Duration.ofHours(1)).toCompletableFuture();
      assertThat(stopped).isNotDone();
      get(transport.stop(Duration.ofMillis(50)));

      assertThat(stopped).isDone();
      assertThat(listener.closed).isDone();
      assertThat(listener.closed().code()).isEqualTo(1006);
      assertThat(aborts).hasValue(1);
      assertThat(failure(waiting.respond(200, Headers.none(), utf8("late"))))
          .isInstanceOf(TransportException.class);
      AtomicInteger late = new AtomicInteger();
      waiting.onAbort(late::incrementAndGet);
      await().untilAtomic(late, org.hamcrest.Matchers.is(1));
      listener.connection().send(OutboundMessage.text("nobody"));
      listener.connection().terminate();
      assertThat(poll.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("stopped before it could start fails that start")
  void stoppedWhileWaiting() throws Exception {
    JavaWebSocketTransport transport = transport(0);
    int port = get(transport.start(echo, Limits.defaults())).getPort();
    try (RawClient client = new RawClient(port).upgrade()) {
      client.text("x");
      client.readFrame();
      CompletionStage<Void> first = transport.stop(Duration.ofHours(1));
      CompletionStage<InetSocketAddress> second = transport.start(echo, Limits.defaults());
      get(transport.stop(Duration.ZERO));
      assertThat(client.readFrame().closeCode()).isEqualTo(1001);
      client.closeFrame(1001);
      get(first);
      assertThat(failure(second)).isInstanceOf(TransportException.class);
    }
  }

  @Test
  @DisplayName("stopped before it could start has stopped only when the run before has")
  void stoppedWhileWaitingEndsLast() throws Exception {
    JavaWebSocketTransport transport = transport(0);
    int port = get(transport.start(echo, Limits.defaults())).getPort();
    try (RawClient client = new RawClient(port).upgrade()) {
      client.text("x");
      client.readFrame(); // from now on the client answers nothing
      CompletableFuture<Void> first = transport.stop(Duration.ofHours(1)).toCompletableFuture();
      CompletionStage<InetSocketAddress> second = transport.start(echo, Limits.defaults());
      CompletableFuture<Void> third = transport.stop(Duration.ofHours(1)).toCompletableFuture();
      assertThat(failure(second)).isInstanceOf(TransportException.class);
      assertThat(third).isNotDone();
      get(transport.stop(Duration.ZERO));
      assertThat(first).isDone();
      assertThat(third).isDone();
    }
  }

  @Test
  @DisplayName("takes durations without end for its limits and for the grace")
  void endlessDurations() throws Exception {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    JavaWebSocketTransport transport = transport(0);
    Limits limits =
        Limits.builder()
            .headTimeout(forever)
            .bodyTimeout(forever)
            .idleTimeout(forever)
            .closeTimeout(forever)
            .build();
    int port = get(transport.start(echo, limits)).getPort();
    try (RawClient client = new RawClient(port)) {
      assertThat(client.get("/").status()).isEqualTo(200);
      assertThat(client.get("/").status()).isEqualTo(200);
      get(transport.stop(forever));
    }
  }

  @Test
  @DisplayName("refuses settings that make no sense")
  void settings() {
    JavaWebSocketTransport transport = JavaWebSocketTransport.onPort(0);
    assertThatThrownBy(() -> transport.withIoThreads(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> transport.withBacklog(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> transport.withSendBuffer(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> transport.withThreadName(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JavaWebSocketTransport.onPort(70_000))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
