package io.roomcast.transport.javawebsocket;

import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived on one connection and was not consumed yet, and the switch that stops the
 * library from reading more. It is the one place where input waits: behind a request that is not
 * answered, an upgrade that is not decided, or a pause that the core asked for.
 *
 * <p>The library's worker adds, the event loop takes. Counting and switching happen under one lock,
 * so a full queue that is emptied at the same moment cannot leave reading off.
 */
final class InboundQueue {
  /**
   * Reading stops above this, chunks weighed with {@link #CHUNK_BYTES}; a few read buffers that are
   * under way may still come.
   */
  static final int FULL_BYTES = 64 * 1024;

  /**
   * What each chunk but one weighs besides its bytes, so that tiny segments cannot multiply memory.
   */
  static final int CHUNK_BYTES = 128;

  private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(2);
  private int bytes;
  private boolean full;
  private boolean held;
  private boolean closed;
  private @Nullable SelectionKey key;

  /** Gives the library's key, whose interest is owned by this queue from now on. */
  synchronized void attach(SelectionKey libraryKey) {
    key = libraryKey;
    apply();
  }

  synchronized void add(ByteBuffer chunk) {
    if (closed) {
      return;
    }
    chunks.add(chunk);
    bytes += chunk.remaining();
    if (!full && weight() > FULL_BYTES) {
      full = true;
      apply();
    }
  }

  /** The oldest chunk; its position moves as it is consumed. */
  synchronized @Nullable ByteBuffer peek() {
    return chunks.peek();
  }

  /** Counts what was consumed of the oldest chunk, and removes it when it is through. */
  synchronized void consumed(int count) {
    ByteBuffer head = chunks.peek();
    if (head == null) {
      return; // closed meanwhile
    }
    bytes -= count;
    if (!head.hasRemaining()) {
      chunks.remove();
    }
    if (full && weight() <= FULL_BYTES / 2) {
      full = false;
      apply();
    }
  }

  private int weight() {
    return bytes + CHUNK_BYTES * (chunks.size() - 1);
  }

  synchronized int bytes() {
    return bytes;
  }

  synchronized boolean isEmpty() {
    return chunks.isEmpty();
  }

  /** Holds or releases reading at the core's wish. */
  synchronized void hold(boolean on) {
    if (held != on) {
      held = on;
      apply();
    }
  }

  /** Drops everything and gives the key back. */
  synchronized void close() {
    closed = true;
    chunks.clear();
    bytes = 0;
    if (key != null) {
      key.cancel();
      // the descriptor is released when the library's selector has noticed
      key.selector().wakeup();
    }
  }

  private void apply() {
    if (key == null || closed) {
      return;
    }
    try {
      boolean read = !full && !held;
      key.interestOps(read ? SelectionKey.OP_READ : 0);
      if (read) {
        key.selector().wakeup();
      }
    } catch (CancelledKeyException e) {
      // the library has seen the end of the connection and tells us by other means
    }
  }
}
