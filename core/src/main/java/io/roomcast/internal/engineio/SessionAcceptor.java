package io.roomcast.internal.engineio;

/** The layer above: is told of each new session, before the client's first message. */
@FunctionalInterface
public interface SessionAcceptor {

  /** Returns who listens to the session. Called once per session, serially with its listener. */
  SessionListener onSession(EngineSession session);
}
