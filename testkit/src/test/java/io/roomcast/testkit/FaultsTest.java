package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Server;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Opening a connection is step 1, the first request on it step 2, its answer step 3. */
@DisplayName("Faults of the in-memory transport")
class FaultsTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
  private InMemoryTransport transport = InMemoryTransport.create();

  @AfterEach
  void stop() {
    transport.stop(Duration.ZERO).join();
  }

  /** Records what it is told. */
  private static final class Listener implements WebSocketListener {
    private final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(WebSocketConnection connection) {
      opened.complete(connection);
    }

    @Override
    public void onText(String text) {
      told.add(text);
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
      told.add("bytes " + bytes.remaining());
    }

    @Override
    public void onClosed(int code, String reason, Throwable cause) {
      told.add("closed " + code + (cause == null ? "" : ", " + cause.getMessage()));
    }
  }

  private PeerConnection connect(Faults faults) {
    transport = InMemoryTransport.create(faults);
    transport.start(exchanges::add, Limits.defaults()).join();
    return transport.peer().connect();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static CompletionStage<Void> answer(Exchange exchange, String text) {
    return exchange.respond(
        200, Headers.none(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertLost(CompletionStage<PeerResponse> response) {
    assertThatThrownBy(() -> get(response))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(PeerDisconnectedException.class);
  }

  @Test
  @DisplayName("cut before a request arrives: nobody hears of it but the client, that it is over")
  void requestLost() throws Exception {
    PeerConnection client = connect(Faults.none().cuttingBefore(2));
    assertLost(client.send(PeerRequest.get("/")));
    get(client.ended());
    assertThat(exchanges).isEmpty();
    assertThat(transport.connectionCount()).isZero();
  }

  @Test
  @DisplayName("cut before an answer arrives: the server takes it for written, the client has none")
  void answerLost() throws Exception {
    PeerConnection client = connect(Faults.none().cuttingBefore(3));
    CompletableFuture<PeerResponse> response = client.send(PeerRequest.get("/"));
    get(answer(take(exchanges), "yes"));
    assertLost(response);
    get(client.ended());
  }

  @Test
  @DisplayName("cut after an answer: it is there, and nothing more comes")
  void cutBehindAnswer() throws Exception {
    PeerConnection client = connect(Faults.none().cuttingAfter(3));
    CompletableFuture<PeerResponse> response = client.send(PeerRequest.get("/"));
    get(answer(take(exchanges), "yes"));
    assertThat(get(response).bodyText()).isEqualTo("yes");
    get(client.ended());
    assertLost(client.send(PeerRequest.get("/")));
  }

  @Test
  @DisplayName("cut after a request: it is handed over, and aborted")
  void cutBehindRequest() throws Exception {
    PeerConnection client = connect(Faults.none().cuttingAfter(2));
    CompletableFuture<PeerResponse> response = client.send(PeerRequest.get("/"));
    Exchange exchange = take(exchanges);
    CompletableFuture<Void> aborted = new CompletableFuture<>();
    exchange.onAbort(() -> aborted.complete(null));
    get(aborted);
    assertLost(response);
  }

  @Test
  @DisplayName("fail a write: the server hears of it, and so do those who wait behind it")
  void writeFails() throws Exception {
    PeerConnection client = connect(Faults.none().failingWrite(2));
    CompletableFuture<PeerResponse> first = client.send(PeerRequest.get("/"));
    get(answer(take(exchanges), "first"));
    assertThat(get(first).bodyText()).isEqualTo("first");
    CompletableFuture<PeerResponse> second = client.send(PeerRequest.get("/"));
    CompletionStage<Void> written = answer(take(exchanges), "second");
    assertThatThrownBy(() -> get(written)).hasCauseInstanceOf(TransportException.class);
    assertLost(second);
    assertThat(transport.writes()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "fail the write of a WebSocket message: what came before is there, then it is closed")
  void messageFails() throws Exception {
    Listener listener = new Listener();
    PeerWebSocket client =
        connect(Faults.none().failingWrite(3)).upgrade(PeerRequest.get("/")); // after the 101 and a
    take(exchanges).upgrade(Headers.none(), listener);
    WebSocketConnection server = get(listener.opened);
    List.of("a", "b", "c").forEach(text -> server.send(OutboundMessage.text(text)));
    assertThat(get(client.next())).isEqualTo(new PeerFrame.Text("a"));
    assertThat(get(client.next())).isEqualTo(new PeerFrame.End());
    assertThat(take(listener.told)).startsWith("closed 1006, failed write, step 5 of");
    assertThat(server.isWritable()).isFalse();
  }

  @Test
  @DisplayName("split a body: the server gets its pieces, and a cut between them breaks it off")
  void bodyInPieces() throws Exception {
    PeerConnection client = connect(Faults.none().splitting(10).cuttingBefore(5)); // its third
    CompletableFuture<PeerResponse> response = client.send(PeerRequest.post("/", "a".repeat(30)));
    Exchange exchange = take(exchanges);
    assertThatThrownBy(() -> get(exchange.body())).hasCauseInstanceOf(TransportException.class);
    assertLost(response);
  }

  @Test
  @DisplayName("split everything, and it arrives whole")
  void wholeAgain() throws Exception {
    PeerConnection client =
        connect(Faults.seeded(1).splitting(7).delaying(Duration.ofNanos(200_000)));
    String text = "0123456789".repeat(20);
    CompletableFuture<PeerResponse> response = client.send(PeerRequest.post("/", text));
    Exchange exchange = take(exchanges);
    ByteBuffer body = get(exchange.body());
    get(exchange.respond(200, Headers.none(), body));
    assertThat(get(response).bodyText()).isEqualTo(text);
    // the connection, the head, 29 pieces of a body, its end, and 29 pieces again
    assertThat(transport.steps()).isEqualTo(3 + 29 + 29);
    assertThat(transport.writes()).isEqualTo(1);
  }

  @Test
  @DisplayName("hold up a step: others overtake it on other connections, nothing on its own")
  void heldUp() throws Exception {
    PeerConnection first = connect(Faults.none().holdingUp(2, LONG));
    CompletableFuture<PeerResponse> held = first.send(PeerRequest.get("/held"));
    CompletableFuture<PeerResponse> behind = first.send(PeerRequest.get("/behind"));
    PeerConnection second = transport.peer().connect();
    CompletableFuture<PeerResponse> other = second.send(PeerRequest.get("/other"));
    Exchange exchange = take(exchanges);
    assertThat(exchange.path()).isEqualTo("/other");
    get(answer(exchange, "yes"));
    assertThat(get(other).bodyText()).isEqualTo("yes");
    assertThat(exchanges).isEmpty();
    assertThat(held).isNotDone();
    transport.stop(Duration.ZERO).join();
    assertLost(held);
    assertLost(behind);
  }

  @Test
  @DisplayName("delay what the server hears of its answers, too, but never beyond a stop")
  void lateCompletion() throws Exception {
    PeerConnection client = connect(Faults.seeded(3).delaying(Duration.ofMillis(20)));
    List<CompletableFuture<Void>> written = new ArrayList<>();
    long late = 0;
    for (int i = 0; i < 50; i++) {
      CompletableFuture<PeerResponse> response = client.send(PeerRequest.get("/"));
      Exchange exchange = take(exchanges);
      late += written.stream().filter(each -> !each.isDone()).count();
      written.add(answer(exchange, "yes").toCompletableFuture());
      assertThat(get(response).bodyText()).isEqualTo("yes");
    }
    assertThat(late).as("completions behind the next request").isPositive();
    transport.stop(Duration.ZERO).join();
    assertThat(written).allMatch(CompletableFuture::isDone);
  }

  @Test
  @DisplayName("are the same for the same seed")
  void seeds() {
    String first = broken(1);
    assertThat(broken(1)).isEqualTo(first);
    assertThat(List.of(broken(2), broken(3), broken(4))).doesNotContain(first);
    assertThat(first).contains("0").contains("1");
  }

  /** On which of some connections a request got no answer, one after the other. */
  private String broken(long seed) {
    transport = InMemoryTransport.create(Faults.seeded(seed).breakingOneIn(6));
    transport.start(exchange -> answer(exchange, "yes"), Limits.defaults()).join();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      PeerConnection client = transport.peer().connect();
      CompletableFuture<Boolean> lost =
          client.send(PeerRequest.get("/")).handle((response, failure) -> failure != null);
      all.append(lost.orTimeout(10, TimeUnit.SECONDS).join() ? '1' : '0');
      client.close();
    }
    transport.stop(Duration.ZERO).join();
    return all.toString();
  }

  @Test
  @DisplayName("tell of themselves in the message of a test that fails")
  void messages() {
    transport = InMemoryTransport.create(Faults.seeded(42).delaying(Duration.ofMillis(1)));
    Server io = Server.builder().transport(transport).build();
    io.start().join();
    try (io;
        TestClient client = TestClient.connect(io)) {
      io.emit("news");
      client.settle();
      assertThatThrownBy(client::assertNoEvents).hasMessageContaining("faults of seed 42");
      assertThat(client)
          .hasToString("client " + client.id() + " in / (" + transport.network() + ")");
    }
    assertThat(InMemoryTransport.create()).hasToString("in-memory transport with no faults");
  }

  @Test
  @DisplayName("say what they are")
  void text() {
    assertThat(
            Faults.seeded(7)
                .delaying(Duration.ofMillis(2))
                .splitting(100)
                .breakingOneIn(50)
                .cuttingBefore(1)
                .cuttingAfter(2)
                .failingWrite(3)
                .holdingUp(4, Duration.ofSeconds(5)))
        .hasToString(
            "faults of seed 7: delaying up to PT0.002S, splitting into 100 bytes, breaking at one"
                + " step in 50, cutting before step 1, cutting after step 2, failing write 3,"
                + " holding up step 4 by PT5S");
    assertThat(Faults.none()).hasToString("no faults");
  }

  @Test
  @DisplayName("are not for what cannot be")
  void invalid() {
    Faults none = Faults.none();
    assertThatThrownBy(() -> none.delaying(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.holdingUp(1, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.splitting(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.breakingOneIn(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.cuttingBefore(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cutting before step must be positive, not 0");
  }
}
