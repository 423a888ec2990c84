package io.roomcast.engineio;

/** A listener of the engine or of a session, in place. */
@FunctionalInterface
public interface Registration {

  /** Takes the listener away. Thread-safe, idempotent; a call in progress goes on. */
  void cancel();
}
