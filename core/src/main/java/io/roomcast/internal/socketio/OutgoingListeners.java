package io.roomcast.internal.socketio;

import io.roomcast.AnyListener;
import io.roomcast.EventArgs;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.spi.codec.Packet;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catch-all listeners for what one socket is sent (API-31). They run on its serial queue, since
 * an emit runs no code of others and waits for none; so what waits for them is bounded here, and
 * the rest is not told. Without listeners an event costs one look at an empty list.
 */
final class OutgoingListeners {
  private static final Logger log = LoggerFactory.getLogger(OutgoingListeners.class);
  private static final LogThrottle throttle =
      new LogThrottle(Duration.ofSeconds(10), System::nanoTime);

  private final ListenerList<AnyListener> listeners = new ListenerList<>();
  private final SerialQueue queue;
  private final int maxWaiting;
  private final LimitHits hits;
  private final Consumer<Throwable> onFailure;
  private final AtomicInteger waiting = new AtomicInteger();

  /** {@code onFailure} is given what a listener throws. */
  OutgoingListeners(
      SerialQueue queue, int maxWaiting, LimitHits hits, Consumer<Throwable> onFailure) {
    this.queue = queue;
    this.maxWaiting = maxWaiting;
    this.hits = hits;
    this.onFailure = onFailure;
  }

  ListenerList<AnyListener> list() {
    return listeners;
  }

  /** The event of a packet is on its way to the client. */
  void sent(Packet packet) {
    if (listeners.isEmpty()) {
      return;
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      hits.hit("maxQueuedEvents");
      if (throttle.pass()) {
        log.warn(
            "an outgoing catch-all listener falls behind and is not told of every event; see"
                + " ServerBuilder.maxQueuedEvents (this is logged once in ten seconds)");
      }
      return;
    }
    queue.execute(() -> tell(packet));
  }

  private void tell(Packet packet) {
    waiting.decrementAndGet();
    String event = EventNames.of(packet.data().get(0));
    EventArgs args = EventArgs.of(packet.data(), 1);
    for (AnyListener listener : listeners.snapshot()) {
      try {
        listener.onEvent(event, args);
      } catch (Throwable e) { // the other listeners shall hear of it, too
        onFailure.accept(e);
      }
    }
  }
}
