package io.roomcast.transport.javawebsocket;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes new connections from the listening channel. A failure to accept, for example for want of
 * file descriptors, pauses it for a moment and never ends it. Runs on its own event loop.
 */
final class Acceptor {
  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);
  private static final int CONNECTIONS_PER_TURN = 256;
  private static final long PAUSE_MILLIS = 100;

  /** The listening channel: null when nobody waits. */
  interface Source {
    @Nullable SocketChannel accept() throws IOException;
  }

  private final Source source;
  private final Consumer<SocketChannel> newcomers;
  private final Consumer<Boolean> watch;
  private final Executor later;
  private boolean failing;

  /**
   * Creates it.
   *
   * @param watch switches on and off that {@link #accept} is called when connections wait
   */
  Acceptor(
      Source source, Consumer<SocketChannel> newcomers, Consumer<Boolean> watch, Executor loop) {
    this.source = source;
    this.newcomers = newcomers;
    this.watch = watch;
    this.later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, loop);
  }

  /** Accepts those who wait. */
  void accept() {
    try {
      for (int i = 0; i < CONNECTIONS_PER_TURN; i++) {
        SocketChannel channel = source.accept();
        if (channel == null) {
          break;
        }
        newcomers.accept(channel);
      }
      failing = false;
    } catch (ClosedChannelException e) {
      log.debug("the listening channel was closed", e);
    } catch (IOException | RuntimeException e) {
      pause(e);
    }
  }

  private void pause(Exception cause) {
    watch.accept(false);
    later.execute(
        () -> {
          watch.accept(true);
          accept();
        });
    if (!failing) { // last, since logging may fail for the same reason
      failing = true;
      log.warn(
          "cannot accept connections; trying again every {} ms (raise the limit of open files, or"
              + " lower maxConnections)",
          PAUSE_MILLIS,
          cause);
    }
  }
}
