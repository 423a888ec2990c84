package io.roomcast.spi.transport.wire;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls what others wrote, on an event loop.
 *
 * <pre>{@code
 * void writable(WebSocketListener listener) {
 *   Callbacks.tell("a WebSocket listener", connection, listener::onWritable);
 * }
 * }</pre>
 */
public final class Callbacks {
  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private Callbacks() {}

  /**
   * Makes the call. Whatever comes of it ends neither the connection nor the loop: what it throws
   * is logged, and an interrupt that it leaves behind is cleared.
   *
   * @param what said in the log
   * @param whom said in the log
   * @param call what others wrote
   */
  public static void tell(String what, Object whom, Runnable call) {
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
