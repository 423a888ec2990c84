package io.roomcast.transport.netty;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** What engines of TLS do behind the back of Netty's handler. On the event loop. */
final class TlsEngines {
  private TlsEngines() {}

  /** Whether the peer shakes hands again: a client could make us do so without end (TLS 1.2). */
  static boolean isRenegotiating(SslHandler tls) {
    return tls.handshakeFuture().isSuccess()
        && tls.engine().getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
        && !tls.engine().isOutboundDone()
        && !tls.engine().isInboundDone()
        && !tls.engine().getSession().getProtocol().equals("TLSv1.3");
  }

  /**
   * Whether the engine keeps to itself what was wrong with a record that it has read, until it is
   * to write: OpenSSL has an alert to send first, and Netty does not come back to it. Else a
   * connection that is broken would stay open until the next message.
   */
  static boolean failsLate(SslHandler tls) {
    return tls.engine() instanceof ReferenceCountedOpenSslEngine
        && tls.handshakeFuture().isSuccess();
  }
}
