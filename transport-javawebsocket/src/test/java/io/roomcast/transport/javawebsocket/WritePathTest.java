package io.roomcast.transport.javawebsocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Writing")
class WritePathTest {

  @Test
  @DisplayName("asks the selector for writability only when a socket is full")
  void noInterestInWritingUnlessFull() throws Exception {
    List<RecordingListener> listeners = new CopyOnWriteArrayList<>();
    List<RawClient> clients = new ArrayList<>();
    try (TestServer server =
        TestServer.start(
            exchange -> {
              RecordingListener listener = new RecordingListener();
              listeners.add(listener);
              exchange.upgrade(Headers.none(), listener);
            })) {
      for (int i = 0; i < 50; i++) {
        clients.add(server.connect().upgrade());
      }
      for (int round = 0; round < 100; round++) {
        OutboundMessage message = OutboundMessage.text("round " + round);
        for (RecordingListener listener : listeners) {
          listener.connection().send(message);
        }
        for (RawClient client : clients) {
          assertThat(client.readFrame().text()).isEqualTo("round " + round);
        }
      }
      assertThat(server.writeInterests()).isZero();

      listeners.get(0).connection().send(OutboundMessage.binary(ByteBuffer.allocate(32 << 20)));
      await().until(() -> server.writeInterests() > 0);
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  @Test
  @DisplayName("the 101 over the high-water mark tells no onWritable before onOpen")
  void noWritableBeforeOpen() throws Exception {
    AtomicBoolean early = new AtomicBoolean();
    RecordingListener listener =
        new RecordingListener.Echo() {
          @Override
          public void onWritable() {
            if (!opened.isDone()) {
              early.set(true);
            }
            super.onWritable();
          }
        };
    Limits limits = Limits.builder().lowWaterMark(16).highWaterMark(32).build();
    try (TestServer server = TestServer.start(TestServer.upgradingTo(listener), limits);
        RawClient client = server.connect().upgrade()) {
      client.text("x".repeat(64));
      assertThat(client.readFrame().payload()).hasSize(64);
      await().until(() -> listener.writables.get() == 1);
      assertThat(early).isFalse();
    }
  }

  @Test
  @DisplayName("lets go of the HTTP parser after the upgrade, even if the exchange is kept")
  void parserIsDropped() throws Exception {
    AtomicReference<Object> kept = new AtomicReference<>();
    RecordingListener listener = new RecordingListener();
    AtomicReference<WeakReference<Protocol>> http = new AtomicReference<>();
    CompletableFuture<TestServer> self = new CompletableFuture<>();
    try (TestServer server =
            TestServer.start(
                exchange -> {
                  kept.set(exchange);
                  for (EventLoop loop : self.join().binding.loops()) {
                    for (Connection connection : loop.connections()) {
                      http.set(new WeakReference<>(connection.protocol()));
                    }
                  }
                  exchange.upgrade(Headers.none(), listener);
                },
                Limits.defaults(),
                1);
        RawClient client = server.connect()) {
      self.complete(server);
      client.upgrade();
      listener.connection();
      assertThat(http.get()).isNotNull();
      await()
          .until(
              () -> {
                System.gc();
                return http.get().get() == null;
              });
      assertThat(kept.get()).isNotNull();
    }
  }

  @Test
  @DisplayName(
      "merges small messages, splits large ones, and completes each part when it is through")
  void queueMergesAndCounts() {
    OutboundQueue queue = new OutboundQueue(10, 20);
    List<CompletableFuture<Void>> done = new ArrayList<>();
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    assertThat(queue.add(ByteBuffer.wrap("hello ".getBytes(UTF_8)), first)).isTrue();
    assertThat(queue.add(ByteBuffer.wrap("wide ".getBytes(UTF_8)))).isTrue();
    assertThat(queue.isWritable()).isTrue();
    assertThat(queue.add(ByteBuffer.wrap("world, and more".getBytes(UTF_8)), second)).isTrue();
    assertThat(queue.isWritable()).isFalse();
    assertThat(queue.bytes()).isEqualTo(26);

    ByteBuffer scratch = ByteBuffer.allocate(16);
    queue.peekInto(scratch);
    assertThat(new String(scratch.array(), UTF_8)).isEqualTo("hello wide world");
    assertThat(queue.bytes()).isEqualTo(26);

    assertThat(queue.take(5, done)).isFalse();
    assertThat(done).isEmpty();
    assertThat(queue.take(8, done)).isFalse();
    assertThat(done).containsExactly(first);
    scratch.clear();
    queue.peekInto(scratch);
    assertThat(new String(scratch.array(), 0, scratch.position(), UTF_8))
        .isEqualTo("rld, and more");
    assertThat(queue.take(2, done)).isFalse();
    assertThat(queue.take(1, done)).isTrue();
    assertThat(queue.bytes()).isEqualTo(10);
    assertThat(queue.isWritable()).isTrue();
    assertThat(queue.addLast(ByteBuffer.allocate(1))).isTrue();
    assertThat(queue.add(ByteBuffer.allocate(1))).isFalse();
    assertThat(queue.isWritable()).isFalse();
    assertThat(queue.take(11, done)).isFalse();
    assertThat(done).containsExactly(first, second);
    assertThat(queue.bytes()).isZero();
  }
}
