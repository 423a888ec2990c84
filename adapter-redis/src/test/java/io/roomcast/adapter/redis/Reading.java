package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.roomcast.spi.codec.DecodeException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what a stranger may have written. */
final class Reading {
  /** By far more than what the largest input of a fuzzer can be made into. */
  private static final long MOST_BYTES = 64 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Reading() {}

  /** Empty where it is refused, which is the only other thing that may come of it. */
  static <T> Optional<T> of(Supplier<T> reader) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<T> read;
    try {
      read = Optional.of(reader.get());
    } catch (DecodeException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      read = Optional.empty();
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .as("bytes allocated, which no number in a message decides")
        .isLessThan(MOST_BYTES);
    return read;
  }
}
