package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, for a transport whose connections each belong to one event loop. What
 * any thread asks of it happens there, so neither the connection nor its protocol needs a lock; the
 * application's callbacks are contained. The transport calls what is not of {@link Exchange} on
 * that loop.
 *
 * <pre>{@code
 * HttpExchange begin(
 *     HttpExchange.Protocol http, HttpExchange.Link line, RequestHead head, RequestHandler core) {
 *   HttpExchange exchange = new HttpExchange(http, line, head);
 *   core.onRequest(exchange);
 *   return exchange; // for completeBody, when the body has come
 * }
 * }</pre>
 */
public final class HttpExchange implements Exchange {
  /** What an exchange needs to know of its connection, also after its answer. */
  public interface Link {
    /**
     * Where everything about the connection happens, in the order of the calls. Any thread asks.
     *
     * @return the event loop; it runs nothing on the calling thread
     */
    Executor loop();

    /**
     * The peer. Any thread asks.
     *
     * @return its address
     */
    InetSocketAddress remoteAddress();

    /**
     * Whether it is TLS. Asked on the event loop.
     *
     * @return true if so
     */
    boolean isSecure();

    /**
     * Why nothing can be sent any more. Any thread asks.
     *
     * @param cause null where the connection ended in peace
     * @return the failure of what the end has made impossible
     */
    TransportException ended(@Nullable Throwable cause);
  }

  /** What happens to a request until it is answered. All calls are on the event loop. */
  public interface Protocol {
    /** The core asks for the body, perhaps more than once: a waiting client may send it. */
    void bodyRequested();

    /**
     * Queues the answer. The exchange lets go of this protocol first.
     *
     * @param exchange what is answered
     * @param status 200 to 599
     * @param headers the core's
     * @param body read-only, read to its end
     * @param written completed when the operating system has taken all, or it cannot any more
     */
    void answer(
        HttpExchange exchange,
        int status,
        Headers headers,
        ByteBuffer body,
        CompletableFuture<Void> written);

    /**
     * Switches to WebSocket. The exchange lets go of this protocol first.
     *
     * @param exchange what is answered
     * @param headers further fields of the 101
     * @param listener who hears of the WebSocket, of its end in any case
     */
    void upgrade(HttpExchange exchange, Headers headers, WebSocketListener listener);
  }

  /** Who has answered. */
  private enum Answer {
    NOBODY,
    CORE,
    /** It did, because the request could not be read to its end. */
    TRANSPORT
  }

  private final Link link;
  private final RequestHead head;
  private final boolean upgrade;
  private final boolean secure;
  private final AtomicReference<Answer> answer = new AtomicReference<>(Answer.NOBODY);
  private final CompletableFuture<ByteBuffer> body = new CompletableFuture<>();

  // owned by the event loop
  private @Nullable Protocol protocol;

  // guarded by this
  private boolean gone;
  private @Nullable Runnable abortAction;

  /**
   * A request whose head is complete.
   *
   * @param protocol let go of as soon as it is answered
   * @param link the connection
   * @param head the request
   */
  public HttpExchange(Protocol protocol, Link link, RequestHead head) {
    this.protocol = protocol;
    this.link = link;
    this.head = head;
    this.upgrade = head.asksForWebSocket();
    this.secure = link.isSecure();
  }

  /**
   * The head.
   *
   * @return as it was read
   */
  public RequestHead head() {
    return head;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String path() {
    return head.target().path();
  }

  @Override
  public String rawQuery() {
    return head.target().rawQuery();
  }

  @Override
  public Headers headers() {
    return head.headers();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return link.remoteAddress();
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public boolean isUpgrade() {
    return upgrade;
  }

  // ---- body ----

  @Override
  public CompletionStage<ByteBuffer> body() {
    if (!body.isDone()) {
      link.loop()
          .execute(
              () -> {
                if (protocol != null) {
                  protocol.bodyRequested();
                }
              });
    }
    return body;
  }

  /**
   * The body has come, whole.
   *
   * @param bytes its content
   */
  public void completeBody(ByteBuffer bytes) {
    Callbacks.tell("what follows a request body", this, () -> body.complete(bytes));
  }

  /**
   * The body will not come. Does nothing if it has come.
   *
   * @param failure why
   */
  public void failBody(TransportException failure) {
    Callbacks.tell("what follows a request body", this, () -> body.completeExceptionally(failure));
  }

  // ---- answer ----

  @Override
  public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
    Objects.requireNonNull(headers, "headers");
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be 200 to 599, not " + status);
    }
    ByteBuffer bytes = body.asReadOnlyBuffer();
    if (!answered()) {
      return CompletableFuture.failedFuture(link.ended(null));
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    link.loop()
        .execute(
            () -> {
              Protocol open = release();
              if (open == null) {
                written.completeExceptionally(link.ended(null));
              } else {
                open.answer(this, status, headers, bytes, written);
              }
            });
    return written;
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(listener, "listener");
    if (!upgrade) {
      throw new IllegalStateException("not a WebSocket handshake: " + method() + " " + path());
    }
    answered(); // where the transport has answered, the listener hears of the end below
    link.loop()
        .execute(
            () -> {
              Protocol open = release();
              if (open == null) {
                Callbacks.tell(
                    "a WebSocket listener",
                    this,
                    () -> listener.onClosed(CloseCodes.ABNORMAL, "", link.ended(null)));
              } else {
                open.upgrade(this, headers, listener);
              }
            });
  }

  /** Lets go of the protocol, whose parser whoever keeps this exchange must not keep. */
  private @Nullable Protocol release() {
    Protocol released = protocol;
    protocol = null;
    return released;
  }

  /** Notes that the core answers; false if we have done so for it. */
  private boolean answered() {
    if (answer.compareAndSet(Answer.NOBODY, Answer.CORE)) {
      return true;
    }
    if (answer.compareAndSet(Answer.TRANSPORT, Answer.CORE)) {
      return false;
    }
    throw new IllegalStateException("answered already: " + method() + " " + path());
  }

  /**
   * Notes that the transport answers in place of the core.
   *
   * @return false if the core has answered
   */
  public boolean takeOver() {
    return answer.compareAndSet(Answer.NOBODY, Answer.TRANSPORT);
  }

  // ---- abort ----

  @Override
  public void onAbort(Runnable action) {
    Objects.requireNonNull(action, "action");
    synchronized (this) {
      if (!gone) {
        abortAction = action;
        return;
      }
    }
    link.loop().execute(() -> abort(action));
  }

  /**
   * The request cannot be answered any more: tells whoever waits for its body or for its end.
   *
   * @param reason why
   */
  public void gone(TransportException reason) {
    release();
    failBody(reason);
    if (answer.get() == Answer.CORE) {
      return;
    }
    Runnable action;
    synchronized (this) {
      gone = true;
      action = abortAction;
      abortAction = null;
    }
    if (action != null) {
      abort(action);
    }
  }

  private void abort(Runnable action) {
    Callbacks.tell("an abort action", this, action);
  }

  @Override
  public String toString() {
    return method() + " " + path() + " on " + link;
  }
}
