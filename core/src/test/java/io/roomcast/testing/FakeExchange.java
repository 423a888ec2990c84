package io.roomcast.testing;

import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A request without a network. The test decides when the body arrives, when the answer has been
 * written, and when the client goes away. Thread-safe; callbacks are called without a lock held.
 */
public final class FakeExchange implements Exchange {
  /** The peer of every fake request that names no other. */
  public static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

  private final String method;
  private final String path;
  private final String rawQuery;
  private final boolean upgrade;
  private final CompletableFuture<ByteBuffer> body = new CompletableFuture<>();
  private Headers headers = Headers.none();
  private InetSocketAddress remoteAddress = PEER;

  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
  private Runnable abortAction = () -> {};
  private boolean aborted;
  private int status;
  private Headers responseHeaders = Headers.none();
  private byte[] responseBody = {};
  private WebSocketListener listener;
  private FakeWebSocket webSocket;
  private volatile Runnable onRespond = () -> {};
  private volatile Runnable onAnswered = () -> {};

  private FakeExchange(String method, String target, boolean upgrade) {
    int mark = target.indexOf('?');
    this.method = method;
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.rawQuery = mark < 0 ? "" : target.substring(mark + 1);
    this.upgrade = upgrade;
  }

  /** Any request whose body is still to come. */
  public static FakeExchange request(String method, String target) {
    return new FakeExchange(method, target, false);
  }

  /** A GET without a body. */
  public static FakeExchange get(String target) {
    return request("GET", target).complete("");
  }

  /** A POST whose body is there. */
  public static FakeExchange post(String target, String body) {
    return request("POST", target).complete(body);
  }

  /** A WebSocket opening handshake. */
  public static FakeExchange upgrade(String target) {
    return new FakeExchange("GET", target, true).complete("");
  }

  // ---- the request

  /** Adds a request header. */
  public FakeExchange with(String name, String value) {
    headers = headers.plus(Headers.of(name, value));
    return this;
  }

  /** Changes the peer. */
  public FakeExchange from(InetSocketAddress address) {
    remoteAddress = address;
    return this;
  }

  /** What is done inside {@link #respond}, first: a test can block the server there. */
  public FakeExchange onRespond(Runnable action) {
    onRespond = action;
    return this;
  }

  /** What is done when the answer has been given, before the server is told so. */
  public FakeExchange onAnswered(Runnable action) {
    onAnswered = action;
    return this;
  }

  /** The body arrives. */
  public FakeExchange complete(String text) {
    return complete(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The body arrives. */
  public FakeExchange complete(byte[] bytes) {
    body.complete(ByteBuffer.wrap(bytes));
    return this;
  }

  /** The body grows over the limit. */
  public FakeExchange overflow() {
    body.completeExceptionally(new BodyTooLargeException(1_000_000));
    return this;
  }

  /** The client goes away. */
  public FakeExchange abort() {
    Runnable action;
    CompletableFuture<Void> unwritten;
    synchronized (this) {
      if (aborted) {
        return this;
      }
      aborted = true;
      unwritten = written;
      action = status != 0 && written.isDone() ? () -> {} : abortAction;
    }
    TransportException gone = new TransportException("connection closed by the peer");
    body.completeExceptionally(gone);
    action.run();
    if (status() != 0) {
      unwritten.completeExceptionally(gone);
    }
    return this;
  }

  /** From now on an answer stays unwritten until {@link #finishWriting} or {@link #abort}. */
  public synchronized FakeExchange holdWriting() {
    written = new CompletableFuture<>();
    return this;
  }

  /** The operating system takes the answer. */
  public void finishWriting() {
    CompletableFuture<Void> done;
    synchronized (this) {
      done = written;
    }
    done.complete(null);
  }

  /** When the server has upgraded, the opening handshake is completed. */
  public FakeWebSocket openWebSocket() {
    FakeWebSocket opened = new FakeWebSocket(awaitUpgrade());
    synchronized (this) {
      webSocket = opened;
    }
    opened.open();
    return opened;
  }

  /** When the server has upgraded, the connection ends before the handshake is complete. */
  public void failUpgrade() {
    awaitUpgrade().onClosed(1006, "", new TransportException("connection closed by the peer"));
  }

  /** Another thread may be at it. */
  private WebSocketListener awaitUpgrade() {
    try {
      answered.get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("neither upgraded nor answered", e);
    }
    synchronized (this) {
      if (listener == null) {
        throw new AssertionError("not upgraded, but answered " + status);
      }
      return listener;
    }
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String rawQuery() {
    return rawQuery;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public boolean isUpgrade() {
    return upgrade;
  }

  @Override
  public CompletionStage<ByteBuffer> body() {
    return body;
  }

  // ---- the answer

  @Override
  public CompletionStage<Void> respond(int withStatus, Headers with, ByteBuffer content) {
    onRespond.run();
    CompletionStage<Void> result = answer(withStatus, with, content);
    answered.complete(null);
    onAnswered.run();
    return result;
  }

  private CompletionStage<Void> answer(int withStatus, Headers with, ByteBuffer content) {
    synchronized (this) {
      requireOpen();
      byte[] bytes = new byte[content.remaining()];
      content.duplicate().get(bytes);
      status = withStatus;
      responseHeaders = with;
      responseBody = bytes;
      if (aborted) {
        return CompletableFuture.failedFuture(new TransportException("the peer has gone"));
      }
      return written.copy();
    }
  }

  @Override
  public void upgrade(Headers with, WebSocketListener to) {
    synchronized (this) {
      requireOpen();
      if (!upgrade) {
        throw new IllegalStateException("not a WebSocket handshake");
      }
      status = 101;
      responseHeaders = with;
      listener = to;
    }
    answered.complete(null);
  }

  private void requireOpen() {
    if (status != 0) {
      throw new IllegalStateException("answered before with " + status);
    }
  }

  @Override
  public void onAbort(Runnable action) {
    synchronized (this) {
      if (!aborted) {
        abortAction = action;
        return;
      }
    }
    action.run();
  }

  /** Whether the server has answered or upgraded. */
  public synchronized boolean answered() {
    return status != 0;
  }

  /** The status of the answer, 101 after an upgrade, 0 before there is one. */
  public synchronized int status() {
    return status;
  }

  /** The headers of the answer. */
  public synchronized Headers responseHeaders() {
    return responseHeaders;
  }

  /** The response's body as it was sent. */
  public synchronized byte[] responseBytes() {
    return responseBody.clone();
  }

  /** The body of the answer, as text. */
  public synchronized String responseText() {
    return new String(responseBody, StandardCharsets.UTF_8);
  }

  /** The WebSocket, once it is open. */
  public synchronized FakeWebSocket webSocket() {
    return webSocket;
  }
}
