package io.roomcast.transport.netty;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.wire.RequestHead;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One request and its answer. What any thread asks for happens on the connection's event loop. */
final class HttpExchange implements Exchange {
  /** Who has answered. */
  private enum Answer {
    NOBODY,
    CORE,
    /** We did, because the request could not be read to its end. */
    TRANSPORT
  }

  private final Connection connection;
  private final RequestHead head;
  private final boolean upgrade;
  private final boolean secure;
  private final AtomicReference<Answer> answer = new AtomicReference<>(Answer.NOBODY);
  private final AtomicBoolean bodyAsked = new AtomicBoolean();
  private final CompletableFuture<ByteBuffer> body = new CompletableFuture<>();

  // owned by the event loop
  private @Nullable HttpProtocol protocol;

  // guarded by this
  private boolean gone;
  private @Nullable Runnable abortAction;

  HttpExchange(HttpProtocol protocol, Connection connection, RequestHead head) {
    this.protocol = protocol;
    this.connection = connection;
    this.head = head;
    this.upgrade = head.asksForWebSocket();
    this.secure = connection.secure();
  }

  RequestHead head() {
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
    return connection.remote();
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
    if (!body.isDone() && bodyAsked.compareAndSet(false, true)) {
      connection
          .loop()
          .execute(
              () -> {
                if (protocol != null) {
                  protocol.bodyRequested();
                }
              });
    }
    return body;
  }

  void completeBody(ByteBuffer bytes) {
    Callbacks.tell("what follows a request body", this, () -> body.complete(bytes));
  }

  void failBody(TransportException failure) {
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
      return CompletableFuture.failedFuture(connection.ended(null));
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    connection
        .loop()
        .execute(
            () -> {
              HttpProtocol open = release();
              if (open == null) {
                written.completeExceptionally(connection.ended(null));
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
    answered(); // where we have answered ourselves, the listener hears of the end below
    connection
        .loop()
        .execute(
            () -> {
              HttpProtocol open = release();
              if (open == null) {
                new WebSocketProtocol(connection, listener, null).ended(connection.ended(null));
              } else {
                open.upgrade(this, headers, listener);
              }
            });
  }

  /** Lets go of the protocol, whose parser whoever keeps this exchange must not keep. */
  private @Nullable HttpProtocol release() {
    HttpProtocol released = protocol;
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

  /** Notes that we answer in place of the core; false if it has answered. */
  boolean takeOver() {
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
    connection.loop().execute(() -> abort(action));
  }

  /** The exchange cannot be answered any more. */
  void gone(TransportException reason) {
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
    return method() + " " + path() + " on " + connection;
  }
}
