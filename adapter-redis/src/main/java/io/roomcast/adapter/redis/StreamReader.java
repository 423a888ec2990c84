package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one stream for all namespaces of a server, on a connection of its own, which its commands
 * block: from what was last in it when it was first seen, and, after whatever goes wrong, from
 * where it was. Messages come on the thread that reads the connection, in the order of the stream.
 * Thread-safe; nothing of ours blocks.
 */
final class StreamReader implements Line.Owner {
  private static final Logger log = LoggerFactory.getLogger(StreamReader.class);
  private static final Duration PAUSE = Duration.ofMillis(200); // after an error of Redis

  /** Takes the entries of a namespace. Short, and never blocks. */
  interface Listener {
    void onEntry(StreamEntry entry, String id);

    /**
     * All up to there has been handed out, to whatever namespace; or reading begins there.
     *
     * @return completes when this listener is through with what it was handed; nothing more is read
     *     before
     */
    CompletionStage<Void> onPosition(String id);

    /** The stream cannot be read at present; it will be read on from where it was. */
    void onLost();
  }

  private final RedisConnections redis;
  private final String stream;
  private final StreamSettings settings;
  private final Line line;
  private final Map<String, List<Listener>> listeners = // by namespace; the lists are immutable
      new ConcurrentHashMap<>();
  private final CompletableFuture<Void> reading = new CompletableFuture<>();
  private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> current; // guarded by this
  private boolean closed; // likewise
  private boolean delivering; // what has been read; likewise
  private String newest = EntryId.START; // when the connection was made; likewise
  private volatile @Nullable String last; // the entry that was handed out last
  private boolean failed; // since it was read last; guarded by this
  private volatile boolean following; // what is added is read at once

  StreamReader(RedisConnections redis, String stream, StreamSettings settings) {
    this.redis = redis;
    this.stream = stream;
    this.settings = settings;
    this.line = redis.line(this);
  }

  void open() {
    line.open();
  }

  /** The entry that was read last, or one before all. */
  String position() {
    String id = last;
    return id == null ? EntryId.START : id;
  }

  /** Whether what is added is read at once, as far as is known. */
  boolean following() {
    return following;
  }

  CompletableFuture<Void> close() {
    synchronized (this) {
      closed = true;
      current = null;
      redis.mended(this);
    }
    reading.completeExceptionally(new RedisUnavailableException("the server stops"));
    return line.close();
  }

  /**
   * Hears what is added from now on.
   *
   * @return completes when that is so, or Redis is away; fails where it is there and the stream
   *     cannot be read, by {@linkplain Line#failure what} ends the wait
   */
  CompletionStage<Void> add(String namespace, Listener listener) {
    listeners.merge(namespace, List.of(listener), StreamReader::both);
    return reading;
  }

