package io.roomcast.bench.wire;

/** Makes WebSocket frames (RFC 6455, section 5.2): whole messages, no extension. */
public final class Frames {
  /** Opcodes. */
  public static final int TEXT = 0x1, BINARY = 0x2, CLOSE = 0x8, PING = 0x9, PONG = 0xA;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;

  private Frames() {}

  /** A frame as servers send it. */
  public static byte[] fromServer(int opcode, byte[] payload) {
    int head = head(payload.length);
    byte[] frame = new byte[head + payload.length];
    writeHead(frame, opcode, payload.length, 0);
    System.arraycopy(payload, 0, frame, head, payload.length);
    return frame;
  }

  /** A frame as clients send it. */
  public static byte[] fromClient(int opcode, byte[] payload, int maskingKey) {
    int head = head(payload.length);
    byte[] frame = new byte[head + 4 + payload.length];
    writeHead(frame, opcode, payload.length, MASKED);
    for (int i = 0; i < 4; i++) {
      frame[head + i] = (byte) (maskingKey >>> (24 - 8 * i));
    }
    System.arraycopy(payload, 0, frame, head + 4, payload.length);
    mask(frame, head + 4, payload.length, maskingKey);
    return frame;
  }

  static void mask(byte[] bytes, int offset, int length, int maskingKey) {
    for (int i = 0; i < length; i++) {
      bytes[offset + i] ^= (byte) (maskingKey >>> (24 - 8 * (i & 3)));
    }
  }

  private static int head(int length) {
    return length < 126 ? 2 : length < 65_536 ? 4 : 10;
  }

  private static void writeHead(byte[] frame, int opcode, int length, int masked) {
    frame[0] = (byte) (FIN | opcode);
    if (length < 126) {
      frame[1] = (byte) (masked | length);
    } else if (length < 65_536) {
      frame[1] = (byte) (masked | 126);
      frame[2] = (byte) (length >>> 8);
      frame[3] = (byte) length;
    } else {
      frame[1] = (byte) (masked | 127);
      for (int i = 0; i < 8; i++) {
        frame[2 + i] = (byte) ((long) length >>> (56 - 8 * i));
      }
    }
  }
}
