package io.roomcast.examples;

import io.roomcast.Server;
import io.roomcast.adapter.redis.RedisAdapter;
import io.roomcast.spi.transport.TransportException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The room chat on two servers that share their rooms through a Redis of their own: who is on one
 * talks with who is on the other. The page shows on which server it is, and leads to the other one.
 */
public final class TwoNodeChat implements AutoCloseable {
  private static final int NODES = 2;
  private static final Duration GRACE = Duration.ofSeconds(1);

  /**
   * One of the servers, as the page is told.
   *
   * @param number from 1
   * @param port where it listens
   */
  record Node(int number, int port) {}

  private final RedisProcess redis;
  private final List<Server> servers = new CopyOnWriteArrayList<>();
  private final List<Node> nodes = new CopyOnWriteArrayList<>();

  private TwoNodeChat(RedisProcess redis) {
    this.redis = redis;
  }

  /** Starts Redis and the servers. Blocks; where something fails nothing is left running. */
  static TwoNodeChat start(Settings settings) throws IOException {
    TwoNodeChat chat = new TwoNodeChat(RedisProcess.embedded());
    try {
      for (int number = 1; number <= NODES; number++) {
        chat.startNode(settings.onNode(number), number);
      }
      return chat;
    } catch (RuntimeException | Error e) {
      chat.close();
      throw e;
    }
  }

  private void startNode(Settings settings, int number) {
    Server io =
        ChatApplication.server(
            settings.transport().on(settings.address()), RedisAdapter.connecting(redis.uri()));
    servers.add(io);
    io.of("/rooms").onConnection(socket -> socket.emit("node", number, nodes));
    try {
      nodes.add(new Node(number, io.start().join().getPort()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof TransportException failure) {
        throw new IllegalArgumentException(
            ChatApplication.cannotListen(settings, failure), failure);
      }
      throw e;
    }
  }

  /** Where the servers listen, the first one first. */
  List<Node> nodes() {
    return nodes;
  }

  long redisPid() {
    return redis.pid();
  }

  /** Stops the servers, then Redis, and waits for that. */
  @Override
  public void close() {
    CompletableFuture<?>[] stops =
        servers.stream().map(io -> io.stop(GRACE)).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(stops).get(GRACE.toSeconds() + 4, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("The chat did not stop in order: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      redis.close();
    }
  }

  /**
   * Runs until it is interrupted (Ctrl-C). Blocks.
   *
   * @param args {@code --host}, {@code --port} of the first server, {@code --transport}, or {@code
   *     --help}
   * @throws InterruptedException if the thread is interrupted
   * @throws IOException if Redis cannot be started
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.print(Settings.USAGE);
      System.out.println("The second server takes the next port.");
      return;
    }
    TwoNodeChat chat;
    Settings settings;
    try {
      settings = Settings.of(args, System.getenv());
      chat = start(settings);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(chat), "stop"));
    System.out.printf("%nThe room chat is open on two servers:%n%n");
    for (Node node : chat.nodes()) {
      InetSocketAddress address = settings.address();
      System.out.printf(
          "  http://%s:%d/rooms   server %d%n",
          address.getHostString(), node.port(), node.number());
    }
    System.out.printf(
        "%nThey share their rooms through Redis (process %d). Ctrl-C stops all three.%n%n",
        chat.redisPid());
    new CountDownLatch(1).await(); // the hook above ends it
  }

  private static void stop(TwoNodeChat chat) {
    chat.close();
    System.out.println("The chat has stopped.");
  }
}
