package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.spi.transport.Burst;
import io.roomcast.spi.transport.TransportException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What goes from a session to its client: takes units from any thread without making it wait, keeps
 * their order, holds what the transport does not take, and bounds it.
 *
 * <p>A unit that was taken stays, whatever comes after it: only a new one can be too much. Long
 * before that the application is told to wait: from {@link #highWaterMark} on {@link #isWritable}
 * is false. What makes it false always leads to {@link #ease}, by way of {@link #flush} or the end
 * of the strand's work, so whoever waits for it to be true again does not wait for ever.
 */
final class Outbox {
  /** What may wait for the strand beyond the limit: it does so for an instant only. */
  private static final int ALLOWANCE = 1024 * 1024;

  /** What may wait before the application is told to, or half of the limit where that is less. */
  private static final int MOST_BEFORE_WAIT = 64 * 1024;

  /**
   * This part of the limits is kept for what would end the session if there were no room for it.
   */
  private static final int RESERVE = 8;

  private static final String MAX_BYTES = "maxQueuedBytes";

  /** What the session is asked. */
  interface Events {
    /** Where units go now; null where none are accepted. May be asked from any thread. */
    @Nullable Outlet outlet();

    /** These will be given to the transport, now or later; inside the strand. */
    void accepted(List<EngineMessage> unit);

    /** All that was accepted is with the transport; inside the strand. */
    void drained();

    /** The application was told to wait, and need not any more; inside the strand. */
    void writableAgain();

    /** The limit that the option sets is exceeded, which is the end; inside the strand. */
    void overflow(String option, TransportException what);

    /** A unit was refused because of the limit that the option sets; from any thread. */
    void limitReached(String option);

    /** Something failed; inside the strand. */
    void broken(Throwable failure);
  }

  private final Strand strand;
  private final int maxBytes;
  private final int maxPackets;
  private final int highWaterMark;
  private final Events events;
  private final WriteBuffer buffer = new WriteBuffer();
  private final AtomicLong bytesBeforeStrand = new AtomicLong();
  private final AtomicInteger packetsBeforeStrand = new AtomicInteger();
  private final AtomicBoolean flooded = new AtomicBoolean(); // before the strand; it is the end
  private volatile boolean backedUp; // the application was, or would have been, told to wait

  Outbox(Strand strand, EngineOptions options, Events events) {
    this.strand = strand;
    this.maxBytes = options.maxQueuedBytes();
    this.maxPackets = options.maxQueuedPackets();
    this.highWaterMark = Math.max(1, Math.min(MOST_BEFORE_WAIT, maxBytes / 2));
    this.events = events;
  }

  /** How many bytes may wait before the application is told to. */
  int highWaterMark() {
    return highWaterMark;
  }

  /** From any thread. */
  SendResult send(List<EngineMessage> unit, SendMode mode, Placement placement) {
    if (!strand.tryEnter()) {
      return sendLater(unit, mode, placement);
    }
    try {
      return enqueue(unit, mode, placement);
    } catch (Throwable failure) { // as the strand does with a task of its own
      events.broken(failure);
      return SendResult.CLOSED;
    } finally {
      strand.exit();
    }
  }

  /**
   * The strand is at work. What waits for it is bounded like all that waits, and whether a unit is
   * dropped or refused is decided now, not when its turn comes.
   */
  private SendResult sendLater(List<EngineMessage> unit, SendMode mode, Placement placement) {
    Outlet outlet = events.outlet();
    if (outlet == null || flooded.get()) {
      lostInTurn(placement);
      return SendResult.CLOSED;
    }
    if (mode == SendMode.VOLATILE && !isIdle()) {
      return SendResult.DROPPED;
    }
    long cost = WriteBuffer.cost(unit);
    long bytes = bytesBeforeStrand.addAndGet(cost);
    int packets = packetsBeforeStrand.addAndGet(unit.size());
    if (mode == SendMode.RELIABLE) {
      if (bytes > cost && bytes - ALLOWANCE > maxBytes) {
        leaveLine(cost, unit.size());
        return flood(MAX_BYTES, bytes, packets, placement);
      }
    } else {
      String exceeded = exceeded(mode, outlet, unit, bytes - cost, packets - unit.size());
      if (exceeded != null) {
        leaveLine(cost, unit.size());
        return mode == SendMode.VOLATILE ? SendResult.DROPPED : refusedOutside(exceeded);
      }
    }
    strand.execute(
        () -> {
          leaveLine(cost, unit.size());
          sendInTurn(unit, mode, placement);
        });
    return SendResult.QUEUED;
  }

  /**
   * Whether a unit may wait elsewhere, behind what waits there, until it is {@linkplain #sendHeld
   * handed over}: the bounds are those of what waits here. From any thread.
   */
  SendResult hold(
      List<EngineMessage> unit,
      SendMode mode,
      Placement placement,
      long heldBytes,
      int heldPackets) {
    Outlet outlet = events.outlet();
    if (outlet == null || flooded.get()) {
      lostInTurn(placement);
      return SendResult.CLOSED;
    }
    String exceeded = exceeded(mode, outlet, unit, heldBytes, heldPackets);
    if (exceeded == null) {
      return SendResult.QUEUED;
    }
    return mode == SendMode.RELIABLE
        ? flood(exceeded, heldBytes + WriteBuffer.cost(unit), heldPackets + unit.size(), placement)
        : refusedOutside(exceeded);
  }

  /** Sends what was allowed to wait elsewhere. From any thread. */
  void sendHeld(List<EngineMessage> unit, SendMode mode, Placement placement) {
    strand.execute(() -> sendInTurn(unit, mode, placement));
  }

  /** More waits before the strand than may; it is the end. */
  private SendResult flood(String exceeded, long bytes, int packets, Placement placement) {
    if (flooded.compareAndSet(false, true)) {
      strand.execute(() -> overflow(exceeded, bytes, packets));
    }
    lostInTurn(placement);
    return SendResult.CLOSED;
  }

  private SendResult refusedOutside(String exceeded) {
    SendResult full = refused(exceeded);
    strand.execute(this::ease); // it may be over by then, and nothing else would say so
    return full;
  }

  private void leaveLine(long cost, int packets) {
    bytesBeforeStrand.addAndGet(-cost);
    packetsBeforeStrand.addAndGet(-packets);
  }

  private SendResult refused(String exceeded) {
    backedUp = true;
    events.limitReached(exceeded);
    return SendResult.FULL;
  }

  /** The counts may be less by now than when the limit was exceeded. */
  private void overflow(String exceeded, long bytes, int packets) {
    events.overflow(
        exceeded,
        new TransportException(
            ("client does not read, or not fast enough: %d bytes in %d packets would wait for it,"
                    + " maxQueuedBytes is %d and maxQueuedPackets %d")
                .formatted(bytes, packets, maxBytes, maxPackets)));
  }

  /** Behind those that were handed over before, and may be lost as well. */
  private void lostInTurn(Placement placement) {
    if (placement != Placement.UNOBSERVED) {
      strand.execute(placement::lost);
    }
  }

  private SendResult enqueue(List<EngineMessage> unit, SendMode mode, Placement placement) {
    Outlet outlet = events.outlet();
    if (outlet == null) {
      placement.lost();
      return SendResult.CLOSED;
    }
    String exceeded;
    try {
      if (mode == SendMode.VOLATILE && !isIdle()) {
        return SendResult.DROPPED;
      }
      exceeded = exceeded(mode, outlet, unit, 0, 0);
    } catch (Throwable failure) { // of the transport, which was asked
      placement.lost();
      throw failure;
    }
    if (exceeded == null) {
      take(unit, outlet, placement);
      if (mode == SendMode.VOLATILE) { // and the next volatile one shall find this gone
        Burst.hasten();
      }
      return SendResult.QUEUED;
    }
    return switch (mode) {
      case VOLATILE -> SendResult.DROPPED;
      case REFUSABLE -> refused(exceeded);
      case RELIABLE -> {
        placement.lost(); // first: whoever waits for it must hear, whatever follows
        overflow(
            exceeded,
            buffer.bytes() + outlet.bytesInside() + WriteBuffer.cost(unit),
            buffer.packets() + unit.size());
        yield SendResult.CLOSED;
      }
    };
  }

  /**
   * The option whose limit a unit would exceed, behind what is in line before the strand; null if
   * there is none. Not so where nothing at all waits, for how large a unit is that is the server's
   * own choice; nor where the transport has room, which has a bound of its own.
   */
  private @Nullable String exceeded(
      SendMode mode, Outlet outlet, List<EngineMessage> unit, long bytesInLine, int packetsInLine) {
    int packets = buffer.packets() + packetsInLine;
    if (packets == 0 && outlet.hasRoom()) {
      return null;
    }
    long bytes = buffer.bytes() + bytesInLine + outlet.bytesInside();
    if (bytes > 0 && bytes + WriteBuffer.cost(unit) > share(mode, maxBytes)) {
      return MAX_BYTES;
    }
    return packets > 0 && packets + unit.size() > share(mode, maxPackets)
        ? "maxQueuedPackets"
        : null;
  }

  private static int share(SendMode mode, int limit) {
    return mode == SendMode.RELIABLE ? limit : limit - limit / RESERVE;
  }

  /** One that was told to be queued, when the session may have ended; so it is not refused now. */
  private void sendInTurn(List<EngineMessage> unit, SendMode mode, Placement placement) {
    Outlet outlet = events.outlet();
    if (mode == SendMode.RELIABLE) {
      var unused = enqueue(unit, mode, placement);
    } else if (outlet == null) {
      placement.lost();
    } else {
      take(unit, outlet, placement);
    }
  }

  private void take(List<EngineMessage> unit, Outlet outlet, Placement placement) {
    placement.taken();
    events.accepted(unit);
    if (buffer.isEmpty() && outlet.offer(unit)) {
      events.drained();
      return;
    }
    buffer.add(unit);
    if (buffer.bytes() >= highWaterMark || buffer.packets() >= Math.max(1, maxPackets / 2)) {
      backedUp = true;
    }
  }

  /** Whether messages would leave at once; a snapshot outside the strand. */
  boolean isIdle() {
    Outlet outlet = events.outlet();
    return outlet != null && buffer.isEmpty() && outlet.isIdle();
  }

  /** Whether the application may go on sending; a snapshot outside the strand. */
  boolean isWritable() {
    return !backedUp && events.outlet() != null;
  }

  /** Whether the transport has been given all; inside the strand. */
  boolean isHandedOver() {
    return buffer.isEmpty();
  }

  /**
   * Gives the transport what it takes; to be called whenever it takes more. Inside the strand, as
   * all that follows.
   */
  void flush() {
    Outlet outlet = events.outlet();
    if (outlet != null && !buffer.isEmpty()) {
      outlet.drain(buffer);
      tellIfDrained();
    }
    ease();
  }

  /** Lets the application go on where all is with the transport, which has room for more. */
  private void ease() {
    Outlet outlet = events.outlet();
    if (backedUp && outlet != null && buffer.isEmpty() && outlet.hasRoom()) {
      backedUp = false;
      events.writableAgain();
    }
  }

  void sendFirst(EngineMessage packet) {
    Outlet outlet = events.outlet();
    if (outlet != null) {
      events.accepted(List.of(packet));
      outlet.sendFirst(packet, buffer);
      tellIfDrained();
      ease();
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

  /** Bytes that wait here; a snapshot, exact when nothing is going on. From any thread. */
  long waitingBytes() {
    return buffer.bytes() + bytesBeforeStrand.get();
  }

  /** As {@link #waitingBytes}, with those that the transport has not got rid of yet. */
  long queuedBytes() {
    Outlet outlet = events.outlet();
    return waitingBytes() + (outlet == null ? 0 : outlet.bytesInside());
  }
}
