package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.RoomAdapter;
import java.util.List;

/**
 * The checks that every {@link RoomAdapter} passes, by what applications and clients see: servers
 * on an in-memory transport, joined by the adapter. Extend it, say how the adapters of several
 * servers are made, and run it as a JUnit Jupiter test.
 *
 * <pre>{@code
 * class InMemoryClusterTest extends AdapterCompatibilityKit {
 *   private final InMemoryCluster cluster = new InMemoryCluster();
 *
 *   @Override
 *   protected List<RoomAdapter.Factory> createAdapters(int count) {
 *     return Stream.of("a", "b", "c").limit(count).map(cluster::server).toList();
 *   }
 *
 *   @Override
 *   protected void cutOff(int server) {
 *     cluster.cutOff(List.of("a", "b", "c").get(server));
 *   }
 * }
 * }</pre>
 *
 * <p>What is expected to happen may take 20 s; on a very slow machine set the system property
 * {@code roomcast.testkit.patience} to more seconds. The namespaces {@code /} and {@code /other} of
 * the servers are used, and every check expects a wire that is otherwise quiet.
 */
public abstract class AdapterCompatibilityKit extends RecoveryChecks {

  /** For subclasses. */
  protected AdapterCompatibilityKit() {}

  /**
   * Makes the adapters of servers that reach each other, and nobody else. Called once per check.
   *
   * @param count 1 to {@link #maxServers()}
   * @return one for each server
   */
  @Override
  protected abstract List<RoomAdapter.Factory> createAdapters(int count);
}
