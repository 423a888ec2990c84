package io.roomcast.transport.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.roomcast.spi.transport.TransportException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where new connections have their TLS from: an application, which may change it at any time.
 * Whatever else it offers, only {@link #PROTOCOLS} are spoken. Thread-safe.
 */
final class TlsContexts {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /** All that were before are deprecated (RFC 8996). */
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private final Supplier<? extends @Nullable SslContext> supplier;
  private final LongSupplier nanoClock;
  private final AtomicLong nextLine;

  /** {@code nanoClock} counts as {@link System#nanoTime()} does. */
  TlsContexts(Supplier<? extends @Nullable SslContext> supplier, LongSupplier nanoClock) {
    this.supplier = supplier;
    this.nanoClock = nanoClock;
    this.nextLine = new AtomicLong(nanoClock.getAsLong());
  }

  /**
   * The same context, if it can serve here.
   *
   * @throws IllegalArgumentException if not
   */
  static SslContext checked(SslContext context) {
    if (context.isClient()) {
      throw new IllegalArgumentException("the TLS context is a client's, not a server's");
    }
    if (context.applicationProtocolNegotiator().protocols().contains("h2")) {
      throw new IllegalArgumentException(
          "the TLS context offers HTTP/2 (\"h2\" in its ApplicationProtocolConfig), which is not"
              + " spoken here; leave it out, or leave ALPN away");
    }
    return context;
  }

  private SslContext current() {
    return checked(Objects.requireNonNull(supplier.get(), "the SslContext supplied"));
  }

  /**
   * Else every single connection would fail, and nobody would know why.
   *
   * @param place for the message
   * @throws TransportException where there is no context
   */
  void verify(Object place) {
    try {
      SSLEngine engine = current().newEngine(ByteBufAllocator.DEFAULT);
      try {
        restrict(engine);
      } finally {
        ReferenceCountUtil.release(engine); // where it is a native one
      }
    } catch (RuntimeException e) {
      throw new TransportException(
          "cannot speak TLS on " + place + ": " + e.getMessage() + "; check the supplier", e);
    }
  }

  private static void restrict(SslHandler handler) {
    try {
      restrict(handler.engine());
    } catch (Throwable e) { // nobody else gives a native one back
      ReferenceCountUtil.release(handler.engine());
      throw e;
    }
  }

  private static void restrict(SSLEngine engine) {
    String[] enabled = engine.getEnabledProtocols();
    String[] spoken = Arrays.stream(enabled).filter(PROTOCOLS::contains).toArray(String[]::new);
    if (spoken.length == 0) {
      throw new IllegalArgumentException(
          "the TLS context offers neither TLS 1.2 nor TLS 1.3, but " + Arrays.toString(enabled));
    }
    if (spoken.length < enabled.length) {
      engine.setEnabledProtocols(spoken);
    }
  }

  /** A handler for one connection; null where none can be made, which is not the peer's fault. */
  @Nullable SslHandler newHandler(ByteBufAllocator buffers, Executor tasks) {
    try {
      SslHandler handler = current().newHandler(buffers, tasks);
      restrict(handler);
      handler.setHandshakeTimeoutMillis(0); // our own deadline covers it, without timers
      return handler;
    } catch (Throwable e) { // an error, too, ends this connection, and is said once
      if (mayLog()) {
        log.error("no TLS context for new connections, which are closed (logged once a minute)", e);
      }
      return null;
    }
  }

  /** Whether the last line is long enough ago; if so, this is one. */
  boolean mayLog() {
    long now = nanoClock.getAsLong();
    long due = nextLine.get();
    return now - due >= 0 && nextLine.compareAndSet(due, now + BETWEEN_LINES.toNanos());
  }
}
