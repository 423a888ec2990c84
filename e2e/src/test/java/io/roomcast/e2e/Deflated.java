package io.roomcast.e2e;

import io.roomcast.testkit.peer.RawFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.Deflater;

/** What clients send that have agreed on permessage-deflate (RFC 7692). */
final class Deflated {
  private static final int COMPRESSED = 4; // the first reserved bit
  private static final int TAIL = 4; // which is not sent

  private Deflated() {}

  /** Such a client, in the main namespace. */
  static RawClient joined(Target target) throws IOException {
    RawClient client = target.connect();
    client.upgrade("", "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    client.readFrame();
    client.frame("40");
    Target.readPacket(client, "40{");
    return client;
  }

  /** A message in one frame. */
  static byte[] frame(int opcode, byte[] message) {
    return RawFrame.of(opcode, deflated(message)).reserved(COMPRESSED).bytes();
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[10_000];
    int length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
    while (length > 0) {
      out.write(piece, 0, length);
      length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
    }
    deflater.end();
    return Arrays.copyOf(out.toByteArray(), out.size() - TAIL);
  }
}
