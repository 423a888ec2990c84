package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.wire.HandshakeThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS between the queues of a connection and its socket. The library goes on reading what arrives,
 * which is ciphertext now; it is decrypted where the event loop takes it off the inbound queue, and
 * encrypted where the loop writes. So both queues, back-pressure and fairness are those of plain
 * connections, and the engine is touched by one thread at a time.
 *
 * <ul>
 *   <li><b>In.</b> One record at a time, and only when the one before has been consumed: what is
 *       decrypted and not wanted is at most a record. While the engine has something to say,
 *       nothing is decrypted, so a peer that makes it talk and does not read cannot pile up
 *       anything.
 *   <li><b>Out.</b> What is queued is gathered into a record of up to 16 KiB and written; the next
 *       record is made when the system has taken this one as a whole. Its plaintext counts as
 *       queued until then.
 *   <li><b>Handshake.</b> The engine is made when the first byte has come, and that and its tasks
 *       are done by the threads of the {@link TlsRun}. The engine is lent to them: in the meantime
 *       input stays parked.
 * </ul>
 */
final class TlsWire implements Wire {
  private static final Logger log = LoggerFactory.getLogger(TlsWire.class);
  private static final int RECORD_BYTES = 16 * 1024;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private enum Phase {
    /** The peer has said nothing, or the engine is being made. */
    SILENT,
    HANDSHAKE,
    ESTABLISHED,
    /** The peer has said that nothing more comes. */
    PEER_DONE,
    /** The peer cannot be understood any more, or was not let in. */
    FAILED
  }

  private final Connection connection;
  private final TlsRun run;
  private final HandshakeThreads.Line tasks;
  private final RecordReader records = new RecordReader();
  private Phase phase = Phase.SILENT;
  private @Nullable TlsEngine engine;

  /** The engine is with another thread. */
  private boolean lent;

  /** Decrypted, and not wanted yet. */
  private @Nullable ByteBuffer parked;

  /** Encrypted, and not yet taken by the system. */
  private @Nullable ByteBuffer sealed;

  /** How many queued bytes {@link #sealed} carries. */
  private int sealedPayload;

  TlsWire(Connection connection, TlsRun run) {
    this.connection = connection;
    this.run = run;
    this.tasks = run.threads().line();
  }

  @Override
  public boolean isSecure() {
    return true;
  }

  private TlsBuffers buffers() {
    return connection.loop().tlsBuffers();
  }

  // ---- input ----

  @Override
  public void resume() {
    ByteBuffer bytes = parked;
    if (bytes != null) {
      feed(bytes);
      if (!bytes.hasRemaining()) {
        parked = null;
      }
    }
  }

  @Override
  public boolean wantsInput() {
    TlsEngine open = engine;
    return ignoresInput() || (!lent && parked == null && (open == null || !open.mustWrite()));
  }

  private boolean ignoresInput() {
    return phase == Phase.PEER_DONE || phase == Phase.FAILED;
  }

  @Override
  public void input(ByteBuffer bytes) {
    TlsEngine open = engine;
    if (ignoresInput()) {
      bytes.position(bytes.limit());
    } else if (open == null) {
      begin(bytes.get(bytes.position()));
    } else {
      ByteBuffer plain = decrypt(open, bytes);
      feed(plain);
      if (plain.hasRemaining() && connection.isOpen()) {
        parked = ByteBuffer.allocate(plain.remaining()).put(plain).flip();
      }
    }
  }

  private void begin(byte first) {
    if (first == RecordReader.HANDSHAKE) {
      lend(run::newEngine);
    } else {
      fail(new SSLException("it does not begin with a TLS handshake"));
    }
  }

  private ByteBuffer decrypt(TlsEngine open, ByteBuffer bytes) {
    try {
      ByteBuffer record = records.next(bytes, buffers().record());
      if (record == null) {
        return NOTHING;
      }
      if (open.isRenegotiation(record)) {
        throw new SSLException("renegotiation is refused");
      }
      ByteBuffer plain = open.unwrap(record, buffers());
      if (open.isInboundDone()) {
        phase = Phase.PEER_DONE;
        connection.peerClosed();
      }
      goOn(open);
      return plain;
    } catch (SSLException | RuntimeException e) { // the latter from trust managers of the user
      fail(e);
      return NOTHING;
    }
  }

  private void feed(ByteBuffer plain) {
    while (plain.hasRemaining() && connection.isOpen() && connection.protocol().wantsInput()) {
      connection.protocol().input(plain);
    }
  }

  @Override
  public int parkedBytes() {
    ByteBuffer bytes = parked;
    return bytes == null ? 0 : bytes.remaining();
  }

  /** Nobody waits for the end of a handshake; so tasks that wait cannot keep the dead. */
  @Override
  public boolean endsAtOnce() {
    return phase == Phase.SILENT || phase == Phase.HANDSHAKE;
  }

