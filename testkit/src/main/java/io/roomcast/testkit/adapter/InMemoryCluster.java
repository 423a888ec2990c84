package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.cluster.ClusterAdapter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/**
 * Several servers of one JVM that are one cluster, for tests of what an application does across
 * servers: without a network, a broker or a port. What one server tells another is plain data, and
 * arrives on a thread of that server in the order of sending, as on a wire. Thread-safe.
 *
 * <pre>{@code
 * try (InMemoryCluster cluster = new InMemoryCluster()) {
 *   Server a = Server.builder().transport(InMemoryTransport.create())
 *       .adapter(cluster.server("a")).build();
 *   Server b = Server.builder().transport(InMemoryTransport.create())
 *       .adapter(cluster.server("b")).build();
 *   a.start().join();
 *   b.start().join();
 *   try (a; b; TestClient ada = TestClient.connect(b)) {
 *     a.emit("news", "hello");
 *     assertThat(ada.await("news", String.class)).isEqualTo("hello");
 *   }
 * }
 * }</pre>
 *
 * <p>Where the servers have {@link io.roomcast.ConnectionStateRecovery}, a client may come back to
 * any of them.
 *
 * <p>The servers stop before the cluster is closed. What waits for a server, or was sent where
 * clients may come back, is not bounded, unlike everything in Roomcast that serves clients: a test
 * that sends without end fills the memory. No server is noticed to be gone but one that stops.
 */
public final class InMemoryCluster implements AutoCloseable {
  private static final ThreadFactory DAEMONS =
      task -> {
        Thread thread = new Thread(task, "roomcast-testkit-cluster");
        thread.setDaemon(true);
        return thread;
      };

  private final List<InMemoryWire> members = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<String, ExecutorService> inboxes = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, InMemoryLog> logs = new ConcurrentHashMap<>();
  private final Set<String> cutOff = ConcurrentHashMap.newKeySet();

  /** Creates a cluster without servers. */
  public InMemoryCluster() {}

  /**
   * The adapters of one server.
   *
   * @param name by which the server is called where it is silent; each has its own
   * @return for {@link io.roomcast.ServerBuilder#adapter}
   */
  public RoomAdapter.Factory server(String name) {
    return local ->
        new ClusterAdapter(local, name, new InMemoryWire(this, name, local.namespace()));
  }

  /**
   * Lets a server fail to be heard from and to hear, as when its network is gone: nobody is told,
   * and what it sends to others fails. Does not block.
   *
   * @param name that of {@link #server}
   */
  public void cutOff(String name) {
    cutOff.add(name);
  }

  /**
   * Lets a server be reached again. What was lost stays lost.
   *
   * @param name that of {@link #server}
   */
  public void restore(String name) {
    cutOff.remove(name);
  }

  /** Ends the threads. To be called when the servers have stopped. */
  @Override
  public void close() {
    inboxes.values().forEach(ExecutorService::shutdownNow);
  }

  InMemoryLog log(String namespace) {
    return logs.computeIfAbsent(namespace, name -> new InMemoryLog());
  }

  void enter(InMemoryWire wire) {
    members.add(wire);
  }

  void leave(InMemoryWire wire) {
    members.remove(wire);
  }

  /** The same namespace of the other servers. */
  List<InMemoryWire> others(InMemoryWire than) {
    return members.stream()
        .filter(member -> member != than && member.namespace().equals(than.namespace()))
        .toList();
  }

  boolean isCutOff(InMemoryWire wire) {
    return cutOff.contains(wire.server());
  }

  void deliver(InMemoryWire to, Runnable arrival) {
    try {
      inboxes
          .computeIfAbsent(to.server(), name -> Executors.newSingleThreadExecutor(DAEMONS))
          .execute(arrival);
    } catch (RejectedExecutionException closed) {
      return; // the cluster is gone, and so is the message
    }
  }
}
