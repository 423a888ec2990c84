package io.roomcast.transport.javawebsocket;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The server's side of one TLS connection: an {@link SSLEngine}, one step at a time.
 *
 * <p>The JDK's engine holds its lock while a task of the handshake runs, and any call would wait
 * for it. So whoever gives {@link #runTasks} to another thread stays away until it is back.
 */
final class TlsEngine {
  private static final String NEWEST = "TLSv1.3";

  private final SSLEngine engine;
  private boolean established;

  TlsEngine(SSLEngine engine) throws SSLException {
    this.engine = engine;
    engine.beginHandshake();
  }

  /** Whether the handshake is through. */
  boolean isEstablished() {
    return established;
  }

  /** Whether the engine has something to say before it hears or tells anything else. */
  boolean mustWrite() {
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone();
  }

  /** Whether nothing goes on before {@link #runTasks}. */
  boolean tasksDue() {
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
  }

  /** The expensive steps of the handshake. Blocks, and may run the user's trust managers. */
  void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Whether the peer has said that nothing more comes. */
  boolean isInboundDone() {
    return engine.isInboundDone();
  }

  /** Whether the peer begins a second handshake, which only TLS 1.2 and before know. */
  boolean isRenegotiation(ByteBuffer record) {
    return established
        && record.get(record.position()) == RecordReader.HANDSHAKE
        && !engine.getSession().getProtocol().equals(NEWEST);
  }

  /** Decrypts one whole record, in place; the result lies in the loop's buffer. */
  ByteBuffer unwrap(ByteBuffer record, TlsBuffers buffers) throws SSLException {
    ByteBuffer plain = buffers.plain(engine.getSession().getApplicationBufferSize());
    SSLEngineResult result = engine.unwrap(record, plain);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) { // the session has just grown its sizes
      plain = buffers.plain(engine.getSession().getApplicationBufferSize());
      result = engine.unwrap(record, plain);
    }
    if (record.hasRemaining() && result.getStatus() != Status.CLOSED) {
      throw new SSLException("a record was not taken as a whole: " + result.getStatus());
    }
    note(result);
    return plain.flip();
  }

  /**
   * Encrypts, behind what the engine itself has to say. Full records where there is enough.
   *
   * @return what was encrypted, in the loop's buffer; {@code plain} advances as it is taken
   */
  ByteBuffer wrap(ByteBuffer plain, TlsBuffers buffers) throws SSLException {
    int record = engine.getSession().getPacketBufferSize();
    ByteBuffer cipher = buffers.cipher(2 * record); // so that a flight of the handshake fits
    while (cipher.remaining() >= record && (plain.hasRemaining() || mustWrite())) {
      SSLEngineResult result = engine.wrap(plain, cipher);
      note(result);
      boolean idle =
          result.bytesProduced() == 0
              && result.bytesConsumed() == 0
              && result.getHandshakeStatus() != HandshakeStatus.FINISHED;
      if (idle) {
        break;
      }
    }
    return cipher.flip();
  }

  private void note(SSLEngineResult result) {
    if (!established && result.getStatus() == Status.OK) {
      established =
          result.getHandshakeStatus() == HandshakeStatus.FINISHED
              || engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }
  }

  /** Says close_notify next; nothing is encrypted behind it. */
  void closeOutbound() {
    engine.closeOutbound();
  }
}
