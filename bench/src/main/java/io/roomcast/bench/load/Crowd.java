package io.roomcast.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Clients that come in, a few at a time, and what happens to them once they are all there. */
final class Crowd implements Inbox {
  /** Makes a client that is not connected yet. */
  @FunctionalInterface
  interface Maker {
    Client make(int number, Inbox inbox);
  }

  private final Inbox target;
  private final LongConsumer entryTime;
  private final List<Client> clients = new ArrayList<>();
  private final long[] openedAt;
  private final boolean[] in;
  private int opened;
  private int entered;
  private long disconnected;
  private String problem = "";

  /**
   * A crowd of which nobody has come yet.
   *
   * @param target told of everything
   * @param entryTime given the nanoseconds that each client took to get in
   */
  Crowd(int size, Maker maker, Inbox target, LongConsumer entryTime) {
    this.target = target;
    this.entryTime = entryTime;
    openedAt = new long[size];
    in = new boolean[size];
    for (int i = 0; i < size; i++) {
      clients.add(maker.make(i, this));
    }
  }

  /** One of clients with a WebSocket, whose way in nobody times. */
  static Crowd of(LoadLoop loop, WebSocketClient.Manner manner, int size, Inbox target) {
    return new Crowd(
        size,
        (number, inbox) -> new WebSocketClient(loop, manner, number, inbox),
        target,
        nanos -> {});
  }

  /** Lets more of them come, if not too many are on their way. */
  void fill() {
    while (opened < clients.size() && opened - entered < LoadSpec.CONNECTING) {
      openedAt[opened] = System.nanoTime();
      clients.get(opened++).open();
    }
  }

  /** Whether all are in. */
  boolean isComplete() {
    return entered == clients.size();
  }

  /**
   * Waits until all are in.
   *
   * @throws LoadException if one is refused, or it takes longer than it may
   */
  void enter(LoadLoop loop, long mostMillis) {
    long end = System.nanoTime() + mostMillis * 1_000_000;
    while (!isComplete()) {
      fill();
      loop.pass();
      if (!problem.isEmpty() || System.nanoTime() > end) {
        throw new LoadException(
            "%d of %d clients came in%s"
                .formatted(
                    entered, clients.size(), problem.isEmpty() ? " in time" : ": " + problem));
      }
    }
  }

  List<Client> clients() {
    return clients;
  }

  /** How many were in and lost their connection. */
  long disconnected() {
    return disconnected;
  }

  void close() {
    clients.subList(0, opened).forEach(Client::close);
  }

  @Override
  public void onReady(Client client) {
    in[client.number()] = true;
    entered++;
    entryTime.accept(System.nanoTime() - openedAt[client.number()]);
    target.onReady(client);
  }

  @Override
  public void onMessage(Client client, byte[] bytes, int offset, int length) {
    target.onMessage(client, bytes, offset, length);
  }

  @Override
  public void onHeartbeat(Client client) {
    target.onHeartbeat(client);
  }

  @Override
  public void onGone(Client client, String reason) {
    if (in[client.number()]) {
      disconnected++;
    } else {
      problem = reason;
    }
    target.onGone(client, reason);
  }
}
