package io.roomcast.spi.transport.deflate;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Compressors that are between two messages, as many as threads can use at a time: to make one
 * costs as much as to compress a small message. One that does not fit in is freed. Thread-safe,
 * never blocks.
 */
final class NativePool<T> {
  private final Supplier<T> maker;
  private final Consumer<T> cleaner;
  private final Consumer<T> end;
  private final ArrayBlockingQueue<T> idle;

  NativePool(Supplier<T> maker, Consumer<T> cleaner, Consumer<T> end, int capacity) {
    this.maker = maker;
    this.cleaner = cleaner;
    this.end = end;
    this.idle = new ArrayBlockingQueue<>(capacity);
  }

  static int capacity() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The caller's own until it gives it back. */
  T take() {
    T pooled = idle.poll();
    return pooled != null ? pooled : maker.get();
  }

  void giveBack(T taken) {
    boolean kept = false;
    try {
      cleaner.accept(taken);
      kept = idle.offer(taken);
    } finally {
      if (!kept) {
        end.accept(taken);
      }
    }
  }

  int idle() {
    return idle.size();
  }
}
