package io.roomcast.testkit.transport;

import io.roomcast.testkit.peer.PeerFrame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The client's half of permessage-deflate (RFC 7692, section 7.2), written for the checks alone so
 * that a mistake of the library's own half is not made twice. Not thread-safe.
 */
final class DeflateStream implements AutoCloseable {
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final boolean takeover;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);

  /** {@code takeover} says whether messages refer back to earlier ones, in both directions. */
  DeflateStream(boolean takeover) {
    this.takeover = takeover;
  }

  byte[] deflate(byte[] message) {
    deflater.setInput(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[1000];
    int length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
    while (length > 0) {
      out.write(chunk, 0, length);
      length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
    }
    if (!takeover) {
      deflater.reset();
    }
    byte[] whole = out.toByteArray();
    return Arrays.copyOf(whole, whole.length - TAIL.length);
  }

  byte[] inflate(PeerFrame.Compressed message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    inflate(message.payload().bytes(), out);
    inflate(TAIL, out);
    if (!takeover) {
      inflater.reset();
    }
    return out.toByteArray();
  }

  private void inflate(byte[] input, ByteArrayOutputStream out) {
    inflater.setInput(input);
    byte[] chunk = new byte[1000];
    try {
      int length = inflater.inflate(chunk);
      while (length > 0) {
        out.write(chunk, 0, length);
        length = inflater.inflate(chunk);
      }
    } catch (DataFormatException e) {
      throw new AssertionError("the server's message does not inflate", e);
    }
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
  }
}
