package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A started transport, its handler and its clients, for the checks below it. */
abstract class KitScene {
  private static final int PATIENCE_SECONDS = 20;
  private static final int ATTEMPTS = 3;

  /** A timeout that is expected to strike. */
  static final Duration SHORT = Duration.ofMillis(500);

  /** Long enough for the first handshake of a JVM, which takes its time. */
  static final Duration HANDSHAKE = Duration.ofSeconds(3);

  /** So long that a check which waited for it would fail. */
  static final Duration LONG = Duration.ofMinutes(10);

  private static final ThreadLocal<Boolean> TEST_THREAD = ThreadLocal.withInitial(() -> false);

  private final CallWatch watch = new CallWatch();
  private final RecordingHandler handler = new RecordingHandler(watch);
  private @Nullable Transport transport;
  private @Nullable Peer peer;
  private @Nullable InetSocketAddress address;

  /** A WebSocket with both its ends. */
  record Open(WebSocketConnection server, RecordingListener listener, PeerWebSocket client) {

    /** Sends a text there and back, so that all before it has arrived. */
    void roundTrip() {
      client.sendText("there");
      Received there = listener.next();
      assertThat(there).isEqualTo(new Received.Text("there"));
      server.send(OutboundMessage.text("back"));
      assertThat(await(client.next())).isEqualTo(new PeerFrame.Text("back"));
    }
  }

  protected abstract Transport createTransport();

  protected abstract Peer createPeer(Transport started, InetSocketAddress bound);

  /** How long anything may take that is expected to happen. */
  static Duration patience() {
    return Duration.ofSeconds(Integer.getInteger("roomcast.testkit.patience", PATIENCE_SECONDS));
  }

  static boolean isIoThread() {
    return !TEST_THREAD.get();
  }

  /** Says that the current thread is one of the test's, on which no callback may come. */
  static void enterTestThread() {
    TEST_THREAD.set(true);
  }

  /** The default limits, but no timeout that could do in silence what a check waits for. */
  static Limits.Builder limits() {
    return Limits.builder()
        .headTimeout(LONG)
        .bodyTimeout(LONG)
        .messageTimeout(LONG)
        .idleTimeout(LONG)
        .closeTimeout(LONG);
  }

  void start() {
    start(limits().build());
  }

  void start(Limits limits) {
    Transport created = transport == null ? createTransport() : transport;
    start(created, limits, bound -> createPeer(created, bound));
  }

  /** Starts a transport that is made otherwise than usual, with clients to go with it. */
  void start(Transport created, Limits limits, Function<InetSocketAddress, Peer> clients) {
    enterTestThread();
    transport = created;
    InetSocketAddress bound = await(transport().start(handler, limits));
    address = bound;
    peer = clients.apply(bound);
  }

  /** Starts with a short time for a head, but not too short for one that comes inside TLS. */
  void startWithHeadTimeout(Limits.Builder limits) {
    start(limits.headTimeout(SHORT).build());
    if (secureClients()) {
      stop();
      start(limits.headTimeout(HANDSHAKE).build());
    }
  }

  /** Starts, and checks what holds for one that never rests; anew if the machine has made it. */
  void withoutRest(Limits limits, Consumer<Rhythm> check) {
    for (int attempt = 1; true; attempt++) {
      start(limits);
      Rhythm rhythm = new Rhythm();
      try {
        check.accept(rhythm);
        return;
      } catch (AssertionError e) {
        if (rhythm.kept() || attempt == ATTEMPTS) {
          throw e;
        }
      }
      stop();
      handler.forget();
    }
  }

  private void stop() {
    started(peer).close();
    await(started(transport).stop(Duration.ZERO));
  }

  @AfterEach
  void stopAndLookBack() {
    try {
      if (peer != null) {
        peer.close();
      }
      if (transport != null) {
        await(transport.stop(Duration.ZERO));
      }
    } finally {
      TEST_THREAD.remove();
      watch.close();
    }
    assertThat(watch.violations()).as("callbacks that broke the rules").isEmpty();
  }

  Transport transport() {
    return new WatchedTransport(started(transport), watch);
  }

  InetSocketAddress address() {
    return started(address);
  }

  RecordingHandler handler() {
    return handler;
  }

  CallWatch watch() {
    return watch;
  }

  PeerConnection connect() {
    return started(peer).connect();
  }

  /** Sends a request whose answer does not matter. */
  static void ask(PeerConnection connection, PeerRequest request) {
    var unused = connection.send(request);
  }

