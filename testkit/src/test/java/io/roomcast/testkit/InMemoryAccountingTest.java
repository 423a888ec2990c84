package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The in-memory transport counts exactly")
class InMemoryAccountingTest {
  private final InMemoryTransport transport = InMemoryTransport.create();
  private final Listener listener = new Listener();

  /** Records what it is told. */
  private static final class Listener implements WebSocketListener {
    private final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile Consumer<WebSocketConnection> onMessage = connection -> {};

    @Override
    public void onOpen(WebSocketConnection connection) {
      opened.complete(connection);
    }

    @Override
    public void onText(String text) {
      told.add(text);
      onMessage.accept(opened.join());
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
      told.add("bytes " + bytes.remaining());
    }

    @Override
    public void onWritable() {
      told.add("writable at " + opened.join().queuedBytes());
    }

    @Override
    public void onClosed(int code, String reason, Throwable cause) {
      told.add("closed " + code);
    }
  }

  @AfterEach
  void stop() {
    transport.stop(Duration.ZERO).join();
  }

  @Test
  @DisplayName("what is queued, frame heads included, and tells of it at the low-water mark")
  void waterMarks() throws Exception {
    PeerWebSocket client = open(Limits.builder().lowWaterMark(500).highWaterMark(1000).build());
    WebSocketConnection server = listener.opened.get(10, TimeUnit.SECONDS);
    client.stopReading();
    barrier();
    OutboundMessage message = OutboundMessage.binary(ByteBuffer.allocate(200));
    for (int i = 1; i <= 4; i++) {
      server.send(message);
      assertThat(server.queuedBytes()).isEqualTo(i * 204L);
      assertThat(server.isWritable()).isTrue();
    }
    server.send(message);
    assertThat(server.isWritable()).isFalse();
    server.send(OutboundMessage.text(""));
    assertThat(server.queuedBytes()).isEqualTo(5 * 204L + 2);
    client.startReading();
    barrier();
    assertThat(listener.told).containsExactly("writable at " + (2 * 204 + 2));
    assertThat(server.queuedBytes()).isZero();
  }

  @Test
  @DisplayName("nothing arrives while reading is paused, and all of it afterwards")
  void paused() throws Exception {
    PeerWebSocket client = open(Limits.defaults());
    WebSocketConnection server = listener.opened.get(10, TimeUnit.SECONDS);
    server.readable(false);
    client.sendText("a");
    client.sendBinary(new byte[3]);
    barrier();
    assertThat(listener.told).isEmpty();
    server.readable(true);
    client.close(1000, "");
    barrier();
    assertThat(listener.told).containsExactly("a", "bytes 3", "closed 1000");
  }

  @Test
  @DisplayName("nor does anything once it is paused inside a callback, and later it is in order")
  void pausedInside() throws Exception {
    listener.onMessage = connection -> connection.readable(false);
    PeerWebSocket client = open(Limits.defaults());
    WebSocketConnection server = listener.opened.get(10, TimeUnit.SECONDS);
    for (String text : List.of("a", "b", "c")) {
      client.sendText(text);
    }
    barrier();
    assertThat(listener.told).containsExactly("a");
    listener.onMessage = connection -> {};
    server.readable(true);
    client.sendText("d");
    barrier();
    assertThat(listener.told).containsExactly("a", "b", "c", "d");
  }

