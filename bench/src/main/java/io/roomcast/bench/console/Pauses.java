package io.roomcast.bench.console;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The garbage collections of this JVM. Thread-safe. */
final class Pauses {
  private long count;
  private long totalMillis;
  private long longestMillis;

  Pauses() {}

  /** Counts from now on. */
  static Pauses watch() {
    Pauses pauses = new Pauses();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(
            (told, handback) -> pauses.onNotification(told), null, null);
      }
    }
    return pauses;
  }

  private void onNotification(Notification told) {
    if (told.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      CompositeData data = (CompositeData) told.getUserData();
      add(GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration());
    }
  }

  synchronized void add(long millis) {
    count++;
    totalMillis += millis;
    longestMillis = Math.max(longestMillis, millis);
  }

  /** How many there were since the last call, how long they took together, and the longest. */
  synchronized String next() {
    String told = count + " " + totalMillis + " " + longestMillis;
    count = 0;
    totalMillis = 0;
    longestMillis = 0;
    return told;
  }
}
