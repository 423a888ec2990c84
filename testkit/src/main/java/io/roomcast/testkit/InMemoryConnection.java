package io.roomcast.testkit;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.wire.AddressKey;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One connection. The client's calls become tasks of the loop, as bytes on a wire would be
 * received; everything below {@code --- on the loop ---} runs there and nowhere else.
 */
final class InMemoryConnection implements PeerConnection {
  private static final String STOPPING = "the server is stopping";

  private final InMemoryRun run;
  private final InMemoryLoop loop;
  private final InetSocketAddress remoteAddress;
  private final AddressKey address;
  private final InMemoryArrivals arrivals;
  private final InMemoryWire departures;
  private final InMemoryReceipts receipts;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private final Deque<InMemoryExchange> requests = new ArrayDeque<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final Deque<InMemoryInbound> early = new ArrayDeque<>();
  private @Nullable InMemoryExchange current;
  private @Nullable Switch switching;
  private @Nullable InMemoryWebSocket webSocket;
  private @Nullable Future<?> deadline;
  private boolean reading = true;
  private boolean stopping; // what is in hand is the last
  private boolean closing;
  private boolean over;

  /** An answer that the client has not taken yet. */
  private record Answer(
      InMemoryExchange exchange,
      PeerResponse response,
      int length,
      CompletableFuture<Void> written) {}

  /** An answer that opens a WebSocket, and that the client has not taken yet. */
  private record Switch(InMemoryExchange exchange, Headers headers, WebSocketListener listener) {}

  InMemoryConnection(InMemoryRun run, InetSocketAddress remoteAddress) {
    this.run = run;
    this.loop = run.loop;
    this.remoteAddress = remoteAddress;
    this.address = AddressKey.of(remoteAddress);
    InMemoryNetwork network = run.network;
    long stream = 3 * network.nextConnection();
    this.arrivals = new InMemoryArrivals(this, network, stream);
    this.departures = new InMemoryWire(network, stream + 1, true, this::flush);
    this.receipts = new InMemoryReceipts(network, stream + 2);
  }

  @Override
  public CompletableFuture<PeerResponse> send(PeerRequest request) {
    int length = request.body().length;
    boolean announced =
        request.headers().first("Content-Length").isPresent()
            || (length == 0 && !request.method().equals("POST"));
    PeerRequest whole =
        announced ? request : request.header("Content-Length", Integer.toString(length));
    InMemoryExchange exchange = new InMemoryExchange(this, named(whole));
    if (length <= run.network.faults().piece(length)) {
      arrive(
          length,
          () -> {
            exchange.receive(request.body());
            exchange.finish();
            receive(exchange);
          });
    } else {
      arrive(0, () -> receive(exchange));
      arrive(exchange, request.body());
      arrive(0, exchange::finish);
    }
    return exchange.client().response();
  }

  @Override
  public PeerExchange open(PeerRequest head) {
    boolean announced = head.headers().first("Content-Length").isPresent();
    PeerRequest request =
        announced || head.method().equals("GET")
            ? head
            : head.header("Transfer-Encoding", "chunked");
    InMemoryExchange exchange = new InMemoryExchange(this, named(request));
    arrive(
        head.body().length,
        () -> {
          exchange.receive(head.body());
          receive(exchange);
        });
    return exchange.client();
  }

  @Override
  public PeerWebSocket upgrade(PeerRequest request) {
    InMemoryPeerWebSocket client = new InMemoryPeerWebSocket(this);
    InMemoryExchange exchange = new InMemoryExchange(this, named(request.asUpgrade()), client);
    arrive(
        0,
        () -> {
          exchange.finish();
          receive(exchange);
        });
    return client;
  }

  @Override
  public void stopReading() {
    loop.execute(() -> reading = false);
  }

