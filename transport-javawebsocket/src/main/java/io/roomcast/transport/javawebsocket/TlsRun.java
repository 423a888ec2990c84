package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.wire.HandshakeThreads;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;

/** What the TLS connections of one run share: the configuration, the threads, and the log. */
final class TlsRun {
  private final Tls tls;
  private final HandshakeThreads threads;
  private final TlsLog log = new TlsLog(LoggerFactory.getLogger(TlsWire.class), System::nanoTime);

  /** {@code threads} do the expensive part of handshakes and run the user's managers. */
  TlsRun(Tls tls, HandshakeThreads threads) {
    this.tls = tls;
    this.threads = threads;
  }

  /** A new engine, from the context that is current now. Runs code of the user. */
  TlsEngine newEngine() {
    try {
      return new TlsEngine(tls.newEngine());
    } catch (SSLException e) {
      throw new IllegalStateException("the SSLContext makes engines that cannot begin", e);
    }
  }

  HandshakeThreads threads() {
    return threads;
  }

  TlsLog log() {
    return log;
  }
}
