package io.roomcast.adapter.redis;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels of one namespace that Redis does not let this server hear. Each is asked for again
 * with each new connection. The log tells when that begins and when it is over: once, whatever
 * rooms come and go meanwhile. Thread-safe, never blocks.
 */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(RedisHealth.class);

  private final String namespace;
  private final HealthMonitor health;
  private final Set<Topic> refused = new HashSet<>(); // guarded by this, as what follows
  private boolean told;

  Refusals(String namespace, HealthMonitor health) {
    this.namespace = namespace;
    this.health = health;
  }

  synchronized void refused(Topic topic, Throwable why) {
    if (refused.add(topic)) {
      health.refused.increment();
    }
    if (!told) {
      told = true;
      log.warn(
          "{} does not let the namespace {} hear {} ({}): what other servers publish there does not"
              + " arrive. It is asked for again with each new connection; more such channels are"
              + " counted, not logged",
          health.address(),
          namespace,
          oneLine(topic.name()),
          why.getMessage());
    }
  }

  /** Clients may have chosen the name of the room. */
  private static String oneLine(String name) {
    return name.replaceAll("\\R|\\p{Cntrl}", "?");
  }

  /** It is heard, or not asked for any more. */
  synchronized void over(Topic topic) {
    if (refused.remove(topic)) {
      health.refused.decrement();
    }
  }

  synchronized boolean contains(Topic topic) {
    return refused.contains(topic);
  }

  /** A new connection was asked for all there is. */
  synchronized void restored() {
    if (told && refused.isEmpty()) {
      told = false;
      log.info("{} lets the namespace {} hear all its channels", health.address(), namespace);
    }
  }
}
