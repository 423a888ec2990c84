package io.roomcast.spi.transport.deflate;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate on one WebSocket connection, as it was agreed on with the client. No method
 * waits, but for {@link #compress} where it is not {@linkplain #isShared() shared}: there it lets
 * another thread finish the message that it compresses for this same connection.
 *
 * <p>What a transport does with it:
 *
 * <ul>
 *   <li>At the upgrade it calls {@link #negotiate} and, where there is an agreement, answers with
 *       {@link #responseValue()} as {@code Sec-WebSocket-Extensions}.
 *   <li>A message for which {@link #compresses} is true goes out in one frame with RSV1 set and the
 *       payload that {@link #compress} makes. Where {@link #isShared()} the frame is the same for
 *       all connections and remembered through {@link OutboundMessage#encoded}. Otherwise frames
 *       must leave in the order in which {@link #compress} was called.
 *   <li>RSV1 on the first frame of a client's message says that the message is compressed: when it
 *       is complete, and no longer than {@link #maxCompressedBytes()}, {@link #inflate} reads it;
 *       then text is checked to be UTF-8. RSV1 on any other frame, or without an agreement, is a
 *       protocol error (1002).
 *   <li>At the end of the connection, whatever the cause, it calls {@link #close()}.
 * </ul>
 *
 * <pre>{@code
 * Optional<DeflateExtension> deflate = limits.perMessageDeflate().flatMap(options ->
 *     DeflateExtension.negotiate(options, exchange.headers(), limits.maxMessageBytes()));
 * String extensions = deflate.map(DeflateExtension::responseValue).orElse(null);
 * }</pre>
 */
public final class DeflateExtension implements AutoCloseable {
  private static final String HEADER = "Sec-WebSocket-Extensions";

  private final Agreement agreement;
  private final int threshold;
  private final int maxMessageBytes;

  private final Supplier<Deflater> deflaters;

  private final ReentrantLock compressing = new ReentrantLock();
  private @Nullable Deflater deflater; // guarded by compressing; only with context takeover

  /** Nothing is compressed any more; whoever holds the lock then frees the deflater. */
  private volatile boolean sendingEnded;

  private @Nullable Inflater inflater; // confined to the receiving thread; likewise
  private boolean receivingEnded; // confined to it, too

  DeflateExtension(
      Agreement agreement, int threshold, int maxMessageBytes, Supplier<Deflater> deflaters) {
    this.agreement = agreement;
    this.threshold = threshold;
    this.maxMessageBytes = maxMessageBytes;
    this.deflaters = deflaters;
  }

  /**
   * Chooses among what the client offers. An offer with a parameter that is unknown, invalid or
   * there twice is declined, and the next one looked at; a malformed header offers nothing.
   *
   * @param options what this server is willing to do
   * @param request the headers of the opening handshake
   * @param maxMessageBytes what a message may inflate to
   * @return empty where there is nothing to agree on, so that no frame may have RSV1
   */
  public static Optional<DeflateExtension> negotiate(
      PerMessageDeflate options, Headers request, int maxMessageBytes) {
    return Agreement.of(options, ExtensionOffers.parse(request.all(HEADER)))
        .map(
            it ->
                new DeflateExtension(
                    it, options.threshold(), maxMessageBytes, Deflation::newDeflater));
  }

  /**
   * What is answered.
   *
   * @return the value of {@code Sec-WebSocket-Extensions}
   */
  public String responseValue() {
    return agreement.responseValue();
  }

  /**
   * Whether a message is to be compressed. Thread-safe.
   *
   * @param message on its way to this connection
   * @return false where it is too small, or {@linkplain OutboundMessage#compress() not to be}
   */
  public boolean compresses(OutboundMessage message) {
    int length = message.length();
    return message.compress()
        && length > 0
        && length >= threshold
        && length <= agreement.maxCompressible();
  }

  /**
   * Whether what {@link #compress} makes depends on the message alone.
   *
   * @return false where the server's context takeover was agreed on
   */
  public boolean isShared() {
    return !agreement.serverTakeover();
  }

  /**
   * Compresses a message, on the calling thread. Thread-safe. With context takeover messages depend
   * on each other, so a caller waits for one that is at it already: for as long as compressing that
   * one's message takes, which is about as long as its own will.
   *
   * <p>Where compressing fails (memory runs out), the failure is the caller's, the message is not
   * sent, and with context takeover nothing is compressed any more: the client could not follow.
   *
   * @param message one that it {@link #compresses}
   * @return the payload of a frame with RSV1; empty where the message is to be sent as it is, since
   *     it does not shrink, the connection has ended, or compressing has failed before
   */
  public Optional<ByteBuffer> compress(OutboundMessage message) {
    if (isShared()) {
      return Deflation.alone(message.payload());
    }
    compressing.lock();
    try {
      return sendingEnded ? Optional.empty() : Optional.of(next(message));
    } finally {
      compressing.unlock();
      freeDeflaterIfEnded(); // after the lock, as close may have come between
    }
  }

  private ByteBuffer next(OutboundMessage message) {
    boolean whole = false;
    try {
      Deflater mine = deflater;
      if (mine == null) {
        mine = deflaters.get();
        deflater = mine;
      }
      ByteBuffer payload = Deflation.deflate(mine, message.payload());
      whole = true;
      return payload;
    } finally {
      if (!whole) { // it refers back to what the client never gets
        sendingEnded = true;
      }
    }
  }

  /** Without waiting: whoever has the lock comes here after it. */
  private void freeDeflaterIfEnded() {
    if (sendingEnded && compressing.tryLock()) {
      try {
        Deflater sending = deflater;
        deflater = null;
        if (sending != null) {
          sending.end();
        }
      } finally {
        compressing.unlock();
      }
    }
  }

  /**
   * What a compressed message may be long: what does not shrink grows a little.
   *
   * @return bytes, over which the connection is closed with 1009
   */
  public int maxCompressedBytes() {
    return (int) Math.min(Integer.MAX_VALUE - 8L, maxMessageBytes + maxMessageBytes / 8L + 64);
  }

  /**
   * Inflates a message. Not thread-safe: called with one message after the other.
   *
   * @param payload of all its frames; used up
   * @return a buffer of the caller's own, backed by an array
   * @throws InflateException if it is malformed, or larger than a message may be; then the
   *     connection is to be closed
   */
  public ByteBuffer inflate(ByteBuffer payload) throws InflateException {
    if (!agreement.clientTakeover()) {
      return Inflation.alone(payload, maxMessageBytes);
    }
    Inflater mine = inflater;
    if (mine == null) {
      if (receivingEnded) {
        throw InflateException.malformed(); // nobody hears of it any more
      }
      mine = Inflation.newInflater();
      inflater = mine;
    }
    return Inflation.next(mine, payload, maxMessageBytes);
  }

  /**
   * Frees native memory, and takes none any more. Called on the thread that {@link #inflate} is
   * called on; may be called while other threads {@link #compress}, and again. It does not wait for
   * them: the memory of a thread that is compressing is freed by that thread.
   */
  @Override
  public void close() {
    sendingEnded = true;
    freeDeflaterIfEnded();
    receivingEnded = true;
    Inflater receiving = inflater;
    inflater = null;
    if (receiving != null) {
      receiving.end();
    }
  }

  /** To be asked when nothing is going on. */
  boolean holdsNativeMemory() {
    compressing.lock();
    try {
      return deflater != null || inflater != null;
    } finally {
      compressing.unlock();
    }
  }
}
