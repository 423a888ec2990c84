package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.wire.BodyBuffer;
import io.roomcast.spi.transport.wire.HttpExchange;
import io.roomcast.spi.transport.wire.OpeningHandshake;
import io.roomcast.spi.transport.wire.RequestHead;
import io.roomcast.spi.transport.wire.ResponseHead;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on one connection: one request after the other, each handed over when its head is
 * complete. What comes behind a request stays parked until its answer has been queued, and until
 * the answers before have been read far enough; so does most of a body that nobody asks for.
 *
 * <p>Lives on the event loop of its connection, and only as long as HTTP is spoken: after an
 * upgrade nothing of it is kept.
 */
final class HttpProtocol implements Protocol, HttpExchange.Protocol {
  private static final Logger log = LoggerFactory.getLogger(HttpProtocol.class);

  /** So much of a body is taken before anybody asks for it. */
  static final int UNASKED_BYTES = 64 * 1024;

  /** What the decoder is to do with input. */
  enum Appetite {
    NONE,
    HEAD,
    BODY,
    /** Takes what comes, to drop it. */
    ANYTHING
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
  private final Service service;
  private final Limits limits;
  private final RequestDecoder decoder;
  private Phase phase = Phase.IDLE;
  private BodyBuffer body = new BodyBuffer();
  private @Nullable HttpExchange current;

  /** What is spoken as soon as the system has taken the 101, behind all that was queued before. */
  private @Nullable WebSocketProtocol upgrading;

  private boolean reused;
  private boolean bodyAwaited;
  private boolean bodyAsked;

  HttpProtocol(Connection connection, Service service) {
    this.connection = connection;
    this.service = service;
    this.limits = service.limits();
    this.decoder = new RequestDecoder(this, limits);
  }

  RequestDecoder decoder() {
    return decoder;
  }

  // ---- input ----

  Appetite appetite() {
    if (!connection.isOpen()) {
      return Appetite.ANYTHING;
    }
    return switch (phase) {
      case IDLE -> connection.out().isWritable() ? Appetite.HEAD : Appetite.NONE;
      case HEAD -> Appetite.HEAD;
      case BODY -> isBodyHeldBack() ? Appetite.NONE : Appetite.BODY;
      case REFUSED -> Appetite.ANYTHING;
      case WAITING -> Appetite.NONE;
    };
  }

  private boolean isBodyHeldBack() {
    return !bodyAsked && body.size() >= UNASKED_BYTES;
  }

  @Override
  public boolean wantsInput() {
    return appetite() != Appetite.NONE;
  }

  @Override
  public int parkedBytes() {
    return wantsInput() ? 0 : decoder.parkedBytes(); // the rest is only incomplete
  }

  @Override
  public void pump() {
    try {
      decoder.resume();
    } catch (Exception e) {
      failed(e);
    }
  }

  @Override
  public void drop() {
    // the decoder may be at work; it drops the rest itself, at the latest when the channel closes
  }

  /** The decoder is given what was read. */
  void feeding() {
    connection.intake().beginRead();
  }

  /** The decoder has been given what was read. */
  void fed() {
    connection.intake().balance();
  }

  /** The decoder does not know what to do. */
  void failed(Exception error) {
    connection.fail(error);
  }

  /** The first byte of a request is there. */
  void headBegins() {
    if (phase == Phase.IDLE) {
      phase = Phase.HEAD;
      if (reused) {
        connection.expireAfter(limits.headTimeout());
      }
    }
  }

