package io.roomcast.bench.load;

/**
 * How long a load goes on.
 *
 * @param warmupMillis time before the first window
 * @param mostWarmupMillis the longest that it may be where servers are not warm by then
 * @param windows quiet stretches that are wanted; a few more are measured to get them
 * @param windowMillis length of one; one of connects has as many rounds as it takes
 * @param stallMillis without progress for so long, what is under way is stuck and the load ends
 */
public record Timing(
    long warmupMillis, long mostWarmupMillis, int windows, long windowMillis, long stallMillis) {
  private static final int MOST_IN_ADDITION = 3;
  private static final int USUAL_SHARE = 3;

  public Timing {
    if (windows < 1 || windowMillis < 1 || warmupMillis < 0 || stallMillis < 1) {
      throw new IllegalArgumentException(
          "%d windows of %d ms after %d ms, stuck after %d ms"
              .formatted(windows, windowMillis, warmupMillis, stallMillis));
    }
    if (mostWarmupMillis < warmupMillis) {
      throw new IllegalArgumentException(
          "a warm-up of %d to %d ms".formatted(warmupMillis, mostWarmupMillis));
    }
  }

  /** With a warm-up that does not ask whether servers are warm. */
  public Timing(long warmupMillis, int windows, long windowMillis, long stallMillis) {
    this(warmupMillis, warmupMillis, windows, windowMillis, stallMillis);
  }

  /** How many windows are measured at most. */
  public int mostWindows() {
    return windows + Math.min(windows, MOST_IN_ADDITION);
  }

  /** How long a warm-up takes, roughly: only servers on a JVM ever need more than the shortest. */
  public long usualWarmupMillis() {
    return warmupMillis + (mostWarmupMillis - warmupMillis) / USUAL_SHARE;
  }

  /** The longest that all of it takes where nothing hangs, connects aside. */
  public long mostMillis() {
    return mostWarmupMillis + mostWindows() * windowMillis + stallMillis;
  }
}
