package io.roomcast.bench.jmh;

import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A server on a {@link DirectTransport} with clients in its main namespace. They stay there: no
 * heartbeat comes within a day.
 */
final class ConnectedServer implements AutoCloseable {
  private static final int CONNECT_SECONDS = 10;

  private final Server io;
  private final List<DirectClient> clients = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();

  private ConnectedServer(Server io) {
    this.io = io;
  }

  /** With listeners on the thread that causes them, which leaves out the change of threads. */
  static ConnectedServer start(int members) {
    return start(members, builder -> builder.executor(Runnable::run));
  }

  /** Blocks until all are there. */
  static ConnectedServer start(int members, UnaryOperator<ServerBuilder> change) {
    DirectTransport transport = new DirectTransport();
    ServerBuilder builder =
        Server.builder()
            .transport(transport)
            .engine(
                engine ->
                    engine
                        .maxSessions(Integer.MAX_VALUE)
                        .maxHandshakesPerSecond(Integer.MAX_VALUE)
                        .maxSessionsPerAddress(Integer.MAX_VALUE)
                        .pingInterval(Duration.ofDays(1)));
    ConnectedServer server = new ConnectedServer(change.apply(builder).build());
    BlockingQueue<Socket> arrived = new LinkedBlockingQueue<>();
    server.io.onConnection(arrived::add);
    server.io.start().join();
    for (int i = 0; i < members; i++) {
      DirectClient client = transport.connect();
      client.emit("40");
      server.clients.add(client);
      server.sockets.add(next(arrived));
    }
    return server;
  }

  private static Socket next(BlockingQueue<Socket> arrived) {
    try {
      Socket socket = arrived.poll(CONNECT_SECONDS, TimeUnit.SECONDS);
      if (socket == null) {
        throw new IllegalStateException("the server lets nobody in");
      }
      return socket;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Server io() {
    return io;
  }

  /** The client whose socket has the same index. */
  DirectClient client(int index) {
    return clients.get(index);
  }

  Socket socket(int index) {
    return sockets.get(index);
  }

  /** Lets {@code count} sockets join, evenly out of all, beginning with the one at an offset. */
  void join(String room, int count, int offset) {
    int step = sockets.size() / count;
    for (int i = 0; i < count; i++) {
      sockets.get((i * step + offset) % sockets.size()).join(room);
    }
  }

  /** Messages that all clients together have received. */
  long received() {
    return clients.stream().mapToLong(DirectClient::messages).sum();
  }

  /**
   * Makes sure that a benchmark measures what it says.
   *
   * @throws IllegalStateException if {@code action} does not lead to so many messages at once
   */
  void requireReach(long messages, Runnable action) {
    long before = received();
    action.run();
    long reached = received() - before;
    if (reached != messages) {
      throw new IllegalStateException(reached + " messages instead of " + messages);
    }
  }

  @Override
  public void close() {
    io.stop(Duration.ZERO).join();
  }
}
