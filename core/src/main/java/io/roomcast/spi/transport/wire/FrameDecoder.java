package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.deflate.InflateException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the frames of a client (RFC 6455, section 5) and assembles its messages. Every rule and
 * limit is checked on the frame's header, before any of its payload is taken; memory grows with
 * what has arrived. Not thread-safe.
 *
 * <pre>{@code
 * FrameDecoder decoder =
 *     new FrameDecoder(limits.maxMessageBytes(), limits.maxFragments(), null, sink);
 * try {
 *   while (input.hasRemaining()) {
 *     decoder.decode(input);
 *   }
 * } catch (ProtocolViolation violation) {
 *   connection.close(violation.code(), violation.reason());
 * }
 * }</pre>
 */
public final class FrameDecoder {
  /** Receives what was decoded. */
  public interface Sink {

    /**
     * A text message.
     *
     * @param text well-formed, within the limit
     */
    void text(String text);

    /**
     * A binary message.
     *
     * @param bytes from now on the receiver's own
     */
    void binary(ByteBuffer bytes);

    /**
     * A ping.
     *
     * @param payload at most 125 bytes, for the pong
     */
    void ping(ByteBuffer payload);

    /**
     * A close frame; nothing that follows it matters.
     *
     * @param code 1005 where it has none
     * @param reason may be empty
     */
    void closed(int code, String reason);
  }

  private static final int MASKED = 0x80;
  private static final int OTHER_RESERVED_BITS = 0x30;
  private static final int MAX_HEADER = 14;

  private final int maxMessageBytes;
  private final int maxFragments;
  private final @Nullable DeflateExtension deflate;
  private final Sink sink;

  private final ByteBuffer header = ByteBuffer.allocate(MAX_HEADER);
  private int headerLength = 2;
  private boolean inPayload;
  private boolean fin;
  private int opcode;
  private int payloadLength;
  private int mask;

  /** The opcode of the message under way; 0 if there is none. */
  private int messageOpcode;

  /** How its payload is compressed; null if it is not. */
  private @Nullable DeflateExtension messageDeflate;

  private int fragments;

  /** Messages that are through, and frames that were part of none. */
  private long finished;

  private final BodyBuffer message = new BodyBuffer();
  private final BodyBuffer control = new BodyBuffer();

  /**
   * A decoder of one connection.
   *
   * @param maxMessageBytes of a message, inflated where it is compressed; beyond it 1009
   * @param maxFragments frames of a message; beyond it 1008
   * @param deflate null where messages must not be compressed
   * @param sink receives messages, pings and the close frame, from inside {@link #decode}
   */
  public FrameDecoder(
      int maxMessageBytes, int maxFragments, @Nullable DeflateExtension deflate, Sink sink) {
    this.maxMessageBytes = maxMessageBytes;
    this.maxFragments = maxFragments;
    this.deflate = deflate;
    this.sink = sink;
  }

  /**
   * Consumes input up to the end of a frame, or all of it.
   *
   * @param input the bytes that came, in any pieces
   * @return how long the message was that ended with it, inflated where it was compressed; 0 if
   *     none did
   * @throws ProtocolViolation where the peer broke a rule or a limit; this decoder is of no use
   *     then
   */
  public int decode(ByteBuffer input) throws ProtocolViolation {
    int length = 0;
    if (!inPayload && readHeader(input)) {
      inPayload = true;
    }
    if (inPayload && readPayload(input)) {
      inPayload = false;
      header.clear();
      headerLength = 2;
      length = endFrame();
      if (messageOpcode == 0) {
        finished++;
      }
    }
    return length;
  }

  /**
   * What has come in part: a message, be it between two of its frames, or a frame that is part of
   * none. Where something is unfinished for too long, {@link ProtocolViolation#unfinishedMessage}
   * says so.
   *
   * @return 0 if there is nothing of the kind, else a number that is another one for the next
   */
  public long unfinished() {
    boolean begun = inPayload || messageOpcode != 0 || header.position() > 0;
    return begun ? finished + 1 : 0;
  }

  // ---- header ----

  private boolean readHeader(ByteBuffer input) throws ProtocolViolation {
    while (input.hasRemaining()) {
      header.put(input.get());
      if (header.position() == 2) {
        beginHeader(header.get(0), header.get(1));
      }
      if (header.position() == headerLength) {
        endHeader();
        return true;
      }
    }
    return false;
  }

