package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.wire.HttpExchange;
import io.roomcast.spi.transport.wire.OpeningHandshake;
import io.roomcast.spi.transport.wire.RequestHead;
import io.roomcast.spi.transport.wire.ResponseHead;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on one connection: one request after the other, each handed over when its head is
 * complete. What comes behind a request stays parked until its answer has been queued, and until
 * the answers before have been read far enough.
 *
 * <p>Lives on the event loop of its connection, and only as long as HTTP is spoken: after an
 * upgrade nothing of it is kept.
 */
final class HttpProtocol implements Protocol, HttpExchange.Protocol {
  private static final Logger log = LoggerFactory.getLogger(HttpProtocol.class);

  /** Where requests go, and what else there is to tell. */
  record Dispatch(RequestHandler handler, BooleanSupplier stopping) {

    /** A limit struck. Any thread of the transport. */
    void limitReached(String option) {
      try {
        handler.limitReached(option);
      } catch (Throwable t) {
        log.error("the request handler failed when it was told of {}", option, t);
      }
    }
  }

  private enum Phase {
    /** Between two requests, or before the first. */
    IDLE,
    /** The head is arriving. */
    HEAD,
    /** The request was handed over, its body is arriving. */
    BODY,
    /** The body is too large; what comes of it is dropped until the answer is there. */
    REFUSED,
    /** The request is complete and not answered. */
    WAITING
  }

  private final Connection connection;
  private final Dispatch dispatch;
  private final Limits limits;
  private final RequestParser parser;
  private Phase phase = Phase.IDLE;
  private @Nullable HttpExchange current;
  private boolean reused;
  private boolean bodyAwaited;

  HttpProtocol(Connection connection, Dispatch dispatch) {
    this.connection = connection;
    this.dispatch = dispatch;
    this.limits = connection.limits();
    this.parser = new RequestParser(limits);
  }

  // ---- input ----

  @Override
  public boolean wantsInput() {
    return switch (phase) {
      case IDLE -> connection.out().isWritable();
      case HEAD, BODY, REFUSED -> true;
      case WAITING -> false;
    };
  }

  @Override
  public void input(ByteBuffer bytes) {
    while (bytes.hasRemaining() && connection.isOpen() && wantsInput()) {
      switch (phase) {
        case IDLE -> {
          phase = Phase.HEAD;
          if (reused) {
            connection.expireAfter(limits.headTimeout());
          }
        }
        case HEAD -> head(bytes);
        case BODY -> body(bytes);
        case REFUSED -> bytes.position(bytes.limit());
        case WAITING -> throw new IllegalStateException("input while an answer is due");
      }
    }
  }

  private void head(ByteBuffer bytes) {
    switch (parser.parse(bytes)) {
      case MORE -> {}
      case HEAD -> begin(bytes);
      case BAD -> {
        tellParsersLimit();
        answerAndClose(parser.badStatus());
      }
      case END, TOO_LARGE -> throw new IllegalStateException("the body before the head");
    }
  }

  private void tellParsersLimit() {
    String reached = parser.limit();
    if (reached != null) {
      dispatch.limitReached(reached);
    }
  }

  private void begin(ByteBuffer bytes) {
    RequestHead head = parser.head();
    HttpExchange exchange = new HttpExchange(this, connection, head);
    current = exchange;
    phase = Phase.BODY;
    bodyAwaited = !head.expectsContinue();
    if (bodyAwaited) {
      connection.expireAfter(limits.bodyTimeout());
    } else {
      connection.expireNever(); // the client waits for us
    }
    if (head.contentLength() > limits.maxBodyBytes()) {
      refuseBody(exchange);
    }
    dispatch(exchange);
    if (connection.isOpen()
        && phase == Phase.BODY
        && (bytes.hasRemaining() || head.contentLength() == 0)) {
      body(bytes);
    }
  }

  private void dispatch(HttpExchange exchange) {
    try {
      dispatch.handler().onRequest(exchange);
    } catch (Throwable t) {
      log.error("the request handler failed on {} {}", exchange.method(), exchange.path(), t);
      if (exchange.takeOver()) {
        answerAndClose(500);
        exchange.gone(new TransportException("the request handler failed", t));
      }
    }
  }

  private void body(ByteBuffer bytes) {
    HttpExchange exchange = current;
    if (exchange == null) {
      throw new IllegalStateException("a body without a request");
    }
    if (!bodyAwaited && bytes.hasRemaining()) {
      awaitBody(); // the client did not wait for us
    }
    switch (parser.parse(bytes)) {
      case MORE -> {}
      case END -> {
        phase = Phase.WAITING;
        connection.expireNever();
        exchange.completeBody(parser.body().take());
      }
      case TOO_LARGE -> refuseBody(exchange);
      case BAD -> {
        tellParsersLimit();
        giveUp(exchange, 400, new TransportException("the request body is malformed"));
      }
      case HEAD -> throw new IllegalStateException("a second head");
    }
  }

  private void awaitBody() {
    bodyAwaited = true;
    connection.expireAfter(limits.bodyTimeout());
  }

