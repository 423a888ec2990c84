package io.roomcast.testkit;

import static io.roomcast.testkit.Mutation.DONE;
import static io.roomcast.testkit.Mutation.NEVER;
import static io.roomcast.testkit.Mutation.exchange;
import static io.roomcast.testkit.Mutation.handler;
import static io.roomcast.testkit.Mutation.wire;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Promises about requests, answers, aborts and upgrades, broken. */
final class ExchangeMutations {
  private ExchangeMutations() {}

  static Stream<Mutation> all() {
    return Stream.of(requests(), answers(), aborts(), upgrades()).flatMap(it -> it);
  }

  private static Stream<Mutation> requests() {
    byte[] reused = new byte[3000];
    return Stream.of(
        exchange("a method in small letters", "requestAsSent", "method", c -> "get"),
        exchange("a path that is decoded", "requestAsSent", "path", c -> "/a b/é"),
        exchange("a query that is lost", "requestAsSent", "rawQuery", c -> ""),
        exchange("a query where there is none", "noQuery", "rawQuery", c -> "null"),
        exchange("headers that are lost", "requestAsSent", "headers", c -> Headers.none()),
        exchange(
            "headers in another order", "requestAsSent", "headers", c -> reversed(c.proceed())),
        exchange("a plain connection that says it is secure", "requestAsSent", "secure", c -> true),
        exchange(
            "one address for all",
            "remoteAddress",
            "remoteAddress",
            c -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)),
        exchange("no body instead of an empty one", "emptyBody", "body", c -> NEVER),
        exchange("a new body stage each time", "largeBody", "body", c -> body(c, all -> all)),
        exchange(
            "a body that is cut short", "largeBody", "body", c -> body(c, all -> all.limit(5))),
        exchange(
            "a body that changes", "bodyIsOwn", "body", c -> body(c, all -> into(reused, all))),
        exchange(
            "a body whose failure nobody knows",
            "abortedInBody",
            "body",
            c ->
                ((CompletionStage<?>) c.proceed())
                    .handle(
                        (body, failure) -> {
                          throw new CompletionException(new IOException());
                        })),
        handler(
            "a request that waits for its body",
            "headFirst",
            c -> {
              ((Exchange) c.args()[0]).body().thenRun(c::proceedQuietly);
              return null;
            }),
        handler("requests that are told twice", "oneAtATime", WebSocketMutations::again),
        handler("a server that dies of a handler", "handlerThrows", ExchangeMutations::fatal));
  }

  private static Stream<Mutation> answers() {
    AtomicReference<CompletableFuture<Object>> first = new AtomicReference<>();
    AtomicInteger answers = new AtomicInteger(); // after the first
    return Stream.of(
        exchange(
            "another status",
            "answer",
            "respond",
            c -> c.proceedWith(200, c.args()[1], c.args()[2])),
        exchange("answers without headers", "answer", "respond", c -> withoutHeaders(c)),
        exchange("a refusal without headers", "refused", "respond", c -> withoutHeaders(c)),
        exchange(
            "an answer whose stage never completes",
            "answer",
            "respond",
            c -> {
              c.proceed();
              return NEVER;
            }),
        exchange(
            "an answer whose stage completes too early",
            "answerToSlowClient",
            "respond",
            c -> {
              c.proceed();
              return DONE;
            }),
        exchange("an answer to nobody", "answerToNobody", "respond", c -> neverFails(c)),
        exchange("an answer that broke off", "answerBrokenOff", "respond", c -> neverFails(c)),
        exchange("an answer after the stop", "lateAnswers", "respond", c -> neverFails(c)),
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
        exchange(
            "a large answer that is cut",
            "largeAnswer",
            "respond",
            c ->
                c.proceedWith(
                    c.args()[0], c.args()[1], ((ByteBuffer) c.args()[2]).duplicate().limit(1000))),
        exchange(
            "answers that are exchanged",
            "deferredAnswers",
            "respond",
            c ->
                c.proceedWith(
                    c.args()[0],
                    c.args()[1],
                    ByteBuffer.wrap("for /0".getBytes(StandardCharsets.UTF_8)))),
        exchange(
            "answers only from other threads",
            "answerOnIoThread",
            "respond",
            c -> onIoThread() ? NEVER : c.proceed()),
        exchange(
            "stages out of order",
            "completionOrder",
            "respond",
            c -> {
              CompletionStage<?> stage = (CompletionStage<?>) c.proceed();
              CompletableFuture<Object> held = new CompletableFuture<>();
              if (first.compareAndSet(null, held)) {
                return held;
              }
              return answers.incrementAndGet() < 3
                  ? stage
                  : stage.whenComplete((done, failure) -> first.get().complete("after the others"));
            }),
        exchange("two answers", "answeredTwice", "respond", c -> forgiving(c, DONE)),
        exchange("two upgrades", "answeredTwice", "upgrade", c -> forgiving(c, null)),
        exchange("any status", "impossibleStatus", "respond", c -> forgiving(c, DONE)),
        wire(
            "answers without a length",
            "answer",
            "send",
            c -> answered(c, ExchangeMutations::withoutLength)),
        wire(
            "empty answers without a length",
            "emptyAnswer",
            "send",
            c -> answered(c, ExchangeMutations::withoutLength)),
        wire(
            "a body for HEAD",
            "bodilessAnswers",
            "send",
            c ->
                ((PeerRequest) c.args()[0]).method().equals("HEAD")
                    ? answered(c, it -> new PeerResponse(it.status(), it.headers(), new byte[12]))
                    : c.proceed()),
        wire("a connection that is kept", "connectionClose", "ended", c -> NEVER),
        wire("a connection that is kept half-read", "answerBeforeBody", "ended", c -> NEVER));
  }

  private static Stream<Mutation> aborts() {
    Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
    AtomicReference<Runnable> left = new AtomicReference<>(() -> {});
    return Stream.of(
        exchange("aborts that nobody is told of", "aborted", "onAbort", c -> null),
        exchange("ends that nobody is told of", "closed", "onAbort", c -> null),
        exchange("many aborts that nobody is told of", "manyAborts", "onAbort", c -> null),
        exchange(
            "aborts that are told twice",
            "aborted",
            "onAbort",
            c -> c.proceedWith(twice((Runnable) c.args()[0]))),
        exchange(
            "all actions are kept",
            "oneActionIsKept",
            "onAbort",
            c -> {
              kept.add((Runnable) c.args()[0]);
              return c.proceedWith((Runnable) () -> kept.forEach(Runnable::run));
            }),
        exchange(
            "aborts that are made up",
            "answeredBefore",
            "onAbort",
            c -> {
              CompletableFuture.runAsync((Runnable) c.args()[0]).join();
              return null;
            }),
        exchange(
            "a server that dies of an action",
            "actionThrows",
            "onAbort",
            c -> {
              Runnable action = (Runnable) c.args()[0];
              return c.proceedWith((Runnable) () -> fatal(action));
            }),
        exchange(
                "aborts after the upgrade",
                "noAbortAfterUpgrade",
                "onAbort",
                c -> {
                  left.set((Runnable) c.args()[0]);
                  return c.proceed();
                })
            .and(
                WebSocketListener.class,
                "onClosed",
                c -> {
                  left.get().run();
                  return c.proceed();
                }));
  }

  private static Stream<Mutation> upgrades() {
    return Stream.of(
        exchange("upgrades of anything", "invalidHandshakes", "isUpgrade", c -> true),
        exchange("no upgrades", "openingHandshake", "isUpgrade", c -> false),
        exchange("no upgrades of connections in use", "reusedConnection", "upgrade", c -> null),
        exchange(
            "upgrades on I/O threads only",
            "asynchronous",
            "upgrade",
            c -> onIoThread() ? c.proceed() : null),
        exchange(
            "no choice of subprotocol",
            "subprotocol",
            "upgrade",
            c -> c.proceedWith(Headers.none(), c.args()[1])));
  }

  static boolean onIoThread() {
    return Thread.currentThread().getName().equals("roomcast-in-memory-io");
  }

  /** Whoever is called may throw, and takes the transport along. */
  static Object fatal(Mutation.Call call) {
    fatal((Runnable) call::proceedQuietly);
    return null;
  }

  private static void fatal(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      KitNoticesTest.Patient.stopWorking();
    }
  }

  private static Headers reversed(Object headers) {
    List<String[]> fields = new ArrayList<>();
    ((Headers) headers).forEach((name, value) -> fields.add(0, new String[] {name, value}));
    Headers.Builder builder = Headers.builder();
    fields.forEach(field -> builder.add(field[0], field[1]));
    return builder.build();
  }

  private static Object withoutHeaders(Mutation.Call call) throws Throwable {
    return call.proceedWith(call.args()[0], Headers.none(), call.args()[2]);
  }

  private static Object neverFails(Mutation.Call call) throws Throwable {
    return ((CompletionStage<?>) call.proceed()).exceptionally(failure -> null);
  }

  private static Object forgiving(Mutation.Call call, Object instead) throws Throwable {
    try {
      return call.proceed();
    } catch (IllegalStateException | IllegalArgumentException refused) {
      return instead;
    }
  }

  private static Runnable twice(Runnable action) {
    return () -> {
      action.run();
      action.run();
    };
  }

  @SuppressWarnings("unchecked")
  private static Object body(Mutation.Call call, UnaryOperator<ByteBuffer> change)
      throws Throwable {
    return ((CompletionStage<ByteBuffer>) call.proceed())
        .thenApply(whole -> change.apply(whole.duplicate()));
  }

  /** Hands out the same bytes each time, with another content. */
  static ByteBuffer into(byte[] reused, ByteBuffer bytes) {
    Arrays.fill(reused, (byte) 0);
    return ByteBuffer.wrap(reused).put(bytes).flip();
  }

  @SuppressWarnings("unchecked")
  static Object answered(Mutation.Call call, UnaryOperator<PeerResponse> change) throws Throwable {
    return ((CompletableFuture<PeerResponse>) call.proceed()).thenApply(change);
  }

  private static PeerResponse withoutLength(PeerResponse response) {
    Headers without = Headers.builder().addAll(response.headers()).remove("Content-Length").build();
    return new PeerResponse(response.status(), without, response.body());
  }
}