  @Override
  public @Nullable Throwable truncation() {
    return phase == Phase.HANDSHAKE || phase == Phase.ESTABLISHED
        ? new SSLException("the peer closed the connection without a close_notify")
        : null;
  }

  // ---- handshake ----

  /** Sees to what the engine asks for after it has heard something. */
  private void goOn(TlsEngine open) {
    advance(open);
    if (!lent && open.mustWrite()) {
      connection.scheduleFlush();
    }
  }

  private void advance(TlsEngine open) {
    if (phase == Phase.HANDSHAKE && open.isEstablished()) {
      phase = Phase.ESTABLISHED;
    }
    if (open.tasksDue()) {
      lend(
          () -> {
            open.runTasks();
            return open;
          });
    }
  }

  private void lend(Supplier<TlsEngine> work) {
    lent = true;
    try {
      tasks.execute(() -> work(work));
    } catch (RejectedExecutionException e) {
      lent = false;
      fail(new SSLException("too many handshakes wait, or the server stops", e));
    }
  }

  /** On a thread of the run. */
  private void work(Supplier<TlsEngine> work) {
    try {
      TlsEngine back = work.get();
      connection.loop().execute(() -> takeBack(back, null));
    } catch (Throwable t) { // an error, too: else the connection would wait for its deadline
      connection.loop().execute(() -> takeBack(null, t));
    }
  }

  private void takeBack(@Nullable TlsEngine back, @Nullable Throwable failure) {
    lent = false;
    if (!connection.isOpen()) {
      return;
    }
    if (back != null) {
      engine = back;
      phase = phase == Phase.SILENT ? Phase.HANDSHAKE : phase;
      goOn(back);
      connection.pump();
    } else if (failure != null) {
      if (phase == Phase.SILENT) {
        run.log().noContext(failure);
      }
      fail(new SSLException("the handshake cannot go on", failure));
    }
  }

  private void fail(Exception failure) {
    boolean established = phase == Phase.ESTABLISHED;
    phase = Phase.FAILED;
    run.log().refused(connection, String.valueOf(failure.getMessage()));
    if (established) {
      connection.close(failure);
    } else {
      connection.finish(true); // so that the peer can read the alert
    }
  }

  // ---- output ----

  @Override
  public Progress write() throws IOException {
    ByteBuffer cipher = sealed;
    int payload = sealedPayload;
    boolean fresh = cipher == null;
    if (cipher == null) {
      TlsEngine open = engine;
      if (open == null || lent) {
        return Progress.DONE;
      }
      try {
        ByteBuffer plain = payload();
        int before = plain.remaining();
        cipher = seal(open, plain);
        payload = before - plain.remaining();
      } catch (SSLException | RuntimeException e) {
        return sealingFailed(e);
      }
      if (!cipher.hasRemaining()) {
        return Progress.DONE;
      }
    }
    int written = connection.channel().write(cipher);
    boolean full = cipher.hasRemaining();
    if (full) {
      sealed = fresh ? copy(cipher) : cipher;
      sealedPayload = payload;
      payload = 0;
    } else {
      sealed = null;
    }
    if (written > 0) {
      connection.onWritten(payload);
    }
    return full ? Progress.FULL : Progress.MORE;
  }

  private ByteBuffer payload() {
    if (phase != Phase.ESTABLISHED && phase != Phase.PEER_DONE) {
      return NOTHING;
    }
    ByteBuffer plain = connection.loop().scratch().limit(RECORD_BYTES);
    connection.out().peekInto(plain);
    return plain.flip();
  }

  private ByteBuffer seal(TlsEngine open, ByteBuffer plain) throws SSLException {
    boolean inputWaits = open.mustWrite();
    ByteBuffer cipher = open.wrap(plain, buffers());
    advance(open);
    if (inputWaits) {
      connection.schedulePump();
    }
    return cipher;
  }

  private Progress sealingFailed(Exception failure) {
    if (phase == Phase.FAILED) { // not even the alert can be sent
      connection.close(failure);
      return Progress.DONE;
    }
    fail(failure);
    return Progress.MORE; // the alert
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  // ---- end ----

  @Override
  public boolean endOutput() {
    TlsEngine open = engine;
    if (open == null || lent || phase == Phase.FAILED || !open.isEstablished()) {
      return false;
    }
    open.closeOutbound();
    return open.mustWrite();
  }

  @Override
  public void lastWords(boolean orderly) {
    TlsEngine open = engine;
    boolean farewell = orderly && endOutput();
    boolean alert = phase == Phase.FAILED && !lent;
    if (open == null || sealed != null || !(farewell || alert)) {
      return;
    }
    try {
      int unused = connection.channel().write(open.wrap(NOTHING, buffers()));
    } catch (IOException | RuntimeException e) {
      log.debug("{} ended without a farewell", connection, e);
    }
  }

  @Override
  public void closed() {
    tasks.close();
    engine = null;
    parked = null;
    sealed = null;
  }
}
