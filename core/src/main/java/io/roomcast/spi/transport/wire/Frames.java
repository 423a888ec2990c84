package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import java.nio.ByteBuffer;

/**
 * Makes the frames that a server sends, whole and unmasked, in the form in which a transport keeps
 * them. A message remembers its frame, so however many connections of the transport send it, it is
 * made once. Thread-safe; one for all connections of a transport.
 *
 * <pre>{@code
 * static final Frames<ByteBuffer> FRAMES =
 *     new Frames<>(
 *         (first, payload) ->
 *             FrameHeader.of(first, payload.remaining(), payload.remaining()).put(payload).flip());
 * }</pre>
 *
 * @param <F> a frame, as the transport keeps it
 */
public final class Frames<F> {
  /**
   * Makes one frame.
   *
   * @param <F> a frame, as the transport keeps it
   */
  @FunctionalInterface
  public interface Form<F> {
    /**
     * Makes one. Any thread asks.
     *
     * @param first the first byte: the opcode and its flags
     * @param payload read to its end, or kept: it does not change
     * @return what may be queued for any number of connections
     */
    F frame(int first, ByteBuffer payload);
  }

  private final Form<F> form;

  /** Under these keys a message remembers its frames. */
  private final Object plain = new Object();

  private final Object compressed = new Object();

  /**
   * Frames in a transport's form.
   *
   * @param form makes them
   */
  public Frames(Form<F> form) {
    this.form = form;
  }

  /**
   * The frame of a message.
   *
   * @param message what is sent
   * @return made once, shared by all receivers
   */
  public F of(OutboundMessage message) {
    return message.encoded(plain, it -> form.frame(opcode(it), it.payload()));
  }

  /**
   * As {@link #of}, compressed as everybody may have it who shares frames.
   *
   * @param message what is sent
   * @param deflate of one of the receivers
   * @return made once, shared by all receivers
   */
  public F sharedCompressed(OutboundMessage message, DeflateExtension deflate) {
    return message.encoded(compressed, it -> compressed(it, deflate));
  }

  /**
   * The compressed frame of a message; the plain one where it is to be sent as it is.
   *
   * @param message what is sent
   * @param deflate the receiver's
   * @return the receiver's own
   */
  public F compressed(OutboundMessage message, DeflateExtension deflate) {
    return deflate
        .compress(message)
        .map(payload -> form.frame(FrameHeader.RSV1 | opcode(message), payload))
        .orElseGet(() -> of(message));
  }

  private static int opcode(OutboundMessage message) {
    return message.isText() ? FrameHeader.TEXT : FrameHeader.BINARY;
  }

  /**
   * A pong.
   *
   * @param payload the ping's
   * @return the receiver's own
   */
  public F pong(ByteBuffer payload) {
    return form.frame(FrameHeader.PONG, payload);
  }

  /**
   * A close frame.
   *
   * @param code 1005 for a frame without a code
   * @param reason cut to what fits
   * @return the receiver's own
   */
  public F close(int code, String reason) {
    return form.frame(FrameHeader.CLOSE, FrameHeader.closePayload(code, reason));
  }
}
