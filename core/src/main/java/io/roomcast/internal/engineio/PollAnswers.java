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
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.zip.Deflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends payloads to polls, compressed where the client wants it and it is worth it (EIO-47).
 *
 * <p>A short payload is compressed where it is sent, which may be an I/O thread; that takes less
 * than a millisecond. A client that has not polled for long may have a long one waiting, so that is
 * compressed in the common pool: it computes and never waits, and a session has one such answer at
 * a time.
 */
final class PollAnswers {
  /** What an I/O thread compresses itself. */
  static final int MAX_INLINE_BYTES = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(PollAnswers.class);
  private static final Headers VARY = Headers.of("Vary", "Accept-Encoding");

  private final Optional<HttpCompression> compression;
  private final Executor elsewhere;

  PollAnswers(Optional<HttpCompression> compression) {
    // without threads of its own the pool would never run it
    this(
        compression,
        ForkJoinPool.getCommonPoolParallelism() > 0 ? ForkJoinPool.commonPool() : Runnable::run);
  }

  /** {@code elsewhere} compresses long payloads. */
  PollAnswers(Optional<HttpCompression> compression, Executor elsewhere) {
    this.compression = compression;
    this.elsewhere = elsewhere;
  }

  /**
   * Answers with a payload and its headers; {@code compressible} says whether one of its packets
   * may be compressed. Throws nothing.
   */
  CompletionStage<Void> send(
      Exchange exchange, Headers own, ByteBuffer payload, boolean compressible) {
    if (!compressible
        || compression.isEmpty()
        || payload.remaining() < compression.get().threshold()) {
      return Answers.payload(exchange, own, payload);
    }
    Headers headers = own.plus(VARY);
    ContentCoding coding = ContentCoding.preferredBy(exchange.headers());
    if (coding == ContentCoding.IDENTITY) {
      return Answers.payload(exchange, headers, payload);
    }
    if (payload.remaining() <= MAX_INLINE_BYTES) {
      return compressed(exchange, headers, payload, coding);
    }
    return CompletableFuture.supplyAsync(
            () -> compressed(exchange, headers, payload, coding), elsewhere)
        .thenCompose(Function.identity());
  }

  private static CompletionStage<Void> compressed(
      Exchange exchange, Headers headers, ByteBuffer payload, ContentCoding coding) {
    ByteBuffer shorter;
    try {
      shorter = coding.encode(payload.duplicate(), Deflater.BEST_SPEED);
    } catch (RuntimeException | Error failure) { // no native memory; the client is answered anyway
      log.warn("A payload of {} bytes could not be compressed", payload.remaining(), failure);
      return Answers.payload(exchange, headers, payload);
    }
    return shorter.remaining() < payload.remaining()
        ? Answers.payload(
            exchange, headers.plus(Headers.of("Content-Encoding", coding.token())), shorter)
        : Answers.payload(exchange, headers, payload);
  }
}
