package io.roomcast.examples;

import io.roomcast.Server;
import io.roomcast.http.StaticResources;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.TransportException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The group chat at {@code /socket}, the room chat at {@code /rooms} and a page that leads to both.
 */
public final class ChatApplication {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private ChatApplication() {}

  /**
   * Makes the server with its pages. The group chat is in the main namespace, where a page that
   * calls {@code io()} without options arrives; the room chat has a namespace of its own, so that
   * neither hears the other's events nor counts its people.
   *
   * @param transport says where it listens, and with which network library
   * @return not started yet
   */
  public static Server server(Transport transport) {
    return server(transport, RoomAdapter.Factory.inMemory());
  }

  /** One of several servers that share their rooms. */
  static Server server(Transport transport, RoomAdapter.Factory adapter) {
    Server io =
        Server.builder()
            .transport(transport)
            .adapter(adapter)
            .resources(StaticResources.onClasspath("/public", ChatApplication.class))
            .build();
    GroupChat.serve(io);
    RoomChat.serve(io.of("/rooms"));
    return io;
  }

  /**
   * Runs until it is interrupted (Ctrl-C). Blocks.
   *
   * @param args {@code --host}, {@code --port} and {@code --transport}, or {@code --help}
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.print(Settings.USAGE);
      return;
    }
    try {
      run(Settings.of(args, System.getenv()));
    } catch (IllegalArgumentException e) {
      fail(e.getMessage() + System.lineSeparator() + System.lineSeparator() + Settings.USAGE);
    }
  }

  private static void run(Settings settings) throws InterruptedException {
    Server io = server(settings.transport().on(settings.address()));
    try {
      InetSocketAddress bound = io.start().join();
      System.out.print(Welcome.of(settings, bound.getPort()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof TransportException failure) {
        fail(cannotListen(settings, failure));
      }
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(io), "stop"));
    new CountDownLatch(1).await(); // the hook above ends it
  }

  static String cannotListen(Settings settings, TransportException failure) {
    Throwable reason = failure.getCause() != null ? failure.getCause() : failure;
    return "The chat cannot listen on %s, port %d: %s.%n"
            .formatted(settings.host(), settings.port(), reason.getMessage())
        + "Choose another port with the argument --port %d or with ROOMCAST_PORT=%d.%n"
            .formatted(settings.nextPort(), settings.nextPort());
  }

  private static void stop(Server io) {
    try {
      io.stop(GRACE).get(GRACE.toSeconds() + 4, TimeUnit.SECONDS);
      System.out.println("The chat has stopped.");
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("The chat did not stop in order: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fail(String message) {
    System.err.print(message);
    System.exit(1);
  }
}
