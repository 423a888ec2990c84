package io.roomcast.internal.engineio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a transport: whole units, in order. Confined to the session's strand; only how
 * much it is may be asked from elsewhere. Takes next to no memory while it is empty.
 */
final class WriteBuffer {
  /**
   * What a message takes up beside its payload; else many tiny ones would weigh next to nothing.
   */
  static final int OVERHEAD = 128;

  private @Nullable Deque<List<EngineMessage>> units;
  private volatile long bytes;
  private volatile int packets;

  void add(List<EngineMessage> unit) {
    queue().addLast(unit);
    added(unit);
  }

  /** Lets a unit overtake those that wait. */
  void addFirst(List<EngineMessage> unit) {
    queue().addFirst(unit);
    added(unit);
  }

  /** Whether this very packet is the next. */
  boolean startsWith(EngineMessage packet) {
    List<EngineMessage> first = units == null ? null : units.peekFirst();
    return first != null && first.get(0) == packet;
  }

  private Deque<List<EngineMessage>> queue() {
    Deque<List<EngineMessage>> queue = units;
    if (queue == null) {
      queue = new ArrayDeque<>(4);
      units = queue;
    }
    return queue;
  }

  private void added(List<EngineMessage> unit) {
    count(bytes + cost(unit), packets + unit.size());
  }

  /** Only the strand writes. */
  private void count(long nowBytes, int nowPackets) {
    bytes = nowBytes;
    packets = nowPackets;
  }

  /** The next unit; null where there is none. */
  @Nullable List<EngineMessage> poll() {
    if (units == null) {
      return null;
    }
    List<EngineMessage> unit = units.pollFirst();
    if (unit == null) {
      return null;
    }
    if (units.isEmpty()) {
      clear();
    } else {
      count(bytes - cost(unit), packets - unit.size());
    }
    return unit;
  }

  /** Everything, which is then no longer here. */
  List<EngineMessage> takeAll() {
    List<EngineMessage> all = new ArrayList<>();
    if (units != null) {
      units.forEach(all::addAll);
    }
    clear();
    return all;
  }

  void clear() {
    units = null;
    count(0, 0);
  }

  boolean isEmpty() {
    return packets == 0;
  }

  /** How many messages wait here. */
  int packets() {
    return packets;
  }

  /** What all that waits here costs. */
  long bytes() {
    return bytes;
  }

  /** Bytes that a unit takes up while it waits: the payloads, and {@link #OVERHEAD} for each. */
  static long cost(List<EngineMessage> unit) {
    long sum = 0;
    for (int i = 0; i < unit.size(); i++) {
      sum += unit.get(i).length() + OVERHEAD;
    }
    return sum;
  }
}
