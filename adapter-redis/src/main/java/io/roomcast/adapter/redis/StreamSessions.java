package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.SessionReplay;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one namespace in Redis: each under a key with its private id, which expires; and
 * what was sent to them in the stream of the namespace. What comes from Redis is decoded on the
 * executor: it may be much, and others wait for the thread that reads.
 */
final class StreamSessions implements SessionStore {
  private static final Logger log = LoggerFactory.getLogger(StreamSessions.class);
  private static final int MAX_BYTES = 1024 * 1024; // of one, as it is stored
  private static final int MAX_READS = 100; // of the stream, for one session

  /** In one step, on any version of Redis: the session, and for how many milliseconds more. */
  private static final String TAKE =
      "local session = redis.call('GET', KEYS[1]) local left = redis.call('PTTL', KEYS[1])"
          + " redis.call('DEL', KEYS[1]) return {session, left}";

  private final String namespace;
  private final StreamReaders readers;
  private final Lease lease;
  private final Executor executor;

  StreamSessions(String namespace, StreamReaders readers, Lease lease, Executor executor) {
    this.namespace = namespace;
    this.readers = readers;
    this.lease = lease;
    this.executor = executor;
  }

  private byte[] key(String privateId) {
    return (readers.settings().sessionKeyPrefix() + privateId).getBytes(UTF_8);
  }

  @Override
  public String position() {
    return readers.find(namespace).map(StreamReader::position).orElse(EntryId.START);
  }

  @Override
  public boolean isBehind(String offset, String other) {
    return EntryId.isNewer(offset, other);
  }

  @Override
  public CompletionStage<Void> persist(StoredSession session, Duration keep) {
    byte[] form;
    try {
      form = SessionForm.write(session, namespace);
    } catch (EncodeException e) {
      return CompletableFuture.failedStage(e);
    }
    if (form.length > MAX_BYTES) {
      return CompletableFuture.failedStage(
          new IllegalArgumentException(
              "a session of " + form.length + " bytes is not stored: its data is too large"));
    }
    SetArgs expiring = SetArgs.Builder.px(keep);
    return lease
        .use(
            redis ->
                redis.send(
                    form.length,
                    commands -> commands.set(key(session.privateId()), form, expiring)))
        .thenAccept(ok -> {});
  }

  @Override
  public CompletionStage<Optional<Taken>> take(String privateId) {
    return lease
        .use(
            redis ->
                redis.send(
                    TAKE.length(),
                    commands ->
                        commands.<List<Object>>eval(TAKE, ScriptOutputType.MULTI, key(privateId))))
        .thenApplyAsync(this::taken, executor);
  }

  private Optional<Taken> taken(List<?> found) {
    byte @Nullable [] form = found.get(0) instanceof byte[] bytes ? bytes : null;
    // one that somebody has stored without an end has less than nothing left
    Optional<Duration> remaining =
        found.get(1) instanceof Long left && left >= 0
            ? Optional.of(Duration.ofMillis(left))
            : Optional.empty();
    return session(form).map(session -> new Taken(session, remaining));
  }

  private Optional<StoredSession> session(byte @Nullable [] form) {
    if (form == null || form.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return SessionForm.read(form, namespace);
    } catch (DecodeException e) {
      log.warn("a session in Redis cannot be read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public CompletionStage<Optional<MissedEvents>> missed(
      StoredSession session, String offset, int maxEvents, long maxBytes) {
    if (!EntryId.is(offset)) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    Optional<String> since = session.stay().map(StoredSession.Stay::since);
    // of an earlier session of that client, or where this one began, at whatever entry that was
    boolean early = since.filter(begin -> !EntryId.isNewer(offset, begin)).isPresent();
    String from = early ? since.orElseThrow() : offset;
    SessionReplay replay = new SessionReplay(session, maxEvents, maxBytes);
    return range(from, from, 1)
        .thenComposeAsync(
            found ->
                isThere(found, !early)
                    ? read(session, replay, from, from, MAX_READS)
                    : CompletableFuture.completedStage(Optional.empty()),
            executor);
  }

  /** Then so is all that follows; and it is one that a client of this namespace may have got. */
  private boolean isThere(List<StreamMessage<byte[], byte[]>> found, boolean ours) {
    return !found.isEmpty() && (!ours || isOurs(StreamEntry.read(found.get(0).getBody())));
  }

  private boolean isOurs(StreamEntry entry) {
    return entry.namespace().filter(namespace::equals).isPresent();
  }

  /** {@code newest} is the last one so far that is of this namespace: only such one is named. */
  private CompletionStage<Optional<MissedEvents>> read(
      StoredSession session, SessionReplay replay, String from, String newest, int reads) {
    int count = readers.settings().readCount();
    return range(EntryId.next(from), "+", count)
        .thenComposeAsync(
            entries -> {
              String last = from;
              String ours = newest;
              for (StreamMessage<byte[], byte[]> message : entries) {
                last = message.getId();
                StreamEntry entry = StreamEntry.read(message.getBody());
                if (isOurs(entry)) {
                  ours = last;
                  if (!add(session, replay, last, entry)) {
                    return CompletableFuture.completedStage(Optional.empty());
                  }
                }
              }
              if (entries.size() < count) {
                return CompletableFuture.completedStage(replay.missed(ours));
              }
              return reads > 1
                  ? read(session, replay, last, ours, reads - 1)
                  : CompletableFuture.completedStage(Optional.empty());
            },
            executor);
  }

  private boolean add(StoredSession session, SessionReplay replay, String id, StreamEntry entry) {
    boolean later = session.stay().map(stay -> EntryId.isNewer(id, stay.until())).orElse(true);
    try {
      return replay.add(id, entry.envelope().message(), later, entry.size());
    } catch (DecodeException e) {
      return true; // nobody else has understood it either
    }
  }

  private CompletionStage<List<StreamMessage<byte[], byte[]>>> range(
      String from, String to, int count) {
    byte[] stream = readers.settings().stream(namespace).getBytes(UTF_8);
    return lease.use(
        redis ->
            redis.send(
                stream.length,
                commands -> commands.xrange(stream, Range.create(from, to), Limit.from(count))));
  }
}