  RecordingListener listener() {
    return new RecordingListener(watch);
  }

  /** Opens a WebSocket. */
  Open open() {
    return open(connect(), listener());
  }

  Open open(PeerConnection connection, RecordingListener listener) {
    PeerWebSocket client = connection.upgrade(PeerRequest.get("/ws"));
    handler.next().upgrade(Headers.none(), listener);
    await(client.opened());
    return new Open(await(listener.opened()), listener, client);
  }

  /** Whether the clients of this scene speak TLS. */
  boolean secureClients() {
    return peer instanceof SocketPeer socket && socket.secure();
  }

  /** A request and its answer on a connection of their own: the transport is alive. */
  void assertAlive() {
    PeerConnection connection = connect();
    CompletionStage<PeerResponse> response = connection.send(PeerRequest.get("/alive"));
    Exchange exchange = handler.next();
    assertThat(exchange.path()).isEqualTo("/alive");
    respond(exchange, 200, "yes");
    assertThat(await(response).bodyText()).isEqualTo("yes");
    connection.close();
  }

  /** The handler was told of these limits, in this order, and of nothing else. */
  void assertTold(String... options) {
    for (String option : options) {
      assertThat(handler.nextLimit()).as("the limit that struck").isEqualTo(option);
    }
    assertThat(handler.unseenLimits()).as("limits that struck once more").isEmpty();
  }

  /** Does something again and again, with a pause each time, until something else has happened. */
  static void keepOn(Runnable action, CompletionStage<?> until) {
    long end = System.nanoTime() + patience().toNanos();
    while (!happensSoon(until)) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("nothing came of it within " + patience());
      }
      action.run();
    }
  }

  /** Whether something has happened, after a pause at most. */
  static boolean happensSoon(CompletionStage<?> stage) {
    try {
      Object unused = stage.toCompletableFuture().get(50, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** How many encodings a message remembers, by asking for more than it has room for. */
  static int encodingsOf(OutboundMessage message) {
    AtomicInteger made = new AtomicInteger();
    for (int i = 0; i < OutboundMessage.MAX_ENCODINGS; i++) {
      Object key = new Object();
      message.encoded(key, unused -> made.incrementAndGet());
      message.encoded(key, unused -> made.incrementAndGet()); // made again where it found no room
    }
    return made.get() - OutboundMessage.MAX_ENCODINGS;
  }

  static CompletionStage<Void> respond(Exchange exchange, int status, String text) {
    return exchange.respond(
        status, Headers.of("Content-Type", "text/plain; charset=utf-8"), utf8(text));
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Bytes that tell where they belong. */
  static byte[] pattern(int length) {
    return pattern(length, 0);
  }

  /** Bytes that tell where they belong, and to whom. */
  static byte[] pattern(int length, int owner) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) + owner * 7);
    }
    return bytes;
  }

  /** Runs each on a thread of its own, from the same moment on, and waits for both. */
  static void atOnce(Runnable one, Runnable other) {
    CyclicBarrier together = new CyclicBarrier(2);
    CompletableFuture<Void> first = atBarrier(together, one);
    CompletableFuture<Void> second = atBarrier(together, other);
    await(first);
    await(second);
  }

  private static CompletableFuture<Void> atBarrier(CyclicBarrier together, Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                together.await(patience().toMillis(), TimeUnit.MILLISECONDS);
                action.run();
                done.complete(null);
              } catch (Exception | Error e) {
                done.completeExceptionally(e);
              }
            },
            "roomcast-kit-at-once");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  static <T> T await(CompletionStage<T> stage) {
    return await(stage, () -> "nothing happened within " + patience());
  }

  /** Waits until the transport has closed a connection. */
  static void awaitEnd(PeerConnection connection) {
    await(connection.ended(), () -> "the connection is still open after " + patience());
  }

  /** Waits; where that is in vain, says what is missing. */
  static <T> T await(CompletionStage<T> stage, Supplier<String> otherwise) {
    try {
      return stage.toCompletableFuture().get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(otherwise.get(), e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits for a failure, and gives it back. */
  static Throwable failure(CompletionStage<?> stage) {
    try {
      Object value = stage.toCompletableFuture().get(patience().toMillis(), TimeUnit.MILLISECONDS);
      throw new AssertionError("expected a failure, but it completed with " + value);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return cause == null ? e : cause;
    } catch (TimeoutException e) {
      throw new AssertionError("nothing happened within " + patience(), e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("call start first");
    }
    return part;
  }
}
