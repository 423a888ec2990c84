package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.spi.codec.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of one namespace for what other servers send to it (API-41). */
final class ServerSideEvents {
  private static final Logger log = LoggerFactory.getLogger(ServerSideEvents.class);

  /** Nobody can be told to send less, so what is beyond this is dropped. */
  private static final int MAX_WAITING = 10_000;

  private final String namespace;
  private final NeutralForm neutral;
  private final EventListeners listeners = new EventListeners(EventNames::requireServerSide);
  private final Backlog backlog = new Backlog(MAX_WAITING, Long.MAX_VALUE, this::full);
  private final SerialQueue queue;
  private volatile boolean dropping;

  ServerSideEvents(String namespace, NeutralForm neutral, CurrentRun run) {
    this.namespace = namespace;
    this.neutral = neutral;
    this.queue = new SerialQueue(task -> run.executor().execute(task), backlog, this::failed);
  }

  private void full(boolean readable) {
    dropping = !readable;
    if (dropping) {
      log.error(
          "{} server-side events wait for the listeners of namespace {}; more are dropped",
          MAX_WAITING,
          namespace);
    }
  }

  /** From any thread; the listeners run later. */
  void arrived(Arguments event, Optional<Consumer<Arguments>> ack) {
    if (event.size() == 0) {
      log.debug("a server-side event without a name is ignored (namespace {})", namespace);
    } else if (!dropping) {
      queue.execute(() -> callListeners(event, ack), 0);
    }
  }

  private void callListeners(Arguments event, Optional<Consumer<Arguments>> wanted) {
    String name = EventNames.of(event.get(0));
    if (!listeners.eventNames().contains(name)) {
      return;
    }
    List<@Nullable Object> values = event.toList();
    Object[] rest = values.subList(1, values.size()).toArray();
    EventArgs args = EventArgs.of(neutral.of(Arguments.of(rest)), 0);
    Ack ack =
        wanted.<Ack>map(answer -> new Answer(neutral, answer)).orElse(IncomingAck.NOT_REQUESTED);
    boolean allFailed = listeners.call(name, args, ack, e -> failed(name, e));
    if (allFailed) {
      ack.send(); // as to a client
    }
  }

  private void failed(String event, Throwable cause) {
    log.error("a listener of the server-side event \"{}\" failed ({})", event, namespace, cause);
  }

  private void failed(Throwable cause) {
    log.error("a server-side event was not handled (namespace {})", namespace, cause);
  }

  EventEmitter listeners() {
    return listeners;
  }

  /** The answer for the server that asked. */
  private static final class Answer implements Ack {
    private final NeutralForm neutral;
    private final Consumer<Arguments> asker;
    private final AtomicBoolean answered = new AtomicBoolean();

    Answer(NeutralForm neutral, Consumer<Arguments> asker) {
      this.neutral = neutral;
      this.asker = asker;
    }

    @Override
    public void send(@Nullable Object... values) {
      if (answered.get()) {
        return;
      }
      Arguments answer = neutral.of(Arguments.of(values)); // may throw, and leaves it unanswered
      if (answered.compareAndSet(false, true)) {
        asker.accept(answer);
      }
    }

    @Override
    public boolean requested() {
      return true;
    }
  }
}
