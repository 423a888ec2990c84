package io.roomcast;

/** A listener in place. */
@FunctionalInterface
public interface Subscription {

  /** Takes the listener away. Thread-safe, idempotent; an event in progress goes on. */
  void cancel();
}
