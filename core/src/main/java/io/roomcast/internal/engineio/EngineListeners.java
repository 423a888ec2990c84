package io.roomcast.internal.engineio;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.Registration;
import java.util.function.Consumer;

/**
 * What an application wants to hear of an engine, from one run of the server to the next.
 * Thread-safe.
 */
public final class EngineListeners<S extends ClientSession> {
  private final Listeners<S> sessions = new Listeners<>();
  private final Listeners<HandshakeError> errors = new Listeners<>();

  public Registration onSession(Consumer<S> listener) {
    return sessions.add(listener);
  }

  public Registration onHandshakeError(Consumer<HandshakeError> listener) {
    return errors.add(listener);
  }

  /** Whether somebody wants to hear of sessions. */
  boolean hearSessions() {
    return !sessions.isEmpty();
  }

  boolean hearErrors() {
    return !errors.isEmpty();
  }

  void opened(S session, Consumer<Throwable> failed) {
    sessions.tell(session, failed);
  }

  void refused(HandshakeError error, Consumer<Throwable> failed) {
    errors.tell(error, failed);
  }
}
