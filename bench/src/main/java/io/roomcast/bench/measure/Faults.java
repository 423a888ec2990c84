package io.roomcast.bench.measure;

/**
 * What a server did wrong.
 *
 * @param lost messages that did not come although later ones did
 * @param reordered messages that came after later ones
 * @param duplicated messages that came again
 * @param corrupt messages that were not what was sent
 * @param stuck messages after which nothing came any more
 * @param disconnected clients that lost their connection
 */
public record Faults(
    long lost, long reordered, long duplicated, long corrupt, long stuck, long disconnected) {
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0);

  public long total() {
    return lost + reordered + duplicated + corrupt + stuck + disconnected;
  }

  public Faults plus(Faults other) {
    return new Faults(
        lost + other.lost,
        reordered + other.reordered,
        duplicated + other.duplicated,
        corrupt + other.corrupt,
        stuck + other.stuck,
        disconnected + other.disconnected);
  }
}
