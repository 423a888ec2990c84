package io.roomcast.internal.engineio;

import io.roomcast.http.ContentCoding;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of a long-polling response and, once they were asked for, its compressed versions.
 * Shared by all receivers of a broadcast, of whom each takes the form of its revision.
 */
final class OutboundPayload {
  private final ByteBuffer bytes;
  private @Nullable Map<ContentCoding, CompletableFuture<ByteBuffer>> compressed; // guarded by this

  /** Takes the bytes over. */
  OutboundPayload(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Read-only, with a position of its own. */
  ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer();
  }

  int length() {
    return bytes.remaining();
  }

  /**
   * What {@code compression} made of it at the first call, or is making yet. All who have it share
   * its position.
   */
  CompletableFuture<ByteBuffer> compressed(
      ContentCoding coding, Supplier<CompletableFuture<ByteBuffer>> compression) {
    CompletableFuture<ByteBuffer> made = new CompletableFuture<>();
    synchronized (this) {
      if (compressed == null) {
        compressed = new EnumMap<>(ContentCoding.class);
      }
      CompletableFuture<ByteBuffer> before = compressed.putIfAbsent(coding, made);
      if (before != null) {
        return before;
      }
    }
    var unused =
        compression
            .get()
            .whenComplete(
                (bytes, failure) -> {
                  if (failure == null) {
                    made.complete(bytes);
                  } else {
                    made.completeExceptionally(failure);
                  }
                });
    return made;
  }
}
