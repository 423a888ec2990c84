package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.AnyListener;
import io.roomcast.EventMiddleware;
import io.roomcast.IncomingEvent;
import io.roomcast.Listener1;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What listens to the events of one socket, and the order in which it hears them (API-30): the
 * catch-all listeners, the middlewares one after the other, the listeners of the event's name.
 * Events are handled on the socket's serial queue. A middleware whose verdict comes later holds
 * that queue, so nothing overtakes the event, and no thread waits.
 */
final class EventDispatch {

  /** Where failures go. */
  interface Reporter {
    void failed(Optional<String> event, Throwable cause);
  }

  /** For all verdicts together that are awaited when the client has gone. */
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

  private final EventListeners events = new EventListeners(EventNames::requireFree);
  private final ListenerList<AnyListener> any = new ListenerList<>();
  private final ListenerList<EventMiddleware.Async> middlewares = new ListenerList<>();
  private final ListenerList<Listener1<Throwable>> errors = new ListenerList<>();
  private final SerialQueue queue;
  private final Timers timers;
  private final Duration patience;
  private final BooleanSupplier dismissed;
  private final Reporter reporter;
  private volatile @Nullable Awaited awaited; // the verdict for which the queue is held
  private volatile boolean impatient; // the time that verdicts have after the end is up

  /** Whatever comes first, the verdict, the end of its time or of the socket, lets the queue go. */
  private record Awaited(SerialQueue.Hold hold, Timers.Timeout timeout, Runnable refusal) {
    void refuse() {
      end(refusal);
    }

    void end(Runnable next) {
      timeout.cancel();
      hold.release(next);
    }
  }

  /**
   * {@code patience} is the time for one verdict; {@code dismissed} tells that nothing more of the
   * client is to be heard.
   */
  EventDispatch(
      SerialQueue queue,
      Timers timers,
      Duration patience,
      BooleanSupplier dismissed,
      Reporter reporter) {
    this.queue = queue;
    this.timers = timers;
    this.patience = patience;
    this.dismissed = dismissed;
    this.reporter = reporter;
  }

  EventListeners events() {
    return events;
  }

  ListenerList<AnyListener> any() {
    return any;
  }

  ListenerList<EventMiddleware.Async> middlewares() {
    return middlewares;
  }

  ListenerList<Listener1<Throwable>> errors() {
    return errors;
  }

  /** An event's turn has come, on the queue. */
  void handle(LocalEvent event) {
    for (AnyListener listener : any.snapshot()) {
      if (dismissed.getAsBoolean()) { // by what ran before: nothing further is heard
        return;
      }
      try {
        listener.onEvent(event.name(), event.args());
      } catch (Throwable e) { // whatever it is, the event is the others' too
        reporter.failed(Optional.empty(), e);
      }
    }
    if (middlewares.isEmpty()) {
      callListeners(event);
    } else {
      new Passage(event).proceed();
    }
  }

  private void callListeners(IncomingEvent event) {
    if (dismissed.getAsBoolean()) {
      return;
    }
    String name = event.name();
    boolean allFailed =
        events.call(name, event.args(), event.ack(), e -> reporter.failed(Optional.of(name), e));
    if (allFailed) {
      event.ack().send(); // nobody will answer, and the client shall not wait for ever
    }
  }

  /** Tells the socket's error listeners; on the queue. */
  void error(Throwable cause) {
    for (Listener1<Throwable> listener : errors.snapshot()) {
      try {
        listener.onEvent(cause);
      } catch (Throwable e) { // the other listeners shall hear of it, too
        reporter.failed(Optional.of("error"), e);
      }
    }
  }

  /** The server has disconnected the socket: the event that awaits a verdict is heard no more. */
  void dismiss() {
    Awaited verdict = awaited;
    if (verdict != null) {
      verdict.end(() -> {});
    }
  }

  /**
   * The client has gone. Its events come first still, but those that wait for verdicts shall not
   * keep the listeners of its disconnection waiting: they are refused before long.
   */
  void clientGone() {
    if (awaited == null && middlewares.isEmpty()) {
      return;
    }
    Timers.Timeout timeout = timers.schedule(LAST_PATIENCE, this::loseThePatience);
    queue.execute(timeout::cancel); // behind the last event
  }

  private void loseThePatience() {
    impatient = true;
    Awaited verdict = awaited;
    if (verdict != null) {
      verdict.refuse();
    }
  }

  /** The way of one event through the middlewares that there are at its beginning. */
  private final class Passage {
    private final Iterator<EventMiddleware.Async> rest = middlewares.snapshot().iterator();
    private IncomingEvent event;

    Passage(IncomingEvent event) {
      this.event = event;
    }

    void proceed() {
      while (rest.hasNext()) {
        if (dismissed.getAsBoolean()) {
          return;
        }
        try {
          CompletionStage<IncomingEvent> verdict =
              requireNonNull(rest.next().handle(event), "an event middleware returned no stage");
          if (!(verdict instanceof CompletableFuture<IncomingEvent> future && future.isDone())) {
            await(verdict);
            return;
          }
          take(future.join());
        } catch (Throwable e) { // whatever it is, and be it the stage's, the event is refused
          refuse(e);
          return;
        }
        if (event.stopped()) {
          return;
        }
      }
      callListeners(event);
    }

    private void take(@Nullable IncomingEvent next) {
      event = requireNonNull(next, "an event middleware returned no event");
    }

    private void await(CompletionStage<IncomingEvent> verdict) {
      SerialQueue.Hold hold = queue.hold();
      Timers.Timeout timeout =
          timers.schedule(patience, () -> hold.release(() -> refuse(tooSlow())));
      Awaited holding = new Awaited(hold, timeout, () -> refuse(clientWentFirst()));
      awaited = holding;
      if (dismissed.getAsBoolean()) { // who dismissed it may not have seen that it is held
        dismiss();
      } else if (impatient) { // likewise
        holding.refuse();
      }
      try {
        var unused =
            verdict.whenComplete((next, failure) -> holding.end(() -> resume(next, failure)));
      } catch (Throwable e) { // the stage cannot be asked
        holding.end(() -> refuse(e));
      }
    }

    private TimeoutException tooSlow() {
      return new TimeoutException(
          "no verdict on \"" + event.name() + "\" within " + patience + "; it is refused");
    }

    private TimeoutException clientWentFirst() {
      return new TimeoutException(
          "no verdict on \"" + event.name() + "\" when the client had gone; it is refused");
    }

    private void resume(@Nullable IncomingEvent next, @Nullable Throwable failure) {
      awaited = null;
      try {
        if (failure != null) {
          throw failure;
        }
        take(next);
      } catch (Throwable e) {
        refuse(e);
        return;
      }
      if (!event.stopped()) {
        proceed();
      }
    }

    private void refuse(Throwable thrown) {
      awaited = null;
      if (dismissed.getAsBoolean()) {
        return;
      }
      Throwable cause =
          thrown instanceof CompletionException wrapper && wrapper.getCause() != null
              ? wrapper.getCause()
              : thrown;
      reporter.failed(Optional.empty(), cause);
      error(cause);
      event.ack().send(); // as where every listener has failed; nothing where it has answered
    }
  }
}
