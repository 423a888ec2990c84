package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Limits;

/**
 * How fast a peer has to take what is queued for it: it is given its time anew when it has taken
 * {@link Limits#highWaterMark()} bytes more, or the rest. If every byte would do, a peer could hold
 * a connection, and the answer on it, for days. Not thread-safe.
 *
 * <pre>{@code
 * Pace pace = new Pace(limits);
 * int written = input.remaining(); // which the system has taken just now
 * if (pace.keptBy(written, connection.queuedBytes() == 0)) {
 *   log.debug("it has another {}", limits.idleTimeout());
 * }
 * }</pre>
 */
public final class Pace {
  private final int stride;
  private long taken; // since the last time that it was enough

  /**
   * Nothing was taken yet.
   *
   * @param limits with the high-water mark
   */
  public Pace(Limits limits) {
    stride = limits.highWaterMark();
  }

  /**
   * Counts what the peer has taken.
   *
   * @param bytes how many; 0 counts for nothing
   * @param all whether nothing is queued any more
   * @return whether that has earned it its time anew
   */
  public boolean keptBy(long bytes, boolean all) {
    taken += bytes;
    if (!all && taken < stride) {
      return false;
    }
    taken = 0;
    return true;
  }
}
