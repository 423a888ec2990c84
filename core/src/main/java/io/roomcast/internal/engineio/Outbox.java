package io.roomcast.internal.engineio;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Strand;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What goes from a session to its client: takes units from any thread without making it wait, keeps
 * their order, holds what the transport does not take, and bounds it.
 */
final class Outbox {
  /** What may wait for the strand beyond the limit: it does so for an instant only. */
  private static final int ALLOWANCE = 1024 * 1024;

  /** What the session is asked. */
  interface Events {
    /** Where units go now; null where none are accepted. May be asked from any thread. */
    @Nullable Outlet outlet();

    /** These will be given to the transport, now or later; inside the strand. */
    void accepted(List<EngineMessage> unit);

    /** All that was accepted is with the transport; inside the strand. */
    void drained();

    /** The limit is exceeded; inside the strand. */
    void overflow(long bytes);

    /** Something failed; inside the strand. */
    void broken(Throwable failure);
  }

  private final Strand strand;
  private final int limit;
  private final Events events;
  private final WriteBuffer buffer = new WriteBuffer();
  private final AtomicLong bytesBeforeStrand = new AtomicLong();
  private final AtomicBoolean flooded = new AtomicBoolean(); // before the strand; it is the end

  Outbox(Strand strand, int limit, Events events) {
    this.strand = strand;
    this.limit = limit;
    this.events = events;
  }

  /** From any thread. */
  SendResult send(List<EngineMessage> unit, boolean droppable, Placement placement) {
    if (!strand.tryEnter()) {
      return sendLater(unit, droppable, placement);
    }
    try {
      return enqueue(unit, droppable, placement);
    } catch (Throwable failure) { // as the strand does with a task of its own
      events.broken(failure);
      return SendResult.CLOSED;
    } finally {
      strand.exit();
    }
  }

  /**
   * The strand is at work. What waits for it is bounded like all that waits, and whether a volatile
   * unit is dropped is decided now, not when its turn comes.
   */
  private SendResult sendLater(List<EngineMessage> unit, boolean droppable, Placement placement) {
    if (events.outlet() == null || flooded.get()) {
      lostInTurn(placement);
      return SendResult.CLOSED;
    }
    if (droppable && !isIdle()) {
      return SendResult.DROPPED;
    }
    long cost = WriteBuffer.cost(unit);
    long waiting = bytesBeforeStrand.addAndGet(cost);
    if (waiting > cost && waiting - ALLOWANCE > limit) {
      bytesBeforeStrand.addAndGet(-cost);
      if (flooded.compareAndSet(false, true)) {
        strand.execute(() -> events.overflow(waiting));
      }
      lostInTurn(placement);
      return SendResult.CLOSED;
    }
    strand.execute(
        () -> {
          bytesBeforeStrand.addAndGet(-cost);
          var unused = enqueue(unit, false, placement);
        });
    return SendResult.QUEUED;
  }

  /** Behind those that were handed over before, and may be lost as well. */
  private void lostInTurn(Placement placement) {
    if (placement != Placement.UNOBSERVED) {
      strand.execute(placement::lost);
    }
  }

  private SendResult enqueue(List<EngineMessage> unit, boolean droppable, Placement placement) {
    Outlet outlet = events.outlet();
    if (outlet == null) {
      placement.lost();
      return SendResult.CLOSED;
    }
    if (droppable && !isIdle()) {
      return SendResult.DROPPED;
    }
    // one unit alone may be larger than the limit: that is the server's own choice
    long waiting = buffer.bytes() + outlet.bytesInside();
    long all = waiting + WriteBuffer.cost(unit);
    if (waiting > 0 && all > limit) {
      placement.lost(); // first: whoever waits for it must hear, whatever follows
      events.overflow(all);
      return SendResult.CLOSED;
    }
    placement.taken();
    events.accepted(unit);
    if (!buffer.isEmpty() || !outlet.offer(unit)) {
      buffer.add(unit);
    } else {
      events.drained();
    }
    return SendResult.QUEUED;
  }

  /** Whether messages would leave at once; a snapshot outside the strand. */
  boolean isIdle() {
    Outlet outlet = events.outlet();
    return outlet != null && buffer.isEmpty() && outlet.isIdle();
  }

  /** Whether the transport has been given all; inside the strand. */
  boolean isHandedOver() {
    return buffer.isEmpty();
  }

  /** Gives the transport what it takes; inside the strand, as all that follows. */
  void flush() {
    Outlet outlet = events.outlet();
    if (outlet != null && !buffer.isEmpty()) {
      outlet.drain(buffer);
      tellIfDrained();
    }
  }

  void sendFirst(EngineMessage packet) {
    Outlet outlet = events.outlet();
    if (outlet != null) {
      events.accepted(List.of(packet));
      outlet.sendFirst(packet, buffer);
      tellIfDrained();
    }
  }

  /**
   * As {@link #sendFirst}, but for what a client can ask for as often as it likes: while one answer
   * waits, it stands for all that are asked for meanwhile.
   */
  void answerFirst(EngineMessage packet) {
    Outlet outlet = events.outlet();
    if (outlet == null || buffer.startsWith(packet)) {
      return;
    }
    List<EngineMessage> unit = List.of(packet);
    events.accepted(unit);
    if (outlet.offer(unit)) {
      tellIfDrained();
    } else {
      buffer.addFirst(unit);
    }
  }

  private void tellIfDrained() {
    if (buffer.isEmpty()) {
      events.drained();
    }
  }

  /** All that waits, which then is the caller's. */
  List<EngineMessage> takeAll() {
    return buffer.takeAll();
  }

  void clear() {
    buffer.clear();
  }

  /** Bytes that wait here; to be asked when nothing is going on. */
  long waitingBytes() {
    return buffer.bytes() + bytesBeforeStrand.get();
  }
}
