package io.roomcast.spi.transport.deflate;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate on one WebSocket connection, as it was agreed on with the client. None of the
 * methods waits for anything.
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
 */
public final class DeflateExtension implements AutoCloseable {
  private static final String HEADER = "Sec-WebSocket-Extensions";

  private final Agreement agreement;
  private final int threshold;
  private final int maxMessageBytes;

  private final Object compressing = new Object();
  private @Nullable Deflater deflater; // guarded by compressing; only with context takeover
  private volatile boolean closed; // set under compressing
  private @Nullable Inflater inflater; // confined to the receiving thread; likewise

  private DeflateExtension(Agreement agreement, int threshold, int maxMessageBytes) {
    this.agreement = agreement;
    this.threshold = threshold;
    this.maxMessageBytes = maxMessageBytes;
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
        .map(it -> new DeflateExtension(it, options.threshold(), maxMessageBytes));
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
   * Compresses a message, on the calling thread. Thread-safe.
   *
   * @param message one that it {@link #compresses}
   * @return the payload of a frame with RSV1; empty where the message is to be sent as it is, since
   *     it does not shrink or the connection has ended
   */
  public Optional<ByteBuffer> compress(OutboundMessage message) {
    if (isShared()) {
      return Deflation.alone(message.payload());
    }
    synchronized (compressing) {
      if (closed) {
        return Optional.empty();
      }
      Deflater mine = deflater;
      if (mine == null) {
        mine = Deflation.newDeflater();
        deflater = mine;
      }
      return Optional.of(Deflation.deflate(mine, message.payload()));
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
      if (closed) {
        throw InflateException.malformed(); // nobody hears of it any more
      }
      mine = Inflation.newInflater();
      inflater = mine;
    }
    return Inflation.next(mine, payload, maxMessageBytes);
  }

  /**
   * Frees native memory, and takes none any more. Called on the thread that {@link #inflate} is
   * called on; may be called while other threads {@link #compress}, and again.
   */
  @Override
  public void close() {
    synchronized (compressing) {
      closed = true;
      Deflater sending = deflater;
      deflater = null;
      if (sending != null) {
        sending.end();
      }
    }
    Inflater receiving = inflater;
    inflater = null;
    if (receiving != null) {
      receiving.end();
    }
  }

  /** To be asked when nothing is going on. */
  boolean holdsNativeMemory() {
    synchronized (compressing) {
      return deflater != null || inflater != null;
    }
  }
}
