package io.roomcast.testkit;

import static io.roomcast.testkit.Mutation.DONE;
import static io.roomcast.testkit.Mutation.NEVER;
import static io.roomcast.testkit.Mutation.exchange;
import static io.roomcast.testkit.Mutation.limits;
import static io.roomcast.testkit.Mutation.start;
import static io.roomcast.testkit.Mutation.stop;
import static io.roomcast.testkit.Mutation.told;
import static io.roomcast.testkit.Mutation.wire;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.peer.PeerResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Promises about limits, start and stop, broken. */
final class LifecycleMutations {
  private static final Duration LONG = Duration.ofHours(1);

  private LifecycleMutations() {}

  static Stream<Mutation> all() {
    return Stream.of(bounds(), counts(), lives()).flatMap(it -> it);
  }

  private static Stream<Mutation> counts() {
    return Stream.of(
        told("a refusal that nobody is told of", "connections", c -> null),
        told("a refusal that is told twice", "messageTooLarge", WebSocketMutations::again),
        told("a refusal by another name", "headerCount", c -> c.proceedWith("maxHeadBytes")),
        told("a timeout that nobody is told of", "closeTimeout", c -> null),
        connectionCount("a count that begins at one", c -> (int) c.proceed() + 1),
        connectionCount("a count that never falls", c -> Math.max(2, (int) c.proceed())),
        connectionCount("a count of nobody", c -> 0));
  }

  private static Mutation connectionCount(String promise, Mutation.Fault fault) {
    return Mutation.of(promise, "connectionCount", Transport.class, "connectionCount", fault);
  }

  private static Stream<Mutation> bounds() {
    return Stream.of(
        limits("larger bodies", "bodyTooLarge", limits -> limits.maxBodyBytes(1_000_000)),
        limits("smaller bodies", "bodyAtTheLimit", limits -> limits.maxBodyBytes(9_999)),
        limits("larger messages", "messageTooLarge", limits -> limits.maxMessageBytes(1_000_000)),
        limits("smaller messages", "atTheLimit", limits -> limits.maxMessageBytes(49_999)),
        limits("characters instead of bytes", "bytesCount", it -> it.maxMessageBytes(30_000)),
        limits("more headers", "headerCount", limits -> limits.maxHeaders(1000)),
        limits("more fragments", "tooManyFragments", limits -> limits.maxFragments(1000)),
        limits("fewer fragments", "fragments", limits -> limits.maxFragments(2)),
        limits("more connections", "connections", limits -> limits.maxConnections(1000)),
        limits(
            "more connections of an address",
            "connectionsPerAddress",
            limits -> limits.maxConnectionsPerAddress(1000)),
        limits("silence for ever", "headTimeout", limits -> limits.headTimeout(LONG)),
        limits("bodies that never come", "bodyTimeout", limits -> limits.bodyTimeout(LONG)),
        limits("bodies that drip for ever", "drippingBody", limits -> limits.bodyTimeout(LONG)),
        limits("answers that are not taken", "unreadAnswer", limits -> limits.idleTimeout(LONG)),
        limits(
            "handshakes that are not taken",
            "switchNeverTaken",
            limits -> limits.closeTimeout(LONG)),
        limits("idleness for ever", "idleTimeout", limits -> limits.idleTimeout(LONG)),
        limits("closing for ever", "closeTimeout", limits -> limits.closeTimeout(LONG)),
        limits(
            "marks of its own",
            "givenWaterMarks",
            limits ->
                limits
                    .highWaterMark(Limits.defaults().highWaterMark())
                    .lowWaterMark(Limits.defaults().highWaterMark())));
  }

  private static Stream<Mutation> lives() {
    AtomicInteger starts = new AtomicInteger();
    AtomicInteger stops = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<Object> firstStop = new AtomicReference<>();
    return Stream.of(
        start(
            "an address that nobody can use",
            "started",
            c ->
                ((CompletionStage<?>) c.proceed())
                    .thenApply(
                        bound ->
                            new InetSocketAddress(((InetSocketAddress) bound).getAddress(), 0))),
        start(
            "one life only",
            "restart",
            c ->
                starts.incrementAndGet() > 1
                    ? CompletableFuture.failedStage(new IllegalStateException("used up"))
                    : c.proceed()),
        stop("a stop that does nothing", "stopEndsEverything", c -> DONE),
        stop("a stop that lets others in", "stopRefuses", c -> DONE),
        stop("a stop that lets others in meanwhile", "stopRefusesAtOnce", c -> NEVER),
        stop("a stop without grace", "graceDelivers", c -> c.proceedWith(Duration.ZERO)),
        stop("a stop that waits for ever", "graceEnds", c -> c.proceedWith(LONG)),
        stop("a stop that waits for nothing", "graceIsNotWaiting", c -> unlessZero(c)),
        stop("a stop that cuts answers off", "graceForAnswers", c -> c.proceedWith(Duration.ZERO)),
        wire(
            "a last answer that does not say so",
            "graceForAnswers",
            "send",
            c -> ExchangeMutations.answered(c, LifecycleMutations::kept)),
        stop(
            "a stop that waits for answers for ever",
            "graceEndsForAnswers",
            c -> c.proceedWith(LONG)),
        exchange("an upgrade that is lost in a stop", "graceForUpgrades", "upgrade", c -> null),
        stop("a stop that never ends", "stopWhileSending", c -> unlessZero(c)),
        stop(
            "a stop that throws where there is nothing to stop",
            "stopIsHarmless",
            c -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("not started");
              }
              return c.proceed();
            }),
        stop(
            "a second stop that never ends",
            "stoppedTwiceAtOnce",
            c -> {
              Object stage = c.proceed();
              return stops.incrementAndGet() == 2 ? NEVER : stage;
            }),
        stop(
            "a second stop that leaves the first its grace",
            "graceShortened",
            c -> {
              if (firstStop.get() == null || c.args()[0].equals(Duration.ZERO)) {
                firstStop.set(c.proceed());
              }
              return firstStop.get();
            }),
        stop(
            "no stop on an I/O thread",
            "stopOnIoThread",
            c -> ExchangeMutations.onIoThread() ? NEVER : c.proceed()),
        stop(
            "a stop that blocks",
            "graceDelivers",
            c -> {
              CompletionStage<?> stage = (CompletionStage<?>) c.proceed();
              stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
              return stage;
            }));
  }

  private static PeerResponse kept(PeerResponse response) {
    Headers kept = Headers.builder().addAll(response.headers()).remove("Connection").build();
    return new PeerResponse(response.status(), kept, response.body());
  }

  private static Object unlessZero(Mutation.Call call) throws Throwable {
    Object stage = call.proceed();
    return call.args()[0].equals(Duration.ZERO) ? stage : NEVER;
  }
}
