package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.RoomAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

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
 * <p>The servers stop before the cluster is closed. What waits for a server is not bounded, unlike
 * everything in Roomcast that serves clients: a test that sends more than its servers handle fills
 * the memory. No server is noticed to be gone but one that stops.
 */
public final class InMemoryCluster implements AutoCloseable {
  private static final ThreadFactory DAEMONS =
      task -> {
        Thread thread = new Thread(task, "roomcast-testkit-cluster");
        thread.setDaemon(true);
        return thread;
      };

  private final List<ClusterAdapter> members = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<String, ExecutorService> inboxes = new ConcurrentHashMap<>();
  private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer = timer();

  /** Creates a cluster without servers. */
  public InMemoryCluster() {}

  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, DAEMONS);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * The adapters of one server.
   *
   * @param name by which the server is called where it is silent; each has its own
   * @return for {@link io.roomcast.ServerBuilder#adapter}
   */
  public RoomAdapter.Factory server(String name) {
    return local -> new ClusterAdapter(this, name, local);
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
    timer.shutdownNow();
    inboxes.values().forEach(ExecutorService::shutdownNow);
  }

  void enter(ClusterAdapter adapter) {
    members.add(adapter);
  }

  void leave(ClusterAdapter adapter) {
    members.remove(adapter);
    for (ClusterAdapter other : others(adapter)) {
      deliver(other, () -> other.left(adapter.server()));
    }
  }

  /** The same namespace of the other servers. */
  List<ClusterAdapter> others(ClusterAdapter than) {
    String namespace = than.local().namespace();
    return members.stream()
        .filter(member -> member != than && member.local().namespace().equals(namespace))
        .toList();
  }

  CompletionStage<Void> publish(ClusterAdapter from, ClusterMessage message) {
    if (cutOff.contains(from.server())) {
      return CompletableFuture.failedStage(
          new IllegalStateException("server " + from.server() + " is cut off"));
    }
    others(from).forEach(other -> send(from, other, message));
    return CompletableFuture.completedStage(null);
  }

  /** To one other server only, for an answer. */
  void answer(ClusterAdapter from, String to, ClusterMessage message) {
    others(from).stream()
        .filter(other -> other.server().equals(to))
        .forEach(other -> send(from, other, message));
  }

  private void send(ClusterAdapter from, ClusterAdapter to, ClusterMessage message) {
    if (!cutOff.contains(from.server()) && !cutOff.contains(to.server())) {
      deliver(to, () -> message.arrive(to, from.server()));
    }
  }

  private void deliver(ClusterAdapter to, Runnable arrival) {
    try {
      inboxes
          .computeIfAbsent(to.server(), name -> Executors.newSingleThreadExecutor(DAEMONS))
          .execute(arrival);
    } catch (RejectedExecutionException closed) {
      return; // the cluster is gone, and so is the message
    }
  }

  Future<?> schedule(Duration delay, Runnable task) {
    try {
      return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }
}
