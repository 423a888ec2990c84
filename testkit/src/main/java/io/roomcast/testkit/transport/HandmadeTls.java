package io.roomcast.testkit.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * A TLS client in the hands of one thread: every call blocks, and every step can be left out or
 * done twice. Unlike an SSLSocket it tells whether the server said goodbye.
 */
final class HandmadeTls implements AutoCloseable {
  private final Socket socket = new Socket();
  private final SSLEngine engine;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;
  private final ByteBuffer plain;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private boolean byteByByte;

  /**
   * What came until the end of the connection.
   *
   * @param text decoded from ISO-8859-1
   * @param goodbye whether a close_notify came before the end
   */
  record End(String text, boolean goodbye) {}

  private HandmadeTls(SSLEngine engine) {
    this.engine = engine;
    int record = engine.getSession().getPacketBufferSize();
    this.outgoing = ByteBuffer.allocate(record);
    this.incoming = ByteBuffer.allocate(record).flip();
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  /** A connection on which nothing has been said yet. */
  static HandmadeTls connect(InetSocketAddress address, SSLContext context) throws IOException {
    HandmadeTls tls = new HandmadeTls(client(context));
    tls.socket.setSoTimeout(Math.toIntExact(KitScene.patience().toMillis()));
    tls.socket.connect(address, tls.socket.getSoTimeout());
    return tls;
  }

  /** The first message of a client, as it goes over the wire. */
  static byte[] hello(SSLContext context) throws SSLException {
    SSLEngine engine = client(context);
    engine.beginHandshake();
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), record);
    record.flip();
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    return bytes;
  }

  /**
   * The first message of a client that knows no protocol but an old one, which no library of today
   * would send: with all that a server of that time needs to agree, so that nothing but the version
   * can be wrong with it.
   *
   * @param minor 1 to 3 for TLS 1.0 to 1.2
   */
  static byte[] helloOf(int minor) {
    ByteBuffer extensions = ByteBuffer.allocate(64);
    extensions.putShort((short) 10).putShort((short) 6).putShort((short) 4); // groups
    extensions.putShort((short) 0x0017).putShort((short) 0x0018);
    extensions.putShort((short) 11).putShort((short) 2).put((byte) 1).put((byte) 0); // points
    extensions.putShort((short) 13).putShort((short) 10).putShort((short) 8); // signatures
    extensions.putShort((short) 0x0403).putShort((short) 0x0503);
    extensions.putShort((short) 0x0804).putShort((short) 0x0401);
    extensions.putShort((short) 0xff01).putShort((short) 1).put((byte) 0); // renegotiation
    extensions.flip();
    int[] suites = {0xc02b, 0xc02f, 0xc009, 0xc00a, 0xc013, 0xc014, 0x002f, 0x0035};
    int length = 2 + 32 + 1 + 2 + 2 * suites.length + 2 + 2 + extensions.remaining();
    ByteBuffer hello = ByteBuffer.allocate(5 + 4 + length);
    hello.put((byte) 22).put((byte) 3).put((byte) 1).putShort((short) (4 + length));
    hello.putInt(1 << 24 | length);
    hello.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
    hello.putShort((short) (2 * suites.length));
    for (int suite : suites) {
      hello.putShort((short) suite);
    }
    hello.put((byte) 1).put((byte) 0).putShort((short) extensions.remaining()).put(extensions);
    return hello.array();
  }

  private static SSLEngine client(SSLContext context) {
    SSLEngine engine = context.createSSLEngine("localhost", 0);
    engine.setUseClientMode(true);
    return engine;
  }

  /** Shakes hands; once more where that has been done: renegotiation, or in TLS 1.3 new keys. */
  HandmadeTls handshake() throws IOException {
    engine.beginHandshake();
    while (proceed()) {
      unwrap();
    }
    return this;
  }

  /** From now on each byte leaves on its own. */
  HandmadeTls inSmallPieces() throws IOException {
    socket.setTcpNoDelay(true);
    byteByByte = true;
    return this;
  }

  /** Sends a text inside TLS. */
  void write(String text) throws IOException {
    wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Sends bytes outside TLS. */
  void writeRaw(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    if (!byteByByte) {
      out.write(bytes);
      return;
    }
    for (byte b : bytes) {
      out.write(b);
    }
  }

  /** Takes what comes to the end of the connection without looking into it; how many bytes. */
  long drainRaw() throws IOException {
    long count = 0;
    while (nextByte() >= 0) {
      count++;
    }
    return count;
  }

  /** The next byte outside TLS; of a record its kind, such as 22 for a handshake. -1 at the end. */
  int nextByte() throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  /** Sends a close_notify, and leaves the connection below it open. */
  void sayGoodbye() throws IOException {
    engine.closeOutbound();
    wrap(ByteBuffer.allocate(0));
  }

  /** Ends the sending half of the connection, without a word. */
  void fallSilent() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads up to the first appearance of a text. */
  String readTo(String text) throws IOException {
    while (!received.toString(StandardCharsets.ISO_8859_1).contains(text)) {
      unwrap();
      proceed();
    }
    String all = received.toString(StandardCharsets.ISO_8859_1);
    received.reset();
    return all;
  }

  /** Reads to the end of the connection, or to the server's goodbye. */
  End readToEnd() throws IOException {
    boolean goodbye = false;
    try {
      while (!goodbye) {
        goodbye = unwrap();
        if (!goodbye) {
          proceed(); // a goodbye need not be answered: the server may be gone after its own
        }
      }
    } catch (EOFException | SSLException endOrAlert) {
      goodbye = false;
    }
    return new End(received.toString(StandardCharsets.ISO_8859_1), goodbye);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Does what the handshake asks for, until it is through (false) or waits for the server. */
  private boolean proceed() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          return true;
        }
        case NOT_HANDSHAKING, FINISHED -> {
          return false;
        }
      }
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    do {
      outgoing.clear();
      SSLEngineResult result = engine.wrap(bytes, outgoing);
      writeRaw(Arrays.copyOf(outgoing.array(), outgoing.position()));
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return;
      }
    } while (bytes.hasRemaining());
  }

  /** Takes one record; true where it was the server's goodbye. */
  private boolean unwrap() throws IOException {
    while (true) {
      plain.clear();
      SSLEngineResult result = engine.unwrap(incoming, plain);
      received.write(plain.array(), 0, plain.position());
      switch (result.getStatus()) {
        case OK -> {
          return false;
        }
        case CLOSED -> {
          return true;
        }
        case BUFFER_UNDERFLOW -> fill();
        case BUFFER_OVERFLOW -> throw new SSLException("a record is larger than a record may be");
      }
    }
  }

  private void fill() throws IOException {
    incoming.compact();
    int count =
        socket.getInputStream().read(incoming.array(), incoming.position(), incoming.remaining());
    if (count < 0) {
      incoming.flip();
      throw new EOFException("the connection ended without a close_notify");
    }
    incoming.position(incoming.position() + count).flip();
  }
}
