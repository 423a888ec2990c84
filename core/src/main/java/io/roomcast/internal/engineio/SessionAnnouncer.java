package io.roomcast.internal.engineio;

import io.roomcast.engineio.ClientSession;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.Census;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.concurrent.SerialQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the application of sessions whose messages are not its own, before the layer above gets
 * them. Where nobody listens it makes nothing.
 */
public final class SessionAnnouncer implements SessionAcceptor {
  private static final Logger log = LoggerFactory.getLogger(SessionAnnouncer.class);

  private final EngineListeners<ClientSession> application;
  private final Executor executor;
  private final SessionAcceptor above;
  private final Census live = new Census();
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

  public SessionAnnouncer(
      EngineListeners<ClientSession> application, Executor executor, SessionAcceptor above) {
    this.application = application;
    this.executor = executor;
    this.above = above;
  }

  @Override
  public SessionListener onSession(EngineSession session) {
    if (application.hearSessions()) {
      Backlog uncounted = new Backlog(Integer.MAX_VALUE, Long.MAX_VALUE, on -> {});
      SerialQueue queue = new SerialQueue(executor, uncounted, this::failed);
      SessionView view = new SessionView(session, queue, queue);
      live.enter();
      queue.execute(() -> application.opened(view, this::failed));
      // a listener that runs before may add one for the end, which then stands behind this
      var unused =
          session.listen(
              new SessionEvents.Entry<>(
                  this, queue, SessionEvent.Ended.class, end -> queue.execute(live::leave)));
    }
    return above.onSession(session);
  }

  /** Completes when the listeners of every session that was told of have run to their end. */
  public CompletableFuture<Void> gone() {
    return live.whenNone();
  }

  /** Sessions that were told of, and have something to tell yet. */
  public int atWork() {
    return live.count();
  }

  private void failed(Throwable failure) {
    if (throttle.pass()) { // clients decide how often
      log.error("a listener of the engine failed (this is logged once a minute)", failure);
    }
  }
}
