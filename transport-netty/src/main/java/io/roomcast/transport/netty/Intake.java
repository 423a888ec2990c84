package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.TimeoutException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading half of a connection, as the last handler of its pipeline: what is read, how much of
 * it, and how the peer's half ends. What follows from that is decided by the {@link Connection}.
 * Everything here runs on the event loop.
 */
final class Intake extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** Reading stops when so much is parked, and goes on at half of it. */
  static final int FULL_BYTES = 64 * 1024;

  private final Connection connection;
  private final ReadSwitch reading;
  private boolean held;
  private boolean full;
  private boolean peerEnded;
  private @Nullable Throwable peerFailure;
  private @Nullable EngineProbe engineProbe; // once it is in the pipeline

  /** The peer's half ended as if somebody had cut it; it may be reading still. */
  private @Nullable SSLException truncation;

  Intake(Connection connection, ReadSwitch reading) {
    this.connection = connection;
    this.reading = reading;
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    engineProbe = new EngineProbe(context, this::engineFailed);
  }

  // ---- what is read ----

  /** The channel has read something. Not for what was parked. */
  void beginRead() {
    reading.reading();
  }

  @Override
  public void channelRead(ChannelHandlerContext source, Object message) {
    try {
      if (message instanceof ByteBuf) {
        beginRead(); // what the decoder makes may have been parked; it tells itself when it reads
      }
      connection.input(message);
    } catch (Throwable t) {
      connection.fail(t);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext source) {
    reading.readComplete();
    SslHandler tls = connection.tls();
    if (!connection.isOpen() || tls == null) {
      return;
    }
    if (TlsEngines.isRenegotiating(tls)) {
      SSLException refused = new SSLException("renegotiation is refused");
      log.debug("{} closed: {}", connection, refused.getMessage());
      connection.close(refused);
    } else if (TlsEngines.failsLate(tls) && engineProbe != null) {
      engineProbe.ask();
    }
  }

  private void engineFailed(Throwable cause) {
    if (connection.isOpen()) {
      connection.close(cause);
    }
  }

  /** Stops or resumes reading at the core's wish. */
  void hold(boolean on) {
    held = on;
    balance();
  }

  /** Reads, or not, as what is parked and the core's wish demand. */
  void balance() {
    if (connection.isOpen()) {
      int parked = connection.protocol().parkedBytes();
      full = full ? parked > FULL_BYTES / 2 : parked > FULL_BYTES;
    }
    reading.turn(!connection.isOpen() || (!held && !full));
  }

  // ---- how it ends ----

  /** Whether the peer has ended its half, in whatever way. */
  boolean peerEnded() {
    return peerEnded;
  }

  /** Why nothing can reach the peer any more; null where something may. */
  @Nullable Throwable peerFailure() {
    return peerFailure;
  }

  /** What broke, if anything did. */
  @Nullable Throwable breakage() {
    return peerFailure == null ? truncation : peerFailure;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext source, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      peerEnds(true);
    } else if (event instanceof SslCloseCompletionEvent farewell) {
      peerEnds(!farewell.isSuccess());
    } else {
      source.fireUserEventTriggered(event);
    }
  }

  /**
   * The peer has ended its half.
   *
   * @param abruptly inside TLS: without a close_notify, unless that has come before
   */
  private void peerEnds(boolean abruptly) {
    if (abruptly && !peerEnded && connection.isSecure()) {
      truncation = new SSLException("the peer closed the connection without a close_notify");
    }
    end();
  }

  private void end() {
    peerEnded = true;
    reading.ended();
    connection.pump();
  }

  @Override
  public void channelInactive(ChannelHandlerContext source) {
    connection.close(breakage());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext source, Throwable cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    if (cause instanceof IOException && !(cause instanceof SSLException)) {
      peerFailure = cause;
      end();
    } else if (root instanceof SSLException || root instanceof NotSslRecordException) {
      log.debug("{} closed: {}", connection, root.toString());
      connection.close(root);
    } else if (cause instanceof DecoderException || cause instanceof TimeoutException) {
      // of a handler that the application has put before ours: the peer's fault, at its will
      log.debug("{} closed", connection, cause);
      connection.close(cause);
    } else {
      connection.fail(cause);
    }
  }
}
