package io.roomcast.testkit.peer;

import io.roomcast.spi.transport.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection over TCP, plain or inside TLS. Beyond what every {@link PeerConnection} can do, it
 * sends arbitrary bytes. One thread reads and completes futures, one writes. Thread-safe.
 *
 * <pre>{@code
 * try (SocketConnection connection = SocketPeer.of(bound).connect()) {
 *   PeerWebSocket webSocket = connection.upgrade(PeerRequest.get("/clock"));
 *   webSocket.opened().join();
 *   connection.write(RawFrame.text("hello").unmasked().bytes()); // which a client must not do
 *   connection.ended().join();
 * }
 * }</pre>
 */
public final class SocketConnection implements PeerConnection {
  private final Socket wire;
  private final Socket socket;
  private final SocketInput input;
  private final ExecutorService writer = Executors.newSingleThreadExecutor(this::writerThread);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> continued = new CompletableFuture<>();
  private final Object lock = new Object();
  private final Deque<Expected> expected = new ArrayDeque<>();
  private boolean over;

  /** An answer that is waited for. */
  private record Expected(
      String method,
      CompletableFuture<PeerResponse> response,
      @Nullable SocketWebSocket webSocket) {}

  /**
   * Begins to read.
   *
   * @param wire ended with the connection
   * @param socket what is read and written: the wire itself, or TLS on top of it
   */
  SocketConnection(Socket wire, Socket socket) throws IOException {
    this.wire = wire;
    this.socket = socket;
    this.input = new SocketInput(socket.getInputStream());
    Thread reader = new Thread(this::read, "roomcast-peer-reader-" + socket.getLocalPort());
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public CompletableFuture<PeerResponse> send(PeerRequest request) {
    int length = request.body().length;
    boolean announced =
        request.headers().first("Content-Length").isPresent()
            || (length == 0 && !request.method().equals("POST"));
    PeerRequest whole =
        announced ? request : request.header("Content-Length", Integer.toString(length));
    return exchange(whole.method(), join(head(whole), whole.body()));
  }

  @Override
  public PeerExchange open(PeerRequest head) {
    boolean chunked = head.headers().first("Content-Length").isEmpty();
    PeerRequest request = chunked ? head.header("Transfer-Encoding", "chunked") : head;
    CompletableFuture<PeerResponse> response = exchange(request.method(), head(request));
    SocketExchange exchange = new SocketExchange(this, chunked, response);
    exchange.write(request.body());
    return exchange;
  }

  @Override
  public PeerWebSocket upgrade(PeerRequest request) {
    return upgrade(request, new byte[0]);
  }

  /**
   * Asks for an upgrade, with bytes glued to the request.
   *
   * @param request as for {@link #upgrade(PeerRequest)}
   * @param glued sent in the same write, usually frames
   * @return as for {@link #upgrade(PeerRequest)}
   */
  public PeerWebSocket upgrade(PeerRequest request, byte[] glued) {
    PeerRequest whole = request.asUpgrade();
    SocketWebSocket webSocket = new SocketWebSocket(this);
    CompletableFuture<PeerResponse> response = new CompletableFuture<>();
    var unused = response.whenComplete(webSocket::answered);
    exchange(new Expected(whole.method(), response, webSocket), join(head(whole), glued));
    return webSocket;
  }

  /**
   * Sends a request byte for byte.
   *
   * @param method decides whether the answer has a body
   * @param bytes what is sent
   * @return as for {@link #send}
   */
  public CompletableFuture<PeerResponse> exchange(String method, byte[] bytes) {
    CompletableFuture<PeerResponse> response = new CompletableFuture<>();
    exchange(new Expected(method, response, null), bytes);
    return response.copy();
  }

  private void exchange(Expected answer, byte[] bytes) {
    synchronized (lock) {
      if (!over) {
        expected.add(answer);
        write(bytes);
        return;
      }
    }
    answer.response.completeExceptionally(new PeerDisconnectedException("the connection is over"));
  }

  /**
   * Sends bytes as they are, after those given before.
   *
   * @param bytes must not change afterwards
   */
  public void write(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    run(
        () -> {
          try {
            socket.getOutputStream().write(bytes);
          } catch (IOException gone) {
            // the reader notices the end, after what the server said before it
          }
        });
  }

  /**
   * Ends what this client sends, and goes on reading: a half-closed connection. Inside TLS a
   * close_notify goes out first.
   */
  public void finish() {
    run(
        () -> {
          try {
            socket.shutdownOutput();
            if (!wire.isOutputShutdown()) {
              wire.shutdownOutput();
            }
          } catch (IOException gone) {
            // as above
          }
        });
  }

  @Override
  public void stopReading() {
    input.pause();
  }

  @Override
  public void startReading() {
    input.resume();
  }

  /**
   * Takes some more of what the server sends, though reading has been stopped: a client that reads
   * in drips. Nothing where it has not.
   *
   * @param bytes how many
   */
  public void take(int bytes) {
    input.allow(bytes);
  }

  /**
   * When the server has asked for a body that waits for that, with {@code 100 Continue}.
   *
   * @return completes at the first such answer on this connection; never without one
   */
  public CompletableFuture<Void> continued() {
    return continued.copy();
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  @Override
  public void abort() {
    try {
      wire.setSoLinger(true, 0);
    } catch (IOException closed) {
      // then there is nothing to reset
    }
    shut();
  }

  /** Half-closes after what has been sent, and goes on when the server has closed too. */
  @Override
  public void close() {
    finish();
    input.resume();
  }

  /** Ends the connection below TLS: its own farewell could wait for a peer that does not read. */
  private void shut() {
    try {
      wire.close();
    } catch (IOException e) {
      // closed is what it was to be
    }
    input.resume();
  }

  private void run(Runnable task) {
    try {
      writer.execute(task);
    } catch (RejectedExecutionException afterTheEnd) {
      // nobody would get it
    }
  }

  private Thread writerThread(Runnable task) {
    Thread thread = new Thread(task, "roomcast-peer-writer");
    thread.setDaemon(true);
    return thread;
  }

  private void read() {
    try {
      while (true) {
        HttpReply reply = HttpReply.read(input, this::nextMethod, this::interim);
        Expected answer;
        synchronized (lock) {
          answer = expected.poll();
        }
        if (answer == null) {
          throw new IOException("an answer without a request: " + reply.response());
        }
        answer.response.complete(reply.response());
        if (answer.webSocket != null && reply.response().status() == 101) {
          answer.webSocket.read(input);
          break;
        }
        if (reply.last()) {
          if (input.read() >= 0) {
            throw new IOException("the server goes on after its last answer");
          }
          break;
        }
      }
      end(new PeerDisconnectedException("the server ended the connection"));
    } catch (IOException e) {
      end(new PeerDisconnectedException("the connection broke: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      end(new PeerDisconnectedException("the server's answer makes no sense: " + e, e));
    }
  }

  private void interim(int status) {
    if (status == 100) {
      continued.complete(null);
    }
  }

  private String nextMethod() {
    synchronized (lock) {
      Expected next = expected.peek();
      return next == null ? "GET" : next.method;
    }
  }

  private void end(PeerDisconnectedException cause) {
    Deque<Expected> unanswered;
    synchronized (lock) {
      over = true;
      unanswered = new ArrayDeque<>(expected);
      expected.clear();
    }
    unanswered.forEach(answer -> answer.response.completeExceptionally(cause));
    writer.shutdown();
    shut();
    ended.complete(null);
  }

  private byte[] head(PeerRequest request) {
    StringBuilder head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    Headers headers =
        request.headers().first("Host").isPresent()
            ? request.headers()
            : Headers.of("Host", "127.0.0.1:" + socket.getPort()).plus(request.headers());
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream(first.length + second.length);
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
