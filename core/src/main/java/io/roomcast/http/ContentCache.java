package io.roomcast.http;

import io.roomcast.http.ResourceLocator.Located;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Contents of files, the most recently used ones kept up to a number of bytes. There is one copy of
 * a file at most: all requests for it share a reading, and what has been dropped is found again
 * while somebody still sends it. Entity tags outlive the contents, so that a client that has the
 * content already costs no reading. A slow file delays nobody but those who ask for it, until there
 * are {@value #MAX_READINGS} of them.
 */
final class ContentCache {
  static final int MAX_READINGS = 4;
  static final int MAX_TAGS = 4096;

  /** What is sent. */
  record Content(EntityTag tag, ByteBuffer bytes) {}

  private record Entry(Object stamp, Content content) {}

  /** What was read once. The array lives as long as the cache or a buffer on its way has it. */
  private record Seen(Object stamp, EntityTag tag, WeakReference<byte[]> array) {}

  private record Version(String key, Object stamp) {}

  private final int maxFileBytes;
  private final long maxBytes;
  private final Semaphore readings = new Semaphore(MAX_READINGS, true);
  private final Map<Version, CompletableFuture<Optional<Content>>> inFlight =
      new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  ContentCache(int maxFileBytes, long maxBytes) {
    this.maxFileBytes = maxFileBytes;
    this.maxBytes = maxBytes;
  }

  /** The tag of a content that was read before, even if it has been dropped. Does not block. */
  Optional<EntityTag> tag(Located file) {
    synchronized (lock) {
      return Optional.ofNullable(seen(file)).map(Seen::tag);
    }
  }

  /** The content, or empty where it is larger than a file may be. Blocks on reading it. */
  Optional<Content> content(Located file) throws IOException {
    Content there = inMemory(file);
    if (there != null) {
      return Optional.of(there);
    }
    Version version = new Version(file.key(), file.stamp());
    CompletableFuture<Optional<Content>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Content>> others = inFlight.putIfAbsent(version, mine);
    return others == null ? readFor(mine, version, file) : resultOf(others);
  }

  private Optional<Content> readFor(
      CompletableFuture<Optional<Content>> waiting, Version version, Located file)
      throws IOException {
    readings.acquireUninterruptibly();
    try {
      Content there = inMemory(file); // a reading may have ended just before this one was noted
      Optional<Content> content = there != null ? Optional.of(there) : read(file);
      waiting.complete(content);
      return content;
    } catch (Throwable e) {
      waiting.completeExceptionally(e);
      throw e;
    } finally {
      readings.release();
      inFlight.remove(version);
    }
  }

  private static Optional<Content> resultOf(CompletableFuture<Optional<Content>> reading)
      throws IOException {
    try {
      return reading.join();
    } catch (CompletionException e) {
      throw new IOException("the request that was reading the file failed", e.getCause());
    }
  }

  private @Nullable Content inMemory(Located file) {
    synchronized (lock) {
      Entry entry = entries.get(file.key());
      if (entry != null && entry.stamp.equals(file.stamp())) {
        return entry.content;
      }
      Seen before = seen(file);
      byte[] array = before == null ? null : before.array.get();
      if (before == null || array == null) {
        return null;
      }
      Content content = contentOf(before.tag, array);
      keep(file, content);
      return content;
    }
  }

  private static Content contentOf(EntityTag tag, byte[] array) {
    return new Content(tag, ByteBuffer.wrap(array).asReadOnlyBuffer());
  }

  /** Under the lock. */
  private @Nullable Seen seen(Located file) {
    Seen before = seen.get(file.key());
    return before != null && before.stamp.equals(file.stamp()) ? before : null;
  }

  private Optional<Content> read(Located file) throws IOException {
    if (file.size() > maxFileBytes) {
      return Optional.empty();
    }
    byte[] array;
    try (InputStream in = file.opener().open()) {
      array = in.readNBytes(maxFileBytes);
      if (in.read() >= 0) {
        return Optional.empty();
      }
    }
    Content content = contentOf(tagOf(array), array);
    synchronized (lock) {
      remember(file, new Seen(file.stamp(), content.tag(), new WeakReference<>(array)));
      keep(file, content);
    }
    return Optional.of(content);
  }

  private static EntityTag tagOf(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      byte[] enough = Arrays.copyOf(hash, 15); // 120 bits, without padding in base64
      return new EntityTag(Base64.getUrlEncoder().encodeToString(enough));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Under the lock. */
  private void remember(Located file, Seen read) {
    seen.put(file.key(), read);
    if (seen.size() > MAX_TAGS) {
      Iterator<Seen> eldest = seen.values().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** Under the lock. */
  private void keep(Located file, Content content) {
    int size = content.bytes().remaining();
    forget(entries.remove(file.key()));
    if (size > maxBytes) {
      return;
    }
    Iterator<Entry> eldest = entries.values().iterator();
    while (bytes + size > maxBytes) {
      Entry entry = eldest.next();
      eldest.remove();
      forget(entry);
    }
    entries.put(file.key(), new Entry(file.stamp(), content));
    bytes += size;
  }

  private void forget(@Nullable Entry entry) {
    if (entry != null) {
      bytes -= entry.content.bytes().remaining();
    }
  }

  boolean somebodyWaitsForATurn() {
    return readings.hasQueuedThreads();
  }

  boolean keeps(String key) {
    synchronized (lock) {
      return entries.containsKey(key);
    }
  }

  long bytes() {
    synchronized (lock) {
      return bytes;
    }
  }
}
