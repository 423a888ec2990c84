package io.roomcast.http;

import io.roomcast.http.ResourceLocator.Located;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Contents of files, the most recently used ones kept up to a number of bytes. All requests for a
 * file share one buffer, and files are read one at a time, so that a crowd of requests does not
 * hold a crowd of copies.
 */
final class ContentCache {

  /** What is sent. */
  record Content(EntityTag tag, ByteBuffer bytes) {}

  private record Entry(Object stamp, Content content) {}

  private final int maxFileBytes;
  private final long maxBytes;
  private final ReentrantLock reading = new ReentrantLock();
  private final Object lock = new Object();
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  ContentCache(int maxFileBytes, long maxBytes) {
    this.maxFileBytes = maxFileBytes;
    this.maxBytes = maxBytes;
  }

  /** The content, or empty where it is larger than a file may be. Blocks on reading it. */
  Optional<Content> content(Located file) throws IOException {
    Content cached = cached(file);
    if (cached != null) {
      return Optional.of(cached);
    }
    reading.lock();
    try {
      cached = cached(file); // another one may have read it while this one waited
      if (cached != null) {
        return Optional.of(cached);
      }
      Optional<Content> read = read(file);
      read.ifPresent(content -> keep(file, content));
      return read;
    } finally {
      reading.unlock();
    }
  }

  private @Nullable Content cached(Located file) {
    synchronized (lock) {
      Entry entry = entries.get(file.key());
      return entry != null && entry.stamp.equals(file.stamp()) ? entry.content : null;
    }
  }

  private Optional<Content> read(Located file) throws IOException {
    if (file.size() > maxFileBytes) {
      return Optional.empty();
    }
    byte[] content;
    try (InputStream in = file.opener().open()) {
      content = in.readNBytes(maxFileBytes);
      if (in.read() >= 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new Content(tagOf(content), ByteBuffer.wrap(content).asReadOnlyBuffer()));
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

  private void keep(Located file, Content content) {
    int size = content.bytes().remaining();
    synchronized (lock) {
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
  }

  private void forget(@Nullable Entry entry) {
    if (entry != null) {
      bytes -= entry.content.bytes().remaining();
    }
  }

  long bytes() {
    synchronized (lock) {
      return bytes;
    }
  }
}
