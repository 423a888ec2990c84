package io.roomcast.testkit.guide;

import io.roomcast.spi.transport.Limits;

/** Counts the bytes of one connection that are queued. Thread-safe; holds its lock for a moment. */
final class WaterMarks {
  private final Limits limits;
  private long queued;
  private boolean full;
  private boolean closed;

  WaterMarks(Limits limits) {
    this.limits = limits;
  }

  /** A frame is queued, by any thread; false where the connection takes no more. */
  synchronized boolean queue(long frameBytes) {
    if (closed) {
      return false;
    }
    queued += frameBytes;
    full |= queued >= limits.highWaterMark();
    return true;
  }

  /** The system has taken bytes; true where {@code onWritable} is due, after this has returned. */
  synchronized boolean taken(long bytes) {
    queued = Math.max(0, queued - bytes);
    if (closed || !full || queued > limits.lowWaterMark()) {
      return false;
    }
    full = false;
    return true;
  }

  /** {@code close} was called: what is queued still goes out, but nothing more comes in. */
  synchronized void close() {
    closed = true;
  }

  /** The connection has ended, and what was queued is lost. */
  synchronized void end() {
    closed = true;
    queued = 0;
  }

  synchronized boolean isWritable() {
    return !full && !closed;
  }

  synchronized long queuedBytes() {
    return queued;
  }
}
