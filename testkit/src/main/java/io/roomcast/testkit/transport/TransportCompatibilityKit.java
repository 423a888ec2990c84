package io.roomcast.testkit.transport;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.peer.Peer;
import java.net.InetSocketAddress;

/**
 * The checks that every {@link Transport} passes: one for each promise of the SPI. Extend it, say
 * how your transport is made and how a client reaches it, and run it as a JUnit Jupiter test.
 *
 * <pre>{@code
 * class InMemoryTransportTest extends TransportCompatibilityKit {
 *   @Override
 *   protected Transport createTransport() {
 *     return InMemoryTransport.create();
 *   }
 *
 *   @Override
 *   protected Peer createPeer(Transport started, InetSocketAddress bound) {
 *     return ((InMemoryTransport) started).peer();
 *   }
 * }
 * }</pre>
 *
 * <p>A transport that binds a port extends {@link HttpTransportCompatibilityKit} instead. Checks of
 * back-pressure move tens of megabytes through the loopback interface, so give the JVM 1 GB. What
 * is expected to happen may take 20 s; on a very slow machine set the system property {@code
 * roomcast.testkit.patience} to more seconds.
 */
public abstract class TransportCompatibilityKit extends LifecycleChecks {

  /** For subclasses. */
  protected TransportCompatibilityKit() {}

  /**
   * Makes the transport under test. Called once per check; it may be started several times.
   *
   * @return not started
   */
  @Override
  protected abstract Transport createTransport();

  /**
   * Makes the client side.
   *
   * @param started what {@link #createTransport()} made
   * @param bound the address that its start gave
   * @return connects to it from a loopback address; the kit closes it
   */
  @Override
  protected abstract Peer createPeer(Transport started, InetSocketAddress bound);
}
