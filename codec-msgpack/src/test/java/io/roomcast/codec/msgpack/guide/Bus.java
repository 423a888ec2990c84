package io.roomcast.codec.msgpack.guide;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Stands for a message broker that delivers what is published on a subject to whoever listens to
 * it, the publisher included, in the order of publishing.
 */
final class Bus {
  private final Map<String, Set<Subscription>> subscriptions = new ConcurrentHashMap<>();

  /** What a client library gives. */
  final class Connection implements AutoCloseable {
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private volatile boolean cut;

    CompletionStage<Void> publish(String subject, byte[] message) {
      if (cut) {
        return CompletableFuture.failedStage(new IOException("the network is gone"));
      }
      for (Subscription each : subscriptions.getOrDefault(subject, Set.of())) {
        each.deliver(message);
      }
      return CompletableFuture.completedStage(null);
    }

    Subscription subscribe(String subject, Consumer<byte[]> listener) {
      Subscription subscription = new Subscription(this, subject, listener);
      subscriptions
          .computeIfAbsent(subject, any -> ConcurrentHashMap.newKeySet())
          .add(subscription);
      return subscription;
    }

    /** Nothing comes or goes any more, and nobody is told. */
    void cut() {
      cut = true;
    }

    @Override
    public void close() {
      reader.shutdownNow();
    }
  }

  /** Who listens. */
  final class Subscription {
    private final Connection connection;
    private final String subject;
    private final Consumer<byte[]> listener;

    private Subscription(Connection connection, String subject, Consumer<byte[]> listener) {
      this.connection = connection;
      this.subject = subject;
      this.listener = listener;
    }

    private void deliver(byte[] message) {
      if (!connection.cut && !connection.reader.isShutdown()) {
        connection.reader.execute(() -> listener.accept(message));
      }
    }

    void cancel() {
      subscriptions.get(subject).remove(this);
    }
  }

  Connection connect() {
    return new Connection();
  }

  int listeners(String subject) {
    return subscriptions.getOrDefault(subject, Set.of()).size();
  }
}