  private void beginHeader(int first, int second) throws ProtocolViolation {
    fin = (first & FrameHeader.FIN) != 0;
    opcode = first & 0x0F;
    int length = second & 0x7F;
    boolean compressed = (first & FrameHeader.RSV1) != 0;
    if ((first & OTHER_RESERVED_BITS) != 0 || (compressed && !mayBeCompressed())) {
      throw protocolError("reserved bits are set");
    }
    if ((second & MASKED) == 0) {
      throw protocolError("a client must mask its frames");
    }
    switch (opcode) {
      case FrameHeader.CONTINUATION -> {
        if (messageOpcode == 0) {
          throw protocolError("continuation of nothing");
        }
      }
      case FrameHeader.TEXT, FrameHeader.BINARY -> {
        if (messageOpcode != 0) {
          throw protocolError("a message inside another");
        }
        messageDeflate = compressed ? deflate : null;
      }
      case FrameHeader.CLOSE, FrameHeader.PING, FrameHeader.PONG -> {
        if (!fin || length > FrameHeader.MAX_CONTROL_PAYLOAD) {
          throw protocolError("control frames are short and whole");
        }
      }
      default -> throw protocolError("unknown opcode " + opcode);
    }
    int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    headerLength = 2 + extended + 4;
  }

  /** The first frame of a message says it for all of them (RFC 7692, section 6). */
  private boolean mayBeCompressed() {
    return deflate != null && (opcode == FrameHeader.TEXT || opcode == FrameHeader.BINARY);
  }

  private void endHeader() throws ProtocolViolation {
    long length = header.get(1) & 0x7F;
    if (length == 126) {
      length = header.getShort(2) & 0xFFFF;
      requireMinimal(length > 125);
    } else if (length == 127) {
      length = header.getLong(2);
      requireMinimal(length < 0 || length > 0xFFFF);
    }
    mask = header.getInt(headerLength - 4);
    if (opcode < FrameHeader.CLOSE) {
      int limit = messageDeflate == null ? maxMessageBytes : messageDeflate.maxCompressedBytes();
      if (length < 0 || length > limit - message.size()) {
        throw ProtocolViolation.of(
            CloseCodes.TOO_BIG,
            "message is larger than " + maxMessageBytes + " bytes",
            "maxMessageBytes");
      }
      fragments++;
      if (fragments > maxFragments) {
        throw ProtocolViolation.of(
            CloseCodes.POLICY, "message has more than " + maxFragments + " frames", "maxFragments");
      }
      if (opcode != FrameHeader.CONTINUATION) {
        messageOpcode = opcode;
      }
    }
    payloadLength = (int) length;
  }

  private static void requireMinimal(boolean minimal) throws ProtocolViolation {
    if (!minimal) {
      throw protocolError("length is not in its shortest form");
    }
  }

  // ---- payload ----

  private boolean readPayload(ByteBuffer input) {
    int length = Math.min(payloadLength, input.remaining());
    if (length > 0) {
      BodyBuffer target = opcode < FrameHeader.CLOSE ? message : control;
      target.appendUnmasked(input, length, mask);
      mask = Integer.rotateLeft(mask, 8 * (length & 3));
      payloadLength -= length;
    }
    return payloadLength == 0;
  }

  private int endFrame() throws ProtocolViolation {
    switch (opcode) {
      case FrameHeader.PING -> sink.ping(control.take());
      case FrameHeader.PONG -> control.drop();
      case FrameHeader.CLOSE -> close(control.take());
      default -> {
        return fin ? endMessage() : 0;
      }
    }
    return 0;
  }

  private int endMessage() throws ProtocolViolation {
    boolean text = messageOpcode == FrameHeader.TEXT;
    messageOpcode = 0;
    fragments = 0;
    ByteBuffer payload = inflated(message.take());
    int length = payload.remaining();
    if (text) {
      sink.text(utf8(payload));
    } else {
      sink.binary(payload);
    }
    return length;
  }

  private ByteBuffer inflated(ByteBuffer payload) throws ProtocolViolation {
    if (messageDeflate == null) {
      return payload;
    }
    try {
      return messageDeflate.inflate(payload);
    } catch (InflateException e) {
      throw e.closeCode() == CloseCodes.TOO_BIG
          ? ProtocolViolation.of(e.closeCode(), e.reason(), "maxMessageBytes")
          : new ProtocolViolation(e.closeCode(), e.reason());
    }
  }

  private void close(ByteBuffer payload) throws ProtocolViolation {
    if (!payload.hasRemaining()) {
      sink.closed(CloseCodes.NONE, "");
      return;
    }
    if (payload.remaining() == 1) {
      throw protocolError("half a close code");
    }
    int code = payload.getShort() & 0xFFFF;
    if (!CloseCodes.isSendable(code)) {
      throw protocolError("not a close code: " + code);
    }
    sink.closed(code, utf8(payload.slice()));
  }

  private static String utf8(ByteBuffer bytes) throws ProtocolViolation {
    String text =
        new String(bytes.array(), bytes.arrayOffset(), bytes.remaining(), StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) { // either sent, or put in place of malformed bytes
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      } catch (CharacterCodingException e) {
        throw new ProtocolViolation(CloseCodes.INVALID_PAYLOAD, "text is not UTF-8");
      }
    }
    return text;
  }

  private static ProtocolViolation protocolError(String reason) {
    return new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, reason);
  }
}
