package io.roomcast;

/**
 * A listener in place.
 *
 * <pre>{@code
 * Subscription poll = socket.on("vote", String.class, choice -> lobby.emit("voted", choice));
 * timer.schedule(poll::cancel, 1, TimeUnit.MINUTES);
 * }</pre>
 */
@FunctionalInterface
public interface Subscription {

  /** Takes the listener away. Thread-safe, idempotent; an event in progress goes on. */
  void cancel();
}
