package io.roomcast.testing;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A transport without a network, which listens to nothing: the test hands requests to what the
 * server gave it. It starts and stops at once, unless the test says otherwise.
 */
public final class FakeTransport implements Transport {
  public static final InetSocketAddress ADDRESS = FakeExchange.PEER;

  /** What the transport was asked for, in order: {@code start} and {@code stop}. */
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /** What each stop was given. */
  public final List<Duration> graces = new CopyOnWriteArrayList<>();

  /** How many connections it says are open. */
  public final AtomicInteger connections = new AtomicInteger();

  private CompletableFuture<InetSocketAddress> nextStart =
      CompletableFuture.completedFuture(ADDRESS);
  private CompletableFuture<Void> nextStop = CompletableFuture.completedFuture(null);
  private RequestHandler handler;
  private Limits limits;

  /** The outcome of the next start. */
  public synchronized void starts(CompletableFuture<InetSocketAddress> outcome) {
    nextStart = outcome;
  }

  /** The outcome of the next stop. */
  public synchronized void stops(CompletableFuture<Void> outcome) {
    nextStop = outcome;
  }

  @Override
  public synchronized CompletionStage<InetSocketAddress> start(
      RequestHandler requestHandler, Limits with) {
    calls.add("start");
    handler = requestHandler;
    limits = with;
    return nextStart;
  }

  @Override
  public synchronized CompletionStage<Void> stop(Duration grace) {
    graces.add(grace);
    calls.add("stop");
    return nextStop;
  }

  /** The limits of the last start. */
  public synchronized Limits limits() {
    return limits;
  }

  /** A request comes in. */
  public FakeExchange request(FakeExchange exchange) {
    RequestHandler now;
    synchronized (this) {
      now = handler;
    }
    now.onRequest(exchange);
    return exchange;
  }

  /** A limit strikes. */
  public void limitReached(String option) {
    RequestHandler now;
    synchronized (this) {
      now = handler;
    }
    now.limitReached(option);
  }

  @Override
  public int connectionCount() {
    return connections.get();
  }

  /** A client connects by WebSocket. */
  public FakeWebSocket connect() {
    return request(FakeExchange.upgrade("/socket.io/?EIO=4&transport=websocket")).openWebSocket();
  }
}
