package io.roomcast.testkit.transport;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A transport under {@link CallWatch}. */
record WatchedTransport(Transport transport, CallWatch watch) implements Transport {

  @Override
  public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
    return watch.promptly("start", () -> transport.start(handler, limits));
  }

  @Override
  public int connectionCount() {
    return watch.promptly("connectionCount", transport::connectionCount);
  }

  @Override
  public CompletionStage<Void> stop(Duration grace) {
    return watch.promptly("stop", () -> transport.stop(grace));
  }
}
