package io.roomcast.transport.netty;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls what others wrote, on an event loop. */
final class Callbacks {
  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private Callbacks() {}

  /** Makes the call; whatever comes of it ends neither the connection nor the loop. */
  static void tell(String what, Object whom, Runnable call) {
    try {
      call.run();
    } catch (Throwable t) {
      log.error("{} failed on {}", what, whom, t);
    } finally {
      // an interrupt that is left behind would close every channel that is written next
      boolean unused = Thread.interrupted();
    }
  }
}