  /** Takes what the decoder made, and releases it. */
  void input(HttpObject part) {
    try {
      if (part instanceof HttpRequest request) {
        begin(HeadCheck.of(request));
      } else if (part instanceof HttpContent content && phase == Phase.BODY) {
        body(content);
      }
    } catch (BadRequest e) {
      refuse(e);
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  /** Answers a request that cannot be handed over. */
  void refuse(BadRequest why) {
    String reached = why.limit();
    if (reached != null) {
      connection.limitReached(reached);
    }
    answerAndClose(why.status());
  }

  private void begin(RequestHead head) {
    HttpExchange exchange = new HttpExchange(this, connection, head);
    current = exchange;
    phase = Phase.BODY;
    bodyAsked = false;
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
  }

  private void dispatch(HttpExchange exchange) {
    try {
      service.handler().onRequest(exchange);
    } catch (Throwable t) {
      log.error("the request handler failed on {} {}", exchange.method(), exchange.path(), t);
      if (exchange.takeOver()) {
        answerAndClose(500);
        exchange.gone(new TransportException("the request handler failed", t));
      }
    } finally {
      boolean unused = Thread.interrupted(); // see Callbacks
    }
  }

  private void body(HttpContent content) {
    HttpExchange exchange = current;
    if (exchange == null) {
      throw new IllegalStateException("a body without a request");
    }
    ByteBuf bytes = content.content();
    if (!bodyAwaited && bytes.isReadable()) {
      awaitBody(); // the client did not wait for us
    }
    if (content.decoderResult().isFailure()) {
      if (content.decoderResult().cause() instanceof TooLongHttpHeaderException) {
        connection.limitReached("maxHeadBytes"); // by trailers
      }
      giveUp(exchange, 400, new TransportException("the request body is malformed"));
    } else if (content instanceof LastHttpContent last && hasTooManyTrailers(exchange, last)) {
      connection.limitReached("maxHeaders");
      giveUp(exchange, 400, new TransportException("the request body has too many trailers"));
    } else if (bytes.readableBytes() > limits.maxBodyBytes() - body.size()) {
      refuseBody(exchange);
    } else {
      body.append(bytes.nioBuffer());
      if (content instanceof LastHttpContent) {
        phase = Phase.WAITING;
        connection.expireNever();
        exchange.completeBody(body.take());
      } else if (isBodyHeldBack()) {
        connection.expireNever(); // the client waits for us
      }
    }
  }

  private boolean hasTooManyTrailers(HttpExchange exchange, LastHttpContent last) {
    int trailers = last.trailingHeaders().size();
    return trailers > 0 && trailers > limits.maxHeaders() - exchange.headers().size();
  }

  private void awaitBody() {
    bodyAwaited = true;
    connection.expireAfter(limits.bodyTimeout());
  }

  private void refuseBody(HttpExchange exchange) {
    phase = Phase.REFUSED;
    connection.limitReached("maxBodyBytes");
    body.drop();
    exchange.failBody(new BodyTooLargeException(limits.maxBodyBytes()));
  }

  /** The core asks for the body: now it is time to let a waiting client send it. */
  @Override
  public void bodyRequested() {
    if (phase != Phase.BODY || bodyAsked || !connection.isOpen()) {
      return;
    }
    boolean heldBack = isBodyHeldBack();
    bodyAsked = true;
    if (!bodyAwaited) {
      awaitBody();
      boolean unused = connection.out().add(ResponseHead.goOn(), null);
      connection.scheduleFlush();
    } else if (heldBack) {
      awaitBody();
      connection.pump();
    }
  }

  // ---- answers ----

  /** Queues the answer that the core gave. */
  @Override
  public void answer(
      HttpExchange exchange,
      int status,
      Headers headers,
      ByteBuffer content,
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
            || service.isStopping();
    int length = status == 204 ? 0 : content.remaining();
    boolean bodiless = head.isHead() || status == 204 || status == 304 || length == 0;
    ByteBuffer start =
        ResponseHead.of(status, phrase(status), headers, length, connectionField(head, close));
    OutboundQueue out = connection.out();
    if (bodiless) {
      out.add(start, written);
    } else {
      out.add(start, null);
      out.add(content, written);
    }
    if (!whole) {
      exchange.failBody(new TransportException("the request was answered before its body came"));
    }
    connection.scheduleFlush();
    if (close) {
      connection.finish(!whole || parkedBytes() > 0);
    } else {
      next();
    }
  }

  private static String phrase(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
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
    body = new BodyBuffer();
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
    upgrading = next;
    connection.expireAfter(limits.closeTimeout());
    CompletableFuture<Void> switched = new CompletableFuture<>();
    String extensions = deflate == null ? null : deflate.responseValue();
    String accept = OpeningHandshake.accept(exchange.headers());
    connection.out().add(ResponseHead.switching(headers, accept, extensions), switched);
    CompletableFuture<Void> unused = switched.thenRun(() -> upgraded(next));
    connection.flush();
  }

  private @Nullable DeflateExtension deflate(Headers request) {
    return limits
        .perMessageDeflate()
        .flatMap(it -> DeflateExtension.negotiate(it, request, limits.maxMessageBytes()))
        .orElse(null);
  }

  /** The 101 is on its way; what came after the request is WebSocket. */
  private void upgraded(WebSocketProtocol next) {
    upgrading = null;
    connection.expireNever();
    connection.speak(next);
    try {
      next.open();
      if (service.isStopping()) {
        next.shutdown();
      }
      next.input(decoder.leave());
      connection.pump();
    } catch (Throwable t) {
      connection.fail(t);
    }
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
        .add(ResponseHead.of(status, phrase(status), Headers.none(), 0, ResponseHead.CLOSE), null);
    connection.finish(true);
  }

  // ---- events of the connection ----

  @Override
  public boolean endsAtOnce() {
    return current != null;
  }

  @Override
  public boolean outlivesInput() {
    return upgrading == null;
  }

  @Override
  public void wrote(boolean all) {
    if (!connection.isOpen() || upgrading != null) {
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
    if (upgrading != null) {
      connection.limitReached("closeTimeout");
      connection.close(
          new TransportException(connection + " did not take the answer to its handshake in time"));
    } else if (exchange == null) {
      connection.limitReached(phase == Phase.IDLE && reused ? "idleTimeout" : "headTimeout");
      connection.close(null);
    } else if (phase == Phase.BODY || phase == Phase.REFUSED) {
      connection.limitReached("bodyTimeout");
      giveUp(exchange, 408, new TransportException("the request body did not come in time"));
    }
  }

  @Override
  public void shutdown() {
    if (upgrading != null) {
      return; // it is told as soon as it is open
    }
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
    WebSocketProtocol next = upgrading;
    upgrading = null;
    if (next != null) {
      next.ended(cause);
    }
  }
}
