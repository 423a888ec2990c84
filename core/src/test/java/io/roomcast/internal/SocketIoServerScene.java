package io.roomcast.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A server on a transport that is none. */
abstract class SocketIoServerScene {
  final FakeTransport transport = new FakeTransport();
  final AtomicInteger openAdapters = new AtomicInteger();
  final Server io =
      Server.builder()
          .transport(transport)
          .engine(engine -> engine.maxPayload(12_345))
          .adapter(
              local -> {
                openAdapters.incrementAndGet();
                return new RoomAdapter() {
                  @Override
                  public io.roomcast.spi.adapter.LocalRooms local() {
                    return local;
                  }

                  @Override
                  public CompletionStage<Void> close() {
                    openAdapters.decrementAndGet();
                    return CompletableFuture.completedStage(null);
                  }
                };
              })
          .build();

  @AfterEach
  void stop() throws Exception {
    io.stop().get(30, SECONDS);
  }

  FakeWebSocket join() {
    FakeWebSocket client = transport.connect().receive("40");
    await().until(() -> client.frames().size() == 2);
    return client;
  }
}
