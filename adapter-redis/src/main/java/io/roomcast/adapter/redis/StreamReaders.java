package io.roomcast.adapter.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One reader for each stream that a namespace of this server is in: opened for the first, closed
 * after the last. Thread-safe.
 */
final class StreamReaders {
  private static final class Shared {
    private final StreamReader reader;
    private int users;

    Shared(StreamReader reader) {
      this.reader = reader;
    }
  }

  private final StreamSettings settings;
  private final Map<String, Shared> readers = new HashMap<>(); // by stream; guarded by this

  StreamReaders(StreamSettings settings) {
    this.settings = settings;
  }

  StreamSettings settings() {
    return settings;
  }

  /** The reader of a namespace's stream, where somebody reads it. */
  Optional<StreamReader> find(String namespace) {
    synchronized (this) {
      return Optional.ofNullable(readers.get(settings.stream(namespace)))
          .map(shared -> shared.reader);
    }
  }

  /** Completes when what is added from now on is heard. */
  CompletionStage<Void> add(
      RedisConnections redis, String namespace, StreamReader.Listener listener) {
    String stream = settings.stream(namespace);
    StreamReader reader;
    boolean isNew;
    synchronized (this) {
      isNew = !readers.containsKey(stream);
      Shared shared =
          readers.computeIfAbsent(
              stream, name -> new Shared(new StreamReader(redis, name, settings)));
      shared.users++;
      reader = shared.reader;
    }
    CompletionStage<Void> added = reader.add(namespace, listener);
    if (isNew) {
      reader.open();
    }
    return added.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            var unused = remove(namespace, listener);
          }
        });
  }

  /**
   * Completes when its connection is closed, at once where others read that stream, too, or it is
   * not listened to.
   */
  CompletionStage<Void> remove(String namespace, StreamReader.Listener listener) {
    String stream = settings.stream(namespace);
    StreamReader unused;
    synchronized (this) {
      Shared shared = readers.get(stream);
      if (shared == null || !shared.reader.remove(namespace, listener) || --shared.users > 0) {
        return CompletableFuture.completedFuture(null);
      }
      readers.remove(stream);
      unused = shared.reader;
    }
    return unused.close();
  }
}