  private static List<Listener> both(List<Listener> some, List<Listener> more) {
    List<Listener> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** Returns false where it did not listen. */
  boolean remove(String namespace, Listener listener) {
    AtomicBoolean removed = new AtomicBoolean();
    listeners.computeIfPresent(
        namespace,
        (name, all) -> {
          List<Listener> rest = all.stream().filter(each -> each != listener).toList();
          removed.set(rest.size() < all.size());
          return rest.isEmpty() ? null : rest;
        });
    return removed.get();
  }

  @Override
  public CompletionStage<Void> prepare(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    return connection
        .async()
        .xrevrange(key(), Range.unbounded(), Limit.from(1))
        .thenAccept(found -> isNewest(found.isEmpty() ? EntryId.START : found.get(0).getId()));
  }

  private synchronized void isNewest(String id) {
    newest = id;
  }

  private byte[] key() {
    return stream.getBytes(UTF_8);
  }

  @Override
  public void changed() {
    Optional<StatefulRedisPubSubConnection<byte[], byte[]>> up = line.up();
    if (up.isEmpty()) {
      line.problem().ifPresent(this::lost);
    } else if (isNewAndFree(up.get())) {
      begin(up.get());
    }
  }

  /** Where an earlier connection's entries are still handed out, the end of that is the begin. */
  private synchronized boolean isNewAndFree(
      StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    boolean isNew = current != connection;
    current = connection;
    return isNew && !delivering;
  }

  /**
   * Reads on from where it was; from the newest entry where nothing was read before, or where what
   * was read is newer still: then Redis has lost what it had.
   */
  private void begin(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    synchronized (this) {
      if (current != connection || delivering) {
        return;
      }
      String before = last;
      if (before == null || EntryId.isNewer(before, newest)) {
        last = newest;
      }
      delivering = true;
      following = true;
    }
    try {
      succeeded();
    } finally {
      end(connection);
      reading.complete(null);
    }
  }

  private synchronized boolean isCurrent(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    return current == connection;
  }

  private void lost(Throwable cause) {
    synchronized (this) {
      current = null;
    }
    failed(cause);
    // a namespace that comes while Redis is away is read later, as those that were there before
    if (settings.startWithoutRedis() || !redis.connected()) {
      reading.complete(null);
    } else {
      line.failure()
          .ifPresent(
              failure ->
                  reading.completeExceptionally(
                      new RedisUnavailableException(unreadable(failure), failure)));
    }
  }

  private void failed(Throwable cause) {
    following = false;
    forEach(Listener::onLost);
    tell(cause);
  }

  private void forEach(Consumer<Listener> what) {
    listeners.values().forEach(all -> all.forEach(each -> guarded(() -> what.accept(each))));
  }

  /** Whatever one namespace makes of it, the others are to be read on. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) { // also errors: the stream is all namespaces'
      log.error("a part of the stream {} was not taken", stream, e);
    }
  }

  /** The state is logged; under the lock, so that nothing is told after the end. */
  private synchronized void tell(Throwable cause) {
    if (!closed && !failed) {
      failed = true;
      redis.fault(this, new RedisUnavailableException(unreadable(cause)));
    }
  }

  private String unreadable(Throwable cause) {
    return "the stream " + stream + " cannot be read: " + RedisUnavailableException.reason(cause);
  }

  private synchronized void succeeded() {
    if (!closed && failed) {
      failed = false;
      log.debug("the stream {} is read again, from {}", stream, last);
      redis.mended(this);
    }
  }

  @SuppressWarnings("unchecked") // an array of one offset
  private void read(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    String from = last;
    var unused =
        connection
            .async()
            .xread(
                XReadArgs.Builder.count(settings.readCount()).block(settings.block()),
                StreamOffset.from(key(), from == null ? EntryId.START : from))
            .whenComplete((entries, failure) -> arrived(connection, entries, failure));
  }

  private void arrived(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      @Nullable List<StreamMessage<byte[], byte[]>> entries,
      @Nullable Throwable failure) {
    if (failure != null) {
      if (isCurrent(connection)) { // else the next one begins where this one has ended
        failed(connection, failure);
      }
    } else if (deliveryBegins(connection)) {
      try {
        line.heard();
        succeeded();
        if (entries != null) {
          deliver(connection, entries);
        }
      } finally {
        end(connection);
      }
    }
  }

  private void failed(StatefulRedisPubSubConnection<byte[], byte[]> connection, Throwable failure) {
    try {
      failed(failure);
    } finally {
      var unused = redis.schedule(PAUSE, () -> readAgain(connection));
    }
  }

  private void readAgain(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    if (isCurrent(connection)) {
      read(connection);
    }
  }

  private synchronized boolean deliveryBegins(
      StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    if (current != connection) {
      return false;
    }
    delivering = true;
    following = true;
    return true;
  }

  /** The rest is read again where the connection has been given up meanwhile. */
  private void deliver(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      List<StreamMessage<byte[], byte[]>> entries) {
    for (StreamMessage<byte[], byte[]> entry : entries) {
      if (!isCurrent(connection)) {
        return;
      }
      guarded(() -> deliver(entry));
      last = entry.getId();
      if (isCurrent(connection)) {
        line.heard(); // what takes long to deliver is no silence
      }
    }
  }

  private void deliver(StreamMessage<byte[], byte[]> message) {
    StreamEntry entry = StreamEntry.read(message.getBody());
    entry
        .namespace()
        .map(listeners::get)
        .ifPresent(
            all ->
                all.forEach(listener -> guarded(() -> listener.onEntry(entry, message.getId()))));
  }

  /** What was read has been handed out. When it has been taken, too, reading goes on. */
  private void end(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    List<CompletableFuture<Void>> busy = new ArrayList<>(0);
    String position = position();
    forEach(
        listener -> {
          CompletableFuture<Void> taken = listener.onPosition(position).toCompletableFuture();
          if (!taken.isDone()) {
            busy.add(taken);
          }
        });
    if (busy.isEmpty()) {
      ended(connection);
    } else {
      var unused =
          CompletableFuture.allOf(busy.toArray(CompletableFuture[]::new))
              .whenComplete((taken, failure) -> ended(connection));
    }
  }

  /** A connection that came up meanwhile has waited for this. */
  private void ended(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    StatefulRedisPubSubConnection<byte[], byte[]> next;
    synchronized (this) {
      delivering = false;
      next = current;
    }
    if (next == connection) {
      read(next);
    } else if (next != null) {
      begin(next);
    }
  }
}
