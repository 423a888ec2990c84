package io.roomcast.internal.engineio;

import io.roomcast.engineio.HttpCompression;
import io.roomcast.http.ContentCoding;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.zip.Deflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends payloads to polls, compressed where the client wants it and it is worth it (EIO-47).
 *
 * <p>A short payload is compressed where it is sent, which may be an I/O thread or one that
 * broadcasts. A longer one is compressed by {@link CompressionThreads}, or sent as it is where they
 * have too much to do. What many receive as the only packet of their payload is compressed once for
 * all of them.
 */
final class PollAnswers {
  /** What an I/O thread compresses itself. */
  static final int MAX_INLINE_BYTES = 4 * 1024;

  private static final Logger log = LoggerFactory.getLogger(PollAnswers.class);
  private static final ByteBuffer NOT_COMPRESSED = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final Headers VARY = Headers.of("Vary", "Accept-Encoding");

  private final Optional<HttpCompression> compression;
  private final BooleanSupplier ending;
  private final Executor elsewhere;

  PollAnswers(Optional<HttpCompression> compression, BooleanSupplier ending) {
    this(compression, ending, CompressionThreads.SHARED);
  }

  /**
   * {@code ending} says whether the server is; {@code elsewhere} compresses long payloads, and may
   * refuse to.
   */
  PollAnswers(Optional<HttpCompression> compression, BooleanSupplier ending, Executor elsewhere) {
    this.compression = compression;
    this.ending = ending;
    this.elsewhere = elsewhere;
  }

  /**
   * The headers of the answer by which a session ends. Where that is because the server does, the
   * connection ends, too: by another one the client may come to another server. Not earlier, for so
   * it could lose the session that it is to be given its queue of.
   */
  Headers ofLast() {
    return ending.getAsBoolean() ? Answers.last(Headers.none()) : Headers.none();
  }

  /**
   * Answers with a payload and its headers; {@code compressible} says whether one of its packets
   * may be compressed. Throws nothing.
   */
  CompletionStage<Void> send(
      Exchange exchange, Headers own, OutboundPayload payload, boolean compressible) {
    if (!compressible
        || compression.isEmpty()
        || payload.length() < compression.get().threshold()) {
      return Answers.payload(exchange, own, payload.bytes());
    }
    Headers headers = own.plus(VARY);
    ContentCoding coding = ContentCoding.preferredBy(exchange.headers());
    if (coding == ContentCoding.IDENTITY) {
      return Answers.payload(exchange, headers, payload.bytes());
    }
    return payload
        .compressed(coding, () -> compress(payload.bytes(), coding))
        .thenApply(bytes -> answer(exchange, headers, payload, bytes.duplicate(), coding))
        .thenCompose(Function.identity());
  }

  private static CompletionStage<Void> answer(
      Exchange exchange,
      Headers headers,
      OutboundPayload payload,
      ByteBuffer encoded,
      ContentCoding coding) {
    return encoded.hasRemaining() && encoded.remaining() < payload.length()
        ? Answers.payload(
            exchange, headers.plus(Headers.of("Content-Encoding", coding.token())), encoded)
        : Answers.payload(exchange, headers, payload.bytes());
  }

  /** Never fails: where it cannot be done, the result is {@link #NOT_COMPRESSED}. */
  private CompletableFuture<ByteBuffer> compress(ByteBuffer payload, ContentCoding coding) {
    if (payload.remaining() <= MAX_INLINE_BYTES) {
      return CompletableFuture.completedFuture(compressed(payload, coding));
    }
    CompletableFuture<ByteBuffer> later = new CompletableFuture<>();
    try {
      elsewhere.execute(() -> later.complete(compressed(payload, coding)));
    } catch (RejectedExecutionException | OutOfMemoryError busy) { // or no thread is to be had
      later.complete(NOT_COMPRESSED);
    }
    return later;
  }

  private static ByteBuffer compressed(ByteBuffer payload, ContentCoding coding) {
    try {
      return coding.encode(payload.duplicate(), Deflater.BEST_SPEED).asReadOnlyBuffer();
    } catch (RuntimeException | Error failure) { // no native memory; the client is answered anyway
      log.warn("A payload of {} bytes could not be compressed", payload.remaining(), failure);
      return NOT_COMPRESSED;
    }
  }
}
