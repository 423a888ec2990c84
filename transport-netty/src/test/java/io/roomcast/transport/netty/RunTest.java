package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.TransportException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A run of a transport")
class RunTest {

  /** Fails to end, wherever it can. */
  private static final class Failing implements Run.Endpoint {
    final List<String> steps = new ArrayList<>();

    @Override
    public CompletableFuture<InetSocketAddress> open(Service service) {
      return CompletableFuture.completedFuture(Scene.ANY);
    }

    @Override
    public void closeListening() {
      steps.add("closeListening");
      throw new TransportException("the first failure");
    }

    @Override
    public void close() throws IOException {
      steps.add("close");
      throw new IOException("the second failure");
    }
  }

  @Test
  @DisplayName("gives back its threads even where its stop fails, and tells all that went wrong")
  void closesAfterFailure() throws Exception {
    Failing endpoint = new Failing();
    Run run =
        new Run("nowhere", "run-test", new Service(exchange -> {}, Limits.defaults()), endpoint);
    run.start();
    await(run.address());
    Throwable failure = catchThrowable(() -> await(run.stop(Duration.ZERO))).getCause();
    assertThat(failure).isInstanceOf(TransportException.class).hasMessage("the first failure");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0]).hasMessage("the second failure");
    assertThat(endpoint.steps).containsExactly("closeListening", "close");
  }

  @Test
  @DisplayName("ends in peace where the event loops that it was given were shut down before it")
  void loopsShutDownBefore() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    NettyTransport transport = NettyTransport.on(Scene.ANY).withEventLoopGroup(group);
    await(transport.start(exchange -> {}, Limits.defaults()));
    group.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    await(transport.stop(Duration.ofMinutes(10)));
  }

  @Test
  @DisplayName("has freed the port when it is over, on event loops that it was given, too")
  void portIsFree() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    try {
      NettyTransport transport = NettyTransport.on(Scene.ANY).withEventLoopGroup(group);
      for (int round = 0; round < 50; round++) {
        InetSocketAddress bound = await(transport.start(exchange -> {}, Limits.defaults()));
        await(transport.stop(Duration.ZERO));
        try (ServerSocket socket = new ServerSocket()) {
          socket.setReuseAddress(false);
          socket.bind(bound);
        }
      }
    } finally {
      group.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
