package io.roomcast.engineio;

/**
 * A listener of the engine or of a session, in place.
 *
 * <pre>{@code
 * Registration trace =
 *     socket.session().onPacket(packet -> log.info("{} {}", packet.type(), packet.text()));
 * timer.schedule(trace::cancel, 1, TimeUnit.MINUTES);
 * }</pre>
 */
@FunctionalInterface
public interface Registration {

  /** Takes the listener away. Thread-safe, idempotent; a call in progress goes on. */
  void cancel();
}
