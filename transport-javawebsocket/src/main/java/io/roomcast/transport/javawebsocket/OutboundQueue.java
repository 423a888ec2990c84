package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.wire.WebSocketEndpoint;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written to one connection, in order, counted exactly. Any thread adds; only the
 * event loop takes. The lock is held for a copy of at most one scratch buffer, and never while
 * writing.
 */
final class OutboundQueue implements WebSocketEndpoint.Queue<ByteBuffer> {
  private record Segment(ByteBuffer bytes, @Nullable CompletableFuture<Void> written) {}

  private final int lowWaterMark;
  private final int highWaterMark;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>(2);

  // written under the lock
  private volatile long bytes;
  private volatile boolean writable = true;
  private volatile boolean sealed;

  OutboundQueue(int lowWaterMark, int highWaterMark) {
    this.lowWaterMark = lowWaterMark;
    this.highWaterMark = highWaterMark;
  }

  /** Appends a view of a buffer, perhaps shared; false if the queue takes no more. */
  @Override
  public boolean add(ByteBuffer frame) {
    return add(frame.duplicate(), null);
  }

  /** Appends; {@code written} completes when the last byte was taken. */
  synchronized boolean add(ByteBuffer buffer, @Nullable CompletableFuture<Void> written) {
    if (sealed) {
      return false;
    }
    segments.add(new Segment(buffer, written));
    bytes += buffer.remaining();
    if (bytes >= highWaterMark) {
      writable = false;
    }
    return true;
  }

  /** Appends the last buffer that this queue takes; false if it was sealed before. */
  @Override
  public synchronized boolean addLast(ByteBuffer buffer) {
    boolean added = add(buffer);
    sealed = true;
    return added;
  }

  /** Takes nothing more; what is queued stays. */
  @Override
  public synchronized void seal() {
    sealed = true;
  }

  @Override
  public boolean isWritable() {
    return writable && !sealed;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Copies from the front into {@code target} as much as fits, without taking it. */
  synchronized void peekInto(ByteBuffer target) {
    for (Segment segment : segments) {
      ByteBuffer source = segment.bytes.duplicate();
      if (source.remaining() > target.remaining()) {
        source.limit(source.position() + target.remaining());
        target.put(source);
        return;
      }
      target.put(source);
    }
  }

  /**
   * Removes what was written.
   *
   * @param count bytes, at most what {@link #peekInto} copied
   * @param completed receives the futures of the segments that are through
   * @return true if the queue has just become writable again
   */
  synchronized boolean take(int count, List<CompletableFuture<Void>> completed) {
    bytes -= count;
    int left = count;
    Segment head = segments.peek();
    while (head != null && head.bytes.remaining() <= left) {
      left -= head.bytes.remaining();
      if (head.written != null) {
        completed.add(head.written);
      }
      segments.remove();
      head = segments.peek();
    }
    if (head != null) {
      head.bytes.position(head.bytes.position() + left);
    }
    if (!writable && bytes <= lowWaterMark) {
      writable = true;
      return !sealed;
    }
    return false;
  }

  /** Drops everything; the futures returned will not complete by writing. */
  synchronized List<CompletableFuture<Void>> close() {
    sealed = true;
    bytes = 0;
    List<CompletableFuture<Void>> lost = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.written != null) {
        lost.add(segment.written);
      }
    }
    segments.clear();
    return lost;
  }
}
