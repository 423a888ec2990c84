package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineSocket;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.Census;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.concurrent.SerialQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each session to the application, from one start of the server to its stop. */
public final class MessageSockets implements SessionAcceptor {
  private static final Logger log = LoggerFactory.getLogger(MessageSockets.class);

  private final EngineListeners<EngineSocket> application;
  private final Executor executor;
  private final int maxQueued;
  private final int maxQueuedBytes;
  private final LimitHits hits;
  private final Census live = new Census();
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

  /** {@code maxQueued} and {@code maxQueuedBytes} bound what waits for one client's listeners. */
  public MessageSockets(
      EngineListeners<EngineSocket> application,
      Executor executor,
      int maxQueued,
      int maxQueuedBytes,
      LimitHits hits) {
    this.application = application;
    this.executor = executor;
    this.maxQueued = maxQueued;
    this.maxQueuedBytes = maxQueuedBytes;
    this.hits = hits;
  }

  @Override
  public SessionListener onSession(EngineSession session) {
    live.enter();
    Backlog.Source reading = session::readable;
    Backlog backlog =
        new Backlog(
            maxQueued,
            maxQueuedBytes,
            reading.counted(hits, "maxQueuedMessages", "maxQueuedMessageBytes"));
    SerialQueue queue = new SerialQueue(executor, backlog, this::failed);
    MessageSocket socket = new MessageSocket(session, queue, this::failed, live::leave);
    queue.execute(() -> application.opened(socket, this::failed));
    return socket;
  }

  private void failed(Throwable failure) {
    if (throttle.pass()) { // clients decide how often
      log.error("a listener of a session failed (this is logged once a minute)", failure);
    } else {
      log.debug("a listener of a session failed", failure);
    }
  }

  /** Completes when the listeners of every session have run to their end. */
  public CompletableFuture<Void> gone() {
    return live.whenNone();
  }

  /** Sessions whose listeners are at work, or have something to hear yet. */
  public int atWork() {
    return live.count();
  }
}
