package io.roomcast.testkit;

import static io.roomcast.testkit.ExchangeMutations.onIoThread;
import static io.roomcast.testkit.Mutation.connection;
import static io.roomcast.testkit.Mutation.listener;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Promises about WebSockets, broken. */
final class WebSocketMutations {
  private WebSocketMutations() {}

  static Stream<Mutation> all() {
    return Stream.of(sending(), queues(), receiving(), closing(), ends()).flatMap(it -> it);
  }

  private static Stream<Mutation> sending() {
    Set<Object> sent = ConcurrentHashMap.newKeySet();
    Object lock = new Object();
    return Stream.of(
        connection("messages that are lost", "orderOut", "send", everySecond()),
        connection(
            "binary messages that are lost",
            "binary",
            "send",
            c -> ((OutboundMessage) c.args()[0]).isText() ? c.proceed() : null),
        connection(
            "buffers that are used up",
            "anyBuffer",
            "send",
            c -> ((OutboundMessage) c.args()[0]).length() < 10 ? c.proceed() : null),
        connection("answers in callbacks that are lost", "echo", "send", c -> elsewhereOnly(c)),
        connection(
            "a greeting in onOpen that is lost", "sendInOnOpen", "send", c -> elsewhereOnly(c)),
        connection(
            "a message that only one gets",
            "shared",
            "send",
            c -> sent.add(c.args()[0]) ? c.proceed() : null),
        connection(
            "a message that is framed for each",
            "framedOnce",
            "send",
            c -> c.proceedWith(OutboundMessage.utf8(((OutboundMessage) c.args()[0]).payload()))),
        connection(
            "a send that waits for the client",
            "othersGoOn",
            "send",
            c -> {
              c.proceed();
              WebSocketConnection connection = (WebSocketConnection) c.target();
              long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
              while (connection.queuedBytes() > 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              return null;
            }),
        connection(
                "a lock that is held in callbacks",
                "noLockHeld",
                "send",
                c -> {
                  synchronized (lock) {
                    return c.proceed();
                  }
                })
            .and(
                WebSocketListener.class,
                "onText",
                c -> {
                  synchronized (lock) {
                    return c.proceed();
                  }
                }),
        connection(
                "a lock that is held at the water mark",
                "noLockHeldAtTheMark",
                "send",
                c -> {
                  synchronized (lock) {
                    return c.proceed();
                  }
                })
            .and(
                WebSocketListener.class,
                "onWritable",
                c -> {
                  synchronized (lock) {
                    return c.proceed();
                  }
                }));
  }

  private static Stream<Mutation> queues() {
    return Stream.of(
        connection("a queue that is always writable", "waterMarks", "isWritable", c -> true),
        connection("a large message that is none", "oneLargeMessage", "isWritable", c -> true),
        connection("a queue that is never writable", "fresh", "isWritable", c -> false),
        connection("a closing queue that is writable", "sendAfterClose", "isWritable", c -> true),
        connection(
            "a closed queue that is writable", "harmlessWhenClosed", "isWritable", c -> true),
        connection("a queue that counts nothing", "waterMarks", "queuedBytes", c -> 0L),
        connection("a queue that is never empty", "drained", "queuedBytes", c -> 1L),
        connection(
            "a queue that keeps what nobody gets",
            "endedWhileFull",
            "queuedBytes",
            c -> (long) c.proceed() + 1),
        connection(
            "a queue that counts one half",
            "countsExactly",
            "queuedBytes",
            c -> (long) c.proceed() / 2),
        listener("no word of writability", "waterMarks", "onWritable", c -> null),
        listener("two words of writability", "alternation", "onWritable", c -> again(c)),
        listener(
            "writability for no reason",
            "noAlarm",
            "onText",
            c -> {
              ((WebSocketListener) c.target()).onWritable();
              return c.proceed();
            }),
        connection("a pause for ever", "paused", "readable", c -> c.proceedWith(false)),
        connection("a pause in a callback for ever", "pausedInCallback", "readable", c -> pause(c)),
        connection("a pause that pauses nothing", "pauseStops", "readable", c -> null),
        connection("no pause after pipelining", "pauseAfterPipelining", "readable", c -> null),
        connection("no pause after early frames", "pauseAfterEarlyFrames", "readable", c -> null));
  }

  private static Stream<Mutation> receiving() {
    byte[] reused = new byte[3000];
    return Stream.of(
        listener("two openings", "fresh", "onOpen", c -> again(c)),
        listener(
            "messages before the opening",
            "earlyFrames",
            "onOpen",
            c -> {
              CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
                  .execute(c::proceedQuietly);
              return null;
            }),
        listener(
            "text that loses what is rare",
            "text",
            "onText",
            c -> c.proceedWith(((String) c.args()[0]).replaceAll("[^\\x00-\\uffff]", "?"))),
        listener(
            "callbacks in parallel",
            "orderIn",
            "onText",
            c -> {
              CompletableFuture<Void> unused = CompletableFuture.runAsync(c::proceedQuietly);
              return null;
            }),
        listener(
            "bytes that change",
            "bytesAreOwn",
            "onBinary",
            c -> c.proceedWith(ExchangeMutations.into(reused, (ByteBuffer) c.args()[0]))),
        listener("a server that dies of a listener", "listenerThrows", "onText", c -> fatal(c)),
        listener(
            "a timeout of open WebSockets",
            "noFalseAlarm",
            "onOpen",
            c -> {
              WebSocketConnection connection = (WebSocketConnection) c.args()[0];
              CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
                  .execute(connection::terminate);
              return c.proceed();
            }));
  }

  private static Stream<Mutation> closing() {
    AtomicReference<WebSocketListener> called = new AtomicReference<>();
    return Stream.of(
        connection(
            "another close code", "serverCloses", "close", c -> c.proceedWith(1000, c.args()[1])),
        connection(
            "a code where there is to be none",
            "withoutCode",
            "close",
            c -> c.proceedWith(1000, c.args()[1])),
        connection("a reason that is lost", "longReason", "close", c -> reason(c, "")),
        connection(
            "the last close that counts",
            "closedTwice",
            "close",
            c -> c.proceedWith(4002, "second")),
        connection(
            "any close code",
            "impossibleCode",
            "close",
            c -> {
              try {
                return c.proceed();
              } catch (IllegalArgumentException refused) {
                return null;
              }
            }),
        connection(
            "a close that loses what is queued",
            "queuedFirst",
            "close",
            c -> {
              ((WebSocketConnection) c.target()).terminate();
              return null;
            }),
        connection(
            "a close in callbacks that is lost", "insideCallbacks", "close", c -> elsewhereOnly(c)),
        connection("a paused connection that cannot end", "pausedAndClosed", "close", c -> null),
        connection(
            "a terminate that waits",
            "terminate",
            "terminate",
            c -> {
              ((WebSocketConnection) c.target()).close(1000, "");
              return null;
            }),
        connection(
            "a terminate that waits for a close", "terminateWhileClosing", "terminate", c -> null),
        connection("a terminate that waits for a stop", "endedDuringStop", "terminate", c -> null),
        connection(
                "a callback from inside a call",
                "closeTimeout",
                "close",
                c -> {
                  called.get().onWritable();
                  return c.proceed();
                })
            .and(
                WebSocketListener.class,
                "onOpen",
                c -> {
                  called.set((WebSocketListener) c.target());
                  return c.proceed();
                }));
  }

  private static Stream<Mutation> ends() {
    return Stream.of(
        listener("two ends", "clientAborts", "onClosed", c -> again(c)),
        listener("two ends for two closes", "bothClose", "onClosed", c -> again(c)),
        listener("two ends at one moment", "endedTwiceAtOnce", "onClosed", c -> again(c)),
        listener("two ends while sending", "endsWhileSending", "onClosed", c -> again(c)),
        listener("no end", "clientAborts", "onClosed", c -> null),
        listener("no end of a paused connection", "pausedAndGone", "onClosed", c -> null),
        listener("no end of an upgrade for nobody", "upgradeOfNobody", "onClosed", c -> null),
        listener("no end of an upgrade too late", "upgradeRacesWithAbort", "onClosed", c -> null),
        listener(
            "words after the end",
            "clientAborts",
            "onClosed",
            c -> {
              c.proceed();
              ((WebSocketListener) c.target()).onText("ghost");
              return null;
            }),
        listener(
            "an end without its code",
            "clientCloses",
            "onClosed",
            c -> c.proceedWith(1006, "", null)),
        listener(
            "another code for a violation",
            "notUtf8",
            "onClosed",
            c -> c.proceedWith(1002, "", c.args()[2])),
        listener("a violation without a cause", "messageTooLarge", "onClosed", c -> cause(c, null)),
        listener(
            "a broken connection without a cause", "clientAborts", "onClosed", c -> cause(c, null)),
        listener("a client's code as a cause", "clientChoosesCode", "onClosed", c -> blame(c)),
        listener("a cause for who just goes", "clientGoes", "onClosed", c -> blame(c)),
        listener("a cause for a close in peace", "serverCloses", "onClosed", c -> blame(c)),
        listener("a cause for a terminate", "terminate", "onClosed", c -> blame(c)),
        listener("a cause for a stop", "stopEndsEverything", "onClosed", c -> blame(c)));
  }

  static Object again(Mutation.Call call) throws Throwable {
    call.proceed();
    return call.proceed();
  }

  private static Object fatal(Mutation.Call call) {
    return ExchangeMutations.fatal(call);
  }

  private static Object elsewhereOnly(Mutation.Call call) throws Throwable {
    return onIoThread() ? null : call.proceed();
  }

  private static Object pause(Mutation.Call call) throws Throwable {
    return call.proceedWith(false);
  }

  private static Object reason(Mutation.Call call, String reason) throws Throwable {
    return call.proceedWith(call.args()[0], reason);
  }

  private static Object blame(Mutation.Call call) throws Throwable {
    return cause(call, new TransportException("made up"));
  }

  private static Object cause(Mutation.Call call, Throwable cause) throws Throwable {
    return call.proceedWith(call.args()[0], call.args()[1], cause);
  }

  private static Mutation.Fault everySecond() {
    AtomicInteger count = new AtomicInteger();
    return call -> count.incrementAndGet() % 2 == 0 ? null : call.proceed();
  }
}
