package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.transport.TransportCompatibilityKit;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

@DisplayName("The transport kit notices")
class KitNoticesTest {
  private static final ByteBuffer REUSED = ByteBuffer.allocate(3000);

  /** The kit on a transport that works, but for what the test has broken. */
  static final class Patient extends TransportCompatibilityKit {
    static UnaryOperator<Transport> operation = UnaryOperator.identity();
    private final InMemoryTransport working = InMemoryTransport.create();

    @Override
    protected Transport createTransport() {
      return operation.apply(working);
    }

    @Override
    protected Peer createPeer(Transport started, InetSocketAddress bound) {
      return working.peer();
    }
  }

  static Stream<Mutation> mutations() {
    return Stream.of(
        exchange("a method in small letters", "requestAsSent", "method", c -> "get"),
        exchange("a path that is decoded", "requestAsSent", "path", c -> "/a b/é"),
        exchange("a query that is lost", "requestAsSent", "rawQuery", c -> ""),
        exchange("headers that are lost", "requestAsSent", "headers", c -> Headers.none()),
        exchange(
            "one address for all",
            "remoteAddress",
            "remoteAddress",
            c -> new InetSocketAddress("127.0.0.1", 1)),
        exchange("a new body stage each time", "largeBody", "body", c -> body(c, all -> all)),
        exchange(
            "a body that is cut short", "largeBody", "body", c -> body(c, all -> all.limit(5))),
        exchange(
            "another status",
            "answer",
            "respond",
            c -> c.proceedWith(200, c.args()[1], c.args()[2])),
        exchange(
            "answers without headers",
            "answer",
            "respond",
            c -> c.proceedWith(c.args()[0], Headers.none(), c.args()[2])),
        exchange(
            "an answer whose stage never completes",
            "answer",
            "respond",
            c -> {
              c.proceed();
              return new CompletableFuture<Void>();
            }),
        exchange(
            "an answer whose stage completes too early",
            "answerToSlowClient",
            "respond",
            c -> {
              c.proceed();
              return CompletableFuture.completedFuture(null);
            }),
        exchange(
            "an answer that uses the shared buffer up",
            "sharedAnswer",
            "respond",
            c -> {
              ByteBuffer shared = (ByteBuffer) c.args()[2];
              Object stage = c.proceed();
              shared.position(shared.limit());
              return stage;
            }),
        exchange("two answers", "answeredTwice", "respond", KitNoticesTest::forgiving),
        exchange("aborts that nobody is told of", "aborted", "onAbort", c -> null),
        exchange(
            "aborts that are told twice",
            "aborted",
            "onAbort",
            c -> c.proceedWith(twice((Runnable) c.args()[0]))),
        exchange(
            "aborts that are made up",
            "answeredBefore",
            "onAbort",
            c -> {
              CompletableFuture.runAsync((Runnable) c.args()[0]).join();
              return null;
            }),
        exchange("upgrades of anything", "invalidHandshakes", "isUpgrade", c -> true),
        exchange("no upgrades", "openingHandshake", "isUpgrade", c -> false),
        exchange(
            "no choice of subprotocol",
            "subprotocol",
            "upgrade",
            c -> c.proceedWith(Headers.none(), c.args()[1])),
        connection("messages that are lost", "orderOut", "send", everySecond()),
        connection("a queue that is always writable", "waterMarks", "isWritable", c -> true),
        connection("a queue that is never writable", "fresh", "isWritable", c -> false),
        connection("a queue that counts nothing", "waterMarks", "queuedBytes", c -> 0L),
        connection("a queue that is never empty", "drained", "queuedBytes", c -> 1L),
        connection("a pause for ever", "paused", "readable", c -> c.proceedWith(false)),
        connection(
            "another close code", "serverCloses", "close", c -> c.proceedWith(1000, c.args()[1])),
        connection(
            "a close that loses what is queued",
            "queuedFirst",
            "close",
            c -> {
              ((WebSocketConnection) c.target()).terminate();
              return null;
            }),
        connection(
            "a terminate that waits",
            "terminate",
            "terminate",
            c -> {
              ((WebSocketConnection) c.target()).close(1000, "");
              return null;
            }),
        listener("no word of writability", "waterMarks", "onWritable", c -> null),
        listener("two words of writability", "alternation", "onWritable", KitNoticesTest::again),
        listener("two openings", "fresh", "onOpen", KitNoticesTest::again),
        listener("two ends", "clientAborts", "onClosed", KitNoticesTest::again),
        listener("no end", "clientAborts", "onClosed", c -> null),
        listener(
            "an end without its code",
            "clientCloses",
            "onClosed",
            c -> c.proceedWith(1006, "", null)),
        listener(
            "callbacks in parallel",
            "orderIn",
            "onText",
            c -> {
              CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> proceed(c));
              return null;
            }),
        listener("bytes that change", "bytesAreOwn", "onBinary", KitNoticesTest::reuse),
        limits("larger bodies", "bodyTooLarge", limits -> limits.maxBodyBytes(1_000_000)),
        limits("smaller bodies", "bodyAtTheLimit", limits -> limits.maxBodyBytes(9_999)),
        limits("larger messages", "messageTooLarge", limits -> limits.maxMessageBytes(1_000_000)),
        limits("smaller messages", "atTheLimit", limits -> limits.maxMessageBytes(49_999)),
        limits("more fragments", "tooManyFragments", limits -> limits.maxFragments(1000)),
        limits("more connections", "connections", limits -> limits.maxConnections(1000)),
        limits(
            "more connections of an address",
            "connectionsPerAddress",
            limits -> limits.maxConnectionsPerAddress(1000)),
        limits("silence for ever", "headTimeout", limits -> limits.headTimeout(LONG)),
        limits("bodies that never come", "bodyTimeout", limits -> limits.bodyTimeout(LONG)),
        limits("idleness for ever", "idleTimeout", limits -> limits.idleTimeout(LONG)),
        limits("closing for ever", "closeTimeout", limits -> limits.closeTimeout(LONG)),
        stop("a stop that does nothing", "stopEndsEverything", c -> done()),
        stop("a stop without grace", "graceDelivers", c -> c.proceedWith(Duration.ZERO)),
        stop("a stop that waits for ever", "graceEnds", c -> c.proceedWith(LONG)));
  }

  private static final Duration LONG = Duration.ofHours(1);

  @ParameterizedTest
  @MethodSource("mutations")
  void brokenPromise(Mutation mutation) {
    assertThat(run(mutation.check(), UnaryOperator.identity()).getTestsSucceededCount())
        .as("a transport that works")
        .isEqualTo(1);
    assertThat(run(mutation.check(), mutation::of).getTestsFailedCount())
        .as("a transport with " + mutation)
        .isEqualTo(1);
  }

  private static TestExecutionSummary run(String check, UnaryOperator<Transport> operation) {
    Patient.operation = operation;
    System.setProperty(
        "roomcast.testkit.patience",
        operation.equals(UnaryOperator.<Transport>identity()) ? "20" : "1");
    try {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectMethod(Patient.class, check))
              .build();
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, summary);
      return summary.getSummary();
    } finally {
      System.clearProperty("roomcast.testkit.patience");
    }
  }

  private static Mutation exchange(
      String promise, String check, String method, Mutation.Fault fault) {
    return new Mutation(promise, check, Exchange.class, method, fault);
  }

  private static Mutation connection(
      String promise, String check, String method, Mutation.Fault fault) {
    return new Mutation(promise, check, WebSocketConnection.class, method, fault);
  }

  private static Mutation listener(
      String promise, String check, String method, Mutation.Fault fault) {
    return new Mutation(promise, check, WebSocketListener.class, method, fault);
  }

  private static Mutation limits(
      String promise, String check, UnaryOperator<Limits.Builder> change) {
    Mutation.Fault fault =
        c -> c.proceedWith(c.args()[0], change.apply(((Limits) c.args()[1]).toBuilder()).build());
    return new Mutation(promise, check, Transport.class, "start", fault);
  }

  private static Mutation stop(String promise, String check, Mutation.Fault fault) {
    return new Mutation(promise, check, Transport.class, "stop", fault);
  }

  @SuppressWarnings("unchecked")
  private static Object body(Mutation.Call call, UnaryOperator<ByteBuffer> change)
      throws Throwable {
    return ((CompletionStage<ByteBuffer>) call.proceed())
        .thenApply(whole -> change.apply(whole.duplicate()));
  }

  private static Object forgiving(Mutation.Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (IllegalStateException answeredBefore) {
      return done();
    }
  }

  private static Object again(Mutation.Call call) throws Throwable {
    call.proceed();
    return call.proceed();
  }

  private static Runnable twice(Runnable action) {
    return () -> {
      action.run();
      action.run();
    };
  }

  private static Mutation.Fault everySecond() {
    AtomicInteger count = new AtomicInteger();
    return call -> count.incrementAndGet() % 2 == 0 ? null : call.proceed();
  }

  private static Object reuse(Mutation.Call call) throws Throwable {
    ByteBuffer bytes = (ByteBuffer) call.args()[0];
    Arrays.fill(REUSED.array(), (byte) 0);
    REUSED.clear().put(bytes).flip();
    return call.proceedWith(REUSED);
  }

  private static void proceed(Mutation.Call call) {
    try {
      call.proceed();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
