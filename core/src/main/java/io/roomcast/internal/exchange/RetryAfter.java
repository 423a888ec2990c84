package io.roomcast.internal.exchange;

import io.roomcast.spi.transport.Headers;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** When a client that the server has no room for may try again. */
public final class RetryAfter {
  private static final int FROM_SECONDS = 5;
  private static final Headers[] CHOICES = new Headers[10];

  static {
    Arrays.setAll(CHOICES, i -> Headers.of("Retry-After", Integer.toString(FROM_SECONDS + i)));
  }

  private RetryAfter() {}

  /** In 5 to 14 seconds: chosen anew each time, so that not all who obey are back at once. */
  public static Headers random() {
    return CHOICES[ThreadLocalRandom.current().nextInt(CHOICES.length)];
  }
}
