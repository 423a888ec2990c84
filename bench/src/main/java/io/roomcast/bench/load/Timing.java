package io.roomcast.bench.load;

/**
 * How long a load goes on.
 *
 * @param warmupMillis time before the first window, more where the servers are not warm by then
 * @param windows quiet stretches that are wanted; a few more are measured to get them
 * @param windowMillis length of one; one of connects has as many rounds as it takes
 * @param stallMillis without progress for so long, what is under way is stuck and the load ends
 */
public record Timing(long warmupMillis, int windows, long windowMillis, long stallMillis) {
  private static final int MOST_IN_ADDITION = 3;

  public Timing {
    if (windows < 1 || windowMillis < 1 || warmupMillis < 0 || stallMillis < 1) {
      throw new IllegalArgumentException(
          "%d windows of %d ms after %d ms, stuck after %d ms"
              .formatted(windows, windowMillis, warmupMillis, stallMillis));
    }
  }

  /** How many windows are measured at most. */
  public int mostWindows() {
    return windows + Math.min(windows, MOST_IN_ADDITION);
  }

  /** The longest that all of it takes where nothing hangs, connects aside. */
  public long mostMillis() {
    return WarmUp.MOST * warmupMillis + mostWindows() * windowMillis + stallMillis;
  }
}
