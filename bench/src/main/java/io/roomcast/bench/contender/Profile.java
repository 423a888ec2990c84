package io.roomcast.bench.contender;

import java.util.List;

/** What is measured of a server on the JVM decides how its heap has to be. */
public enum Profile {
  /**
   * CPU time: a heap of one size that the system has given out before anything is measured, so that
   * no window pays for the first touch of a page.
   */
  TRAFFIC("-Xms1g -Xmx1g -XX:+AlwaysPreTouch -XX:+UseParallelGC"),
  /**
   * Memory: a heap that is never much larger than what lives in it. With one that is large from the
   * start, RSS would say nothing but which of its pages were touched.
   */
  MEMORY("-Xms16m -Xmx1g -XX:+UseSerialGC -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20"),
  /** Pauses: a small heap under the collector that JVMs take by themselves on a server. */
  SOAK("-Xms256m -Xmx256m -XX:+UseG1GC");

  private final String flags;

  Profile(String flags) {
    this.flags = flags;
  }

  /** The flags of the JVM. */
  public List<String> flags() {
    return List.of(flags.split(" ", -1));
  }
}