  private void refuseBody(HttpExchange exchange) {
    phase = Phase.REFUSED;
    dispatch.limitReached("maxBodyBytes");
    parser.body().drop();
    exchange.failBody(new BodyTooLargeException(limits.maxBodyBytes()));
  }

  /** The core asks for the body: now it is time to let a waiting client send it. */
  @Override
  public void bodyRequested() {
    if (phase == Phase.BODY && !bodyAwaited && connection.isOpen()) {
      awaitBody();
      connection.out().add(ResponseHead.goOn());
      connection.flush();
    }
  }

  // ---- answers ----

  /** Queues the answer that the core gave. */
  @Override
  public void answer(
      HttpExchange exchange,
      int status,
      Headers headers,
      ByteBuffer body,
      CompletableFuture<Void> written) {
    current = null;
    if (!connection.isOpen()) {
      written.completeExceptionally(connection.ended(null));
      return;
    }
    RequestHead head = exchange.head();
    boolean whole = phase == Phase.WAITING;
    boolean close =
        !whole
            || !head.keepAlive()
            || headers.contains("Connection", "close")
            || dispatch.stopping().getAsBoolean();
    int length = status == 204 ? 0 : body.remaining();
    boolean bodiless = head.isHead() || status == 204 || status == 304 || length == 0;
    ByteBuffer start =
        ResponseHead.of(status, phrase(status), headers, length, connectionField(head, close));
    OutboundQueue out = connection.out();
    if (bodiless) {
      out.add(start, written);
    } else {
      out.add(start);
      out.add(body, written);
    }
    if (!whole) {
      exchange.failBody(new TransportException("the request was answered before its body came"));
    }
    connection.scheduleFlush();
    if (close) {
      connection.finish(!whole || connection.parkedBytes() > 0);
    } else {
      next();
    }
  }

  private static String phrase(int status) {
    return HttpStatus.getMessage(status);
  }

  private static @Nullable String connectionField(RequestHead head, boolean close) {
    if (close) {
      return ResponseHead.CLOSE;
    }
    return head.http10() ? ResponseHead.KEEP_ALIVE : null;
  }

  private void next() {
    phase = Phase.IDLE;
    reused = true;
    parser.reset();
    connection.expireAfter(limits.idleTimeout());
    connection.pump();
  }

  /** Switches to WebSocket. */
  @Override
  public void upgrade(HttpExchange exchange, Headers headers, WebSocketListener listener) {
    DeflateExtension deflate = deflate(exchange.headers());
    WebSocketProtocol next = new WebSocketProtocol(connection, listener, deflate);
    current = null;
    if (!connection.isOpen()) {
      next.ended(connection.ended(null));
      return;
    }
    connection.speak(next);
    String extensions = deflate == null ? null : deflate.responseValue();
    String accept = OpeningHandshake.accept(exchange.headers());
    next.begin(ResponseHead.switching(headers, accept, extensions));
    if (!connection.isOpen()) {
      return; // the listener has been told
    }
    next.open();
    if (dispatch.stopping().getAsBoolean()) {
      next.shutdown();
    }
    connection.pump();
  }

  private @Nullable DeflateExtension deflate(Headers request) {
    return limits
        .perMessageDeflate()
        .flatMap(it -> DeflateExtension.negotiate(it, request, limits.maxMessageBytes()))
        .orElse(null);
  }

  /** Answers for the core, unless it has answered already, and ends the exchange. */
  private void giveUp(HttpExchange exchange, int status, TransportException reason) {
    if (exchange.takeOver()) {
      answerAndClose(status);
      exchange.gone(reason);
    } else {
      phase = Phase.REFUSED; // the answer of the core is on its way, and closes
      connection.expireAfter(limits.closeTimeout());
      exchange.failBody(reason);
    }
  }

  private void answerAndClose(int status) {
    current = null;
    connection
        .out()
        .add(ResponseHead.of(status, phrase(status), Headers.none(), 0, ResponseHead.CLOSE));
    connection.finish(true);
  }

  // ---- events of the connection ----

  @Override
  public boolean endsAtOnce() {
    return current != null;
  }

  @Override
  public void wrote(boolean all) {
    if (!connection.isOpen()) {
      connection.expireAfter(limits.closeTimeout()); // slow, but reading
    } else if (phase == Phase.IDLE && reused) {
      connection.expireAfter(limits.idleTimeout());
    }
  }

  @Override
  public void writable() {
    connection.pump();
  }

  @Override
  public void expired() {
    HttpExchange exchange = current;
    if (exchange == null) {
      dispatch.limitReached(phase == Phase.IDLE && reused ? "idleTimeout" : "headTimeout");
      connection.close(null);
    } else if (phase == Phase.BODY || phase == Phase.REFUSED) {
      dispatch.limitReached("bodyTimeout");
      giveUp(exchange, 408, new TransportException("the request body did not come in time"));
    }
  }

  @Override
  public void shutdown() {
    if (current == null) { // else behind its answer
      connection.finish(false);
    }
  }

  @Override
  public void outputEnded() {}

  @Override
  public void ended(@Nullable Throwable cause) {
    HttpExchange exchange = current;
    current = null;
    if (exchange != null) {
      exchange.gone(connection.ended(cause));
    }
  }
}