  @Override
  public void startReading() {
    loop.execute(
        () -> {
          reading = true;
          flush();
        });
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  @Override
  public void abort() {
    arrive(0, () -> end(new TransportException("the client aborted the connection")));
  }

  @Override
  public void close() {
    arrive(0, () -> end(null));
  }

  /** Sends a frame, perhaps before the upgrade is through. */
  void send(InMemoryInbound frame) {
    arrive(frame.length(), () -> receive(frame));
  }

  /** Sends some of a body, which arrives in as many pieces as it crosses in. */
  void arrive(InMemoryExchange exchange, byte[] body) {
    int from = 0;
    do {
      int to = from + run.network.faults().piece(body.length - from);
      byte[] piece = Arrays.copyOfRange(body, from, to);
      arrive(piece.length, () -> exchange.receive(piece));
      from = to;
    } while (from < body.length);
  }

  /** Lets the client do something that the server notices when it has crossed the network. */
  void arrive(int bytes, Runnable action) {
    loop.execute(() -> arrivals.add(bytes, action));
  }

  /** The server has decided what to do with a request; on any thread. */
  void answered() {
    run.network.answered();
  }

  InMemoryLoop loop() {
    return loop;
  }

  Limits limits() {
    return run.limits;
  }

  InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** As which it is counted. */
  AddressKey address() {
    return address;
  }

  // --- on the loop ---

  void accepted() {
    expect(limits().headTimeout(), () -> expired("headTimeout"));
  }

  boolean over() {
    return over;
  }

  boolean reading() {
    return reading;
  }

  /** Faults end it, unless it has come to its end by what they let through. */
  void broken(InMemoryWire.Passage how, InMemoryWire wire) {
    if (!over) {
      end(run.network.broken(how, wire.step(), remoteAddress));
    }
  }

  private void receive(InMemoryExchange exchange) {
    if (over || closing || switching != null || webSocket != null) {
      exchange.cut();
    } else {
      requests.add(exchange);
      next();
    }
  }

  private void receive(InMemoryInbound frame) {
    if (webSocket != null) {
      webSocket.receive(frame);
    } else if (!over) {
      early.add(frame);
    }
  }

  /** Hands the next request over, once the one before has been answered. */
  private void next() {
    if (current != null || requests.isEmpty() || over || closing) {
      return;
    }
    InMemoryExchange exchange = requests.remove();
    if (exchange.headers().size() > limits().maxHeaders()) {
      limitReached("maxHeaders");
      refuse(exchange, 431);
      return;
    }
    current = exchange;
    unexpect();
    if (!exchange.bodyComplete()) {
      expect(limits().bodyTimeout(), () -> bodyTimedOut(exchange));
    }
    run.network.handedOver();
    try {
      run.handler.onRequest(exchange);
    } catch (RuntimeException | Error e) {
      InMemoryLoop.contained(
          () -> {
            throw e;
          });
      exchange.failed();
    }
  }

  /** The body has arrived, or is too large to go on with. */
  void bodyEnded(InMemoryExchange exchange) {
    if (exchange.equals(current)) {
      unexpect();
    }
  }

  private void bodyTimedOut(InMemoryExchange exchange) {
    String message = "the request body took longer than " + limits().bodyTimeout();
    limitReached("bodyTimeout");
    if (exchange.answerInstead()) {
      refuse(exchange, 408);
    }
    exchange.failBody(new TransportException(message));
  }

  /** Answers for the core, and ends the connection behind that. */
  private void refuse(InMemoryExchange exchange, int status) {
    closing = true;
    answers.add(
        new Answer(exchange, new PeerResponse(status, closeHeader(), new byte[0]), 0, ignored()));
    expect(limits().closeTimeout(), () -> expired("closeTimeout"));
    flush();
  }

  private void expired(String option) {
    limitReached(option);
    end(null);
  }

  /** One of the limits struck. */
  void limitReached(String option) {
    run.limitReached(option);
  }

  void respond(
      InMemoryExchange exchange,
      int status,
      Headers headers,
      ByteBuffer body,
      CompletableFuture<Void> written) {
    if (over || closing) {
      written.completeExceptionally(gone());
      return;
    }
    early.clear();
    closing = stopping || exchange.asksToClose() || !exchange.bodyComplete();
    int length = body.remaining();
    PeerResponse response = exchange.response(status, headers, body, closing);
    answers.add(new Answer(exchange, response, length, written));
    current = null;
    expect(limits().idleTimeout(), () -> expired("idleTimeout"));
    flush();
    next();
  }

  void upgrade(InMemoryExchange exchange, Headers headers, WebSocketListener listener) {
    if (over || closing) {
      InMemoryLoop.contained(() -> listener.onClosed(1006, "", gone()));
      return;
    }
    current = null;
    switching = new Switch(exchange, headers, listener);
    expect(limits().closeTimeout(), this::switchTimedOut);
    flush();
  }

  private void switchTimedOut() {
    limitReached("closeTimeout");
    end(new TransportException("the client did not take the answer to its handshake in time"));
  }

  private void open(Switch taken) {
    unexpect();
    InMemoryPeerWebSocket client = taken.exchange.webSocketClient();
    InMemoryWebSocket opened = new InMemoryWebSocket(this, client, taken.listener);
    switching = null;
    webSocket = opened;
    client.opened(taken.exchange.switching(taken.headers));
    opened.open();
    if (stopping) {
      opened.close(1001, STOPPING);
    }
    early.forEach(opened::receive);
    early.clear();
  }

  /** Lets the request in hand be answered and the client take what is queued, and then goes. */
  void drain() {
    stopping = true;
    if (webSocket != null) {
      webSocket.close(1001, STOPPING);
    } else if (current == null || closing) {
      closing = true;
      endIfDrained();
    }
  }

  /** Ends the connection; whoever waits for something on it is told. */
  void end(@Nullable Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    unexpect();
    receipts.end();
    answers.forEach(
        answer -> {
          answer.written.completeExceptionally(gone());
          answer.exchange.cut();
        });
    answers.clear();
    early.clear();
    if (current != null) {
      current.cut();
    }
    requests.forEach(InMemoryExchange::cut);
    requests.clear();
    Switch never = switching;
    if (never != null) {
      switching = null;
      never.exchange.cut();
      InMemoryLoop.contained(() -> never.listener.onClosed(1006, "", cause));
    }
    if (webSocket != null) {
      webSocket.ended(cause);
    }
    run.forget(this);
    ended.complete(null);
    departures.end();
    arrivals.end();
  }

  void flush() {
    while (reading && !answers.isEmpty()) {
      Answer answer = answers.element();
      if (!depart(answer.length, () -> taken(answer), () -> lost(answer))) {
        return;
      }
    }
    Switch taken = switching;
    if (reading && taken != null) {
      depart(0, () -> open(taken), () -> {});
      // what is sent on it has a task of its own, behind what came before it
    } else if (webSocket != null) {
      webSocket.flush();
    } else if (closing) {
      endIfDrained();
    }
  }

  /**
   * Sends what is the next to be sent, now or later.
   *
   * @param arrived what to do when it reaches the client
   * @param lost what to do if it does not, and the server is not to know
   * @return false if nothing goes on; when it may, there is a {@link #flush}
   */
  boolean depart(int bytes, Runnable arrived, Runnable lost) {
    if (over) {
      return false;
    }
    InMemoryWire.Passage passage = departures.next(bytes);
    switch (passage) {
      case LATER -> {
        return false;
      }
      case THROUGH -> arrived.run();
      case LAST -> {
        arrived.run();
        broken(passage, departures);
      }
      case LOST -> {
        TransportException why = run.network.broken(passage, departures.step(), remoteAddress);
        lost.run();
        end(why);
      }
      case FAILED -> broken(passage, departures); // who waits for what is sent is told
    }
    return !over;
  }

  private void taken(Answer answer) {
    answers.remove();
    answer.exchange.deliver(answer.response);
    receipts.taken(answer.written);
  }

  private void lost(Answer answer) {
    answers.remove();
    receipts.end();
    answer.written.complete(null);
    answer.exchange.cut();
  }

  private void endIfDrained() {
    if (answers.isEmpty() && switching == null) {
      end(null);
    }
  }

  void expect(Duration timeout, Runnable otherwise) {
    unexpect();
    if (!over) {
      deadline = loop.after(timeout, otherwise);
    }
  }

  private void unexpect() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private TransportException gone() {
    return new TransportException("the connection of " + remoteAddress + " has ended");
  }

  private static Headers closeHeader() {
    return Headers.builder().add("Content-Length", "0").add("Connection", "close").build();
  }

  private static CompletableFuture<Void> ignored() {
    return new CompletableFuture<>();
  }

  private static PeerRequest named(PeerRequest request) {
    return request.headers().first("Host").isPresent()
        ? request
        : request.headers(Headers.of("Host", "in-memory").plus(request.headers()));
  }
}
