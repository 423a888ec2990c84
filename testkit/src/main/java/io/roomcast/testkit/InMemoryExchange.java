package io.roomcast.testkit;

import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request. What is not an {@link Exchange} method runs on the loop. */
final class InMemoryExchange implements Exchange {
  private final InMemoryConnection connection;
  private final PeerRequest request;
  private final InMemoryPeerWebSocket webSocketClient;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final CompletableFuture<ByteBuffer> body = new CompletableFuture<>();
  private final CompletableFuture<PeerResponse> response = new CompletableFuture<>();

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private boolean bodyComplete;
  private boolean aborted;
  private @Nullable Runnable abortAction;

  InMemoryExchange(InMemoryConnection connection, PeerRequest request) {
    this(connection, request, new InMemoryPeerWebSocket(connection));
  }

  InMemoryExchange(
      InMemoryConnection connection, PeerRequest request, InMemoryPeerWebSocket webSocketClient) {
    this.connection = connection;
    this.request = request;
    this.webSocketClient = webSocketClient;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    int query = request.target().indexOf('?');
    return query < 0 ? request.target() : request.target().substring(0, query);
  }

  @Override
  public String rawQuery() {
    int query = request.target().indexOf('?');
    return query < 0 ? "" : request.target().substring(query + 1);
  }

  @Override
  public Headers headers() {
    return request.headers();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public boolean isUpgrade() {
    Headers headers = request.headers();
    return request.method().equals("GET")
        && headers.contains("Upgrade", "websocket")
        && headers.contains("Connection", "Upgrade")
        && headers.first("Sec-WebSocket-Version").orElse("").equals("13")
        && headers.all("Sec-WebSocket-Key").size() == 1
        && isNonce(headers.first("Sec-WebSocket-Key").orElse(""));
  }

  @Override
  public CompletableFuture<ByteBuffer> body() {
    return body;
  }

  @Override
  public CompletableFuture<Void> respond(int status, Headers headers, ByteBuffer content) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be 200 to 599, not " + status);
    }
    requireUnanswered();
    CompletableFuture<Void> written = new CompletableFuture<>();
    ByteBuffer view = content.duplicate();
    connection.loop().execute(() -> connection.respond(this, status, headers, view, written));
    return written.copy();
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    if (!isUpgrade()) {
      throw new IllegalStateException("not a WebSocket opening handshake: " + request);
    }
    requireUnanswered();
    connection.loop().execute(() -> connection.upgrade(this, headers, listener));
  }

  @Override
  public void onAbort(Runnable action) {
    connection
        .loop()
        .execute(
            () -> {
              abortAction = action;
              runAbortAction();
            });
  }

  private void requireUnanswered() {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("answered before: " + request);
    }
    connection.answered();
  }

  PeerExchange client() {
    return new Client();
  }

  // --- on the loop ---

  InMemoryPeerWebSocket webSocketClient() {
    return webSocketClient;
  }

  boolean bodyComplete() {
    return bodyComplete;
  }

  boolean asksToClose() {
    return request.headers().contains("Connection", "close");
  }

  /** The transport answers by itself, unless the core has. */
  boolean answerInstead() {
    return !answered.get();
  }

  /** The handler threw instead of answering. */
  void failed() {
    if (answered.compareAndSet(false, true)) {
      connection.answered();
      connection.respond(
          this, 500, Headers.none(), ByteBuffer.allocate(0), new CompletableFuture<>());
    }
  }

  PeerResponse response(int status, Headers headers, ByteBuffer content, boolean close) {
    Headers.Builder all = Headers.builder().addAll(headers);
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    boolean bodiless = status == 204 || status == 304;
    if (!bodiless) {
      all.put("Content-Length", Integer.toString(bytes.length));
    }
    if (close) {
      all.put("Connection", "close");
    }
    boolean empty = bodiless || request.method().equals("HEAD");
    return new PeerResponse(status, all.build(), empty ? new byte[0] : bytes);
  }

  PeerResponse switching(Headers headers) {
    Headers own =
        Headers.builder().add("Upgrade", "websocket").add("Connection", "Upgrade").build();
    PeerResponse switching = new PeerResponse(101, own.plus(headers), new byte[0]);
    response.complete(switching);
    return switching;
  }

  void deliver(PeerResponse answer) {
    webSocketClient.refused(answer);
    response.complete(answer);
  }

  void failBody(TransportException cause) {
    body.completeExceptionally(cause);
  }

  /** The connection has ended. */
  void cut() {
    body.completeExceptionally(new TransportException("the client went away"));
    if (!answered.get()) {
      aborted = true;
      runAbortAction();
    }
    response.completeExceptionally(
        new PeerDisconnectedException("the connection ended before the answer to " + request));
    webSocketClient.ended();
  }

  private void runAbortAction() {
    if (abortAction == null || !aborted) {
      return;
    }
    Runnable action = abortAction;
    abortAction = null;
    InMemoryLoop.contained(action);
  }

  void receive(byte[] piece) {
    if (bodyComplete || body.isDone()) {
      return;
    }
    int limit = connection.limits().maxBodyBytes();
    if ((long) received.size() + piece.length > limit) {
      received.reset();
      connection.limitReached("maxBodyBytes");
      connection.bodyEnded(this);
      body.completeExceptionally(new BodyTooLargeException(limit));
    } else {
      received.writeBytes(piece);
    }
  }

  void finish() {
    if (!body.isDone()) {
      bodyComplete = true;
      connection.bodyEnded(this);
      body.complete(ByteBuffer.wrap(received.toByteArray()));
    }
  }

  private static boolean isNonce(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /** The client's side of it. */
  private final class Client implements PeerExchange {
    @Override
    public void write(byte[] piece) {
      connection.arrive(InMemoryExchange.this, piece);
    }

    @Override
    public void finish() {
      connection.arrive(0, InMemoryExchange.this::finish);
    }

    @Override
    public CompletableFuture<PeerResponse> response() {
      return response.copy();
    }
  }
}
