package io.roomcast.transport.javawebsocket;

import java.nio.ByteBuffer;

/**
 * The buffers that TLS needs for one step on one event loop. Whatever is left over after the step
 * is copied by whoever owns it, so a connection that rests owns no buffer at all.
 *
 * <p>They are on the heap, where the JDK's ciphers are fastest.
 */
final class TlsBuffers {
  private final ByteBuffer record = ByteBuffer.allocate(RecordReader.MAX_RECORD);
  private ByteBuffer plain = ByteBuffer.allocate(0);
  private ByteBuffer cipher = ByteBuffer.allocate(0);

  /** For a record that came in pieces. */
  ByteBuffer record() {
    return record.clear();
  }

  /** For what was decrypted. */
  ByteBuffer plain(int capacity) {
    if (plain.capacity() < capacity) {
      plain = ByteBuffer.allocate(capacity);
    }
    return plain.clear();
  }

  /** For what was encrypted. */
  ByteBuffer cipher(int capacity) {
    if (cipher.capacity() < capacity) {
      cipher = ByteBuffer.allocate(capacity);
    }
    return cipher.clear();
  }
}
