package io.roomcast.internal.engineio;

import io.roomcast.engineio.ClientSession;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.concurrent.SerialQueue;
import java.time.Duration;
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
      queue.execute(() -> application.opened(view, this::failed));
    }
    return above.onSession(session);
  }

  private void failed(Throwable failure) {
    if (throttle.pass()) { // clients decide how often
      log.error("a listener of the engine failed (this is logged once a minute)", failure);
    }
  }
}