  @Test
  @DisplayName("the connections that are open, in all and by address")
  void connections() throws Exception {
    assertThat(transport.connectionCount()).isZero();
    start(Limits.builder().maxConnectionsPerAddress(1).build());
    PeerConnection first = transport.peer(InetAddress.getByName("192.0.2.1")).connect();
    PeerConnection second = transport.peer(InetAddress.getByName("192.0.2.2")).connect();
    PeerConnection third = transport.peer(InetAddress.getByName("192.0.2.2")).connect();
    third.ended().get(10, TimeUnit.SECONDS);
    assertThat(transport.connectionCount()).isEqualTo(2);
    assertThat(first.ended()).isNotDone();
    second.abort();
    second.ended().get(10, TimeUnit.SECONDS);
    assertThat(transport.connectionCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("SEC-19 as one address a /64 network of IPv6")
  void networks() throws Exception {
    start(Limits.builder().maxConnectionsPerAddress(1).build());
    PeerConnection first = transport.peer(InetAddress.getByName("2001:db8::1")).connect();
    PeerConnection second = transport.peer(InetAddress.getByName("2001:db8::2:0:0:1")).connect();
    PeerConnection other = transport.peer(InetAddress.getByName("2001:db8:0:1::1")).connect();
    second.ended().get(10, TimeUnit.SECONDS);
    barrier();
    assertThat(first.ended()).isNotDone();
    assertThat(other.ended()).isNotDone();
  }

  @Test
  @DisplayName("what a client has not taken: a stop waits for it, a WebSocket opens and closes")
  void stopBeforeTheSwitch() throws Exception {
    start(Limits.defaults());
    PeerConnection connection = transport.peer().connect();
    connection.stopReading();
    PeerWebSocket client = connection.upgrade(PeerRequest.get("/"));
    client.sendText("early");
    barrier();
    assertThat(client.opened()).isNotDone();
    assertThat(listener.opened).isNotDone();
    CompletableFuture<Void> stopped = transport.stop(Duration.ofMinutes(10));
    connection.startReading();
    stopped.get(10, TimeUnit.SECONDS);
    assertThat(client.opened().get(10, TimeUnit.SECONDS).status()).isEqualTo(101);
    assertThat(listener.told).containsExactly("early", "closed 1001");
  }

  @Test
  @DisplayName("one start; a second one fails and leaves the first alone")
  void startedTwice() throws Exception {
    start(Limits.defaults());
    assertThatThrownBy(() -> transport.start(exchange -> {}, Limits.defaults()).join())
        .hasCauseInstanceOf(TransportException.class)
        .hasMessageContaining("already started");
    barrier();
  }

  @Test
  @DisplayName("nobody before the start and after the stop")
  void notStarted() {
    assertThatThrownBy(() -> transport.peer().connect())
        .isInstanceOf(PeerDisconnectedException.class);
    start(Limits.defaults());
    transport.stop(Duration.ZERO).join();
    assertThatThrownBy(() -> transport.peer().connect())
        .isInstanceOf(PeerDisconnectedException.class)
        .hasMessageContaining("not started");
  }

  @Test
  @DisplayName("no thread that keeps the JVM alive")
  void daemon() throws Exception {
    CompletableFuture<Boolean> daemon = new CompletableFuture<>();
    transport
        .start(
            exchange -> {
              daemon.complete(Thread.currentThread().isDaemon());
              exchange.respond(200, Headers.none(), ByteBuffer.allocate(0));
            },
            Limits.defaults())
        .join();
    barrier();
    assertThat(daemon).isCompletedWithValue(true);
  }

  private void start(Limits limits) {
    transport
        .start(
            exchange -> {
              if (exchange.isUpgrade()) {
                exchange.upgrade(Headers.none(), listener);
              } else {
                exchange.respond(200, Headers.none(), ByteBuffer.allocate(0));
              }
            },
            limits)
        .join();
  }

  private PeerWebSocket open(Limits limits) throws Exception {
    start(limits);
    PeerWebSocket client = transport.peer().connect().upgrade(PeerRequest.get("/"));
    client.opened().get(10, TimeUnit.SECONDS);
    return client;
  }

  /** There is one I/O thread, so what was asked for before this has been done. */
  private void barrier() throws Exception {
    try (PeerConnection connection = transport.peer().connect()) {
      connection.send(PeerRequest.get("/")).get(10, TimeUnit.SECONDS);
    }
  }
}
