package io.roomcast.internal.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.HttpCompression;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testing.FakeExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PollCompressionTest {
  private static final String LONG = "hello ".repeat(300);
  private static final String HUGE = "hello ".repeat(30_000);

  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();

  private FakeExchange poll(String acceptEncoding) {
    return fixture.request(
        FakeExchange.get(client.target()).with("Accept-Encoding", acceptEncoding));
  }

  private static Optional<String> encoding(FakeExchange poll) {
    assertThat(poll.status()).isEqualTo(200);
    return poll.responseHeaders().first("Content-Encoding");
  }

  private static String gunzip(FakeExchange poll) throws IOException {
    byte[] bytes = poll.responseBytes();
    return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), UTF_8);
  }

  @Test
  @DisplayName("EIO-47 an answer from the threshold on is compressed as the client prefers")
  void compressed() throws IOException {
    client.send(LONG);
    FakeExchange gzip = poll("gzip, deflate, br");
    assertThat(encoding(gzip)).hasValue("gzip");
    assertThat(gzip.responseHeaders().first("Vary")).hasValue("Accept-Encoding");
    assertThat(gzip.responseHeaders().first("Content-Type")).hasValue("text/plain; charset=UTF-8");
    assertThat(gunzip(gzip)).isEqualTo("4" + LONG);

    FakeExchange waiting = poll("deflate, gzip;q=0.9");
    client.send(LONG);
    assertThat(encoding(waiting)).hasValue("deflate");
    byte[] zlib = waiting.responseBytes();
    assertThat(new InflaterInputStream(new ByteArrayInputStream(zlib)).readAllBytes())
        .isEqualTo(("4" + LONG).getBytes(UTF_8));
  }

  @Test
  @DisplayName("EIO-47 the payload counts, not its packets: many small ones are compressed")
  void payloadCounts() throws IOException {
    List<String> packets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      client.send("hello number " + i);
      packets.add("4hello number " + i);
    }
    assertThat(gunzip(poll("gzip"))).isEqualTo(String.join("\u001e", packets));
  }

  @Test
  @DisplayName("EIO-47 small answers, and clients that want none of it, get them as they are")
  void identity() {
    client.send("a".repeat(1022));
    FakeExchange small = poll("gzip");
    assertThat(encoding(small)).isEmpty();
    assertThat(small.responseHeaders().first("Vary")).isEmpty();

    for (String accepted : List.of("", "br", "gzip;q=0", "identity;q=1, gzip;q=0.5")) {
      client.send(LONG);
      FakeExchange poll = poll(accepted);
      assertThat(encoding(poll)).as(accepted).isEmpty();
      assertThat(poll.responseHeaders().first("Vary")).hasValue("Accept-Encoding");
      assertThat(poll.responseText()).isEqualTo("4" + LONG);
    }

    client.send("a".repeat(1023)); // with the type of its packet it is as long as the threshold
    assertThat(encoding(poll("gzip"))).hasValue("gzip");
  }

  @Test
  @DisplayName("EIO-47 API-27 without a packet that may be compressed, the answer is not")
  void compressFalse() throws IOException {
    List<EngineMessage> not = List.of(EngineMessage.text(LONG).uncompressed());
    assertThat(client.session().send(not)).isEqualTo(SendResult.QUEUED);
    assertThat(client.session().send(not)).isEqualTo(SendResult.QUEUED);
    FakeExchange plain = poll("gzip");
    assertThat(encoding(plain)).isEmpty();
    assertThat(plain.responseHeaders().first("Vary")).isEmpty();

    assertThat(client.session().send(not)).isEqualTo(SendResult.QUEUED);
    client.send("b");
    assertThat(gunzip(poll("gzip"))).isEqualTo("4" + LONG + "\u001e4b");
  }

  @Test
  @DisplayName("EIO-47 the option sets the threshold, or switches compression off")
  void option() {
    EngineFixture off = new EngineFixture(options -> options.noHttpCompression());
    PollingClient onOff = off.openPolling();
    onOff.send(LONG);
    FakeExchange plain =
        off.request(FakeExchange.get(onOff.target()).with("Accept-Encoding", "gzip"));
    assertThat(encoding(plain)).isEmpty();
    assertThat(plain.responseHeaders().first("Vary")).isEmpty();

    EngineFixture low =
        new EngineFixture(options -> options.httpCompression(new HttpCompression(100)));
    PollingClient onLow = low.openPolling();
    onLow.send("a".repeat(99));
    assertThat(
            encoding(low.request(FakeExchange.get(onLow.target()).with("Accept-Encoding", "gzip"))))
        .hasValue("gzip");
    assertThatThrownBy(() -> new HttpCompression(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("EIO-47 the answer to the handshake is compressed too, with its headers")
  void handshake() throws IOException {
    EngineFixture greeting =
        new EngineFixture(
            options ->
                options
                    .initialPacket(LONG)
                    .initialHeaders((request, headers) -> headers.add("X-Test", "yes")));
    FakeExchange handshake =
        greeting.request(FakeExchange.get(EngineFixture.POLLING).with("Accept-Encoding", "gzip"));
    assertThat(encoding(handshake)).hasValue("gzip");
    assertThat(handshake.responseHeaders().first("X-Test")).hasValue("yes");
    assertThat(gunzip(handshake)).startsWith("0{").endsWith("\u001e4" + LONG);
  }

  @Test
  @DisplayName("EIO-47 the answer to a POST is never compressed")
  void post() {
    EngineFixture all =
        new EngineFixture(options -> options.httpCompression(new HttpCompression(0)));
    PollingClient poster = all.openPolling();
    FakeExchange post =
        all.request(FakeExchange.post(poster.target(), "4a").with("Accept-Encoding", "gzip"));
    assertThat(encoding(post)).isEmpty();
    assertThat(post.responseText()).isEqualTo("ok");
  }

  @Test
  @DisplayName("EIO-47 what does not shrink is sent as it is")
  void doesNotShrink() {
    EngineFixture all =
        new EngineFixture(options -> options.httpCompression(new HttpCompression(0)));
    PollingClient poller = all.openPolling();
    poller.send("a");
    FakeExchange poll =
        all.request(FakeExchange.get(poller.target()).with("Accept-Encoding", "gzip"));
    assertThat(encoding(poll)).isEmpty();
    assertThat(poll.responseText()).isEqualTo("4a");
  }

  private static OutboundPayload payload(String text) {
    return new OutboundPayload(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Test
  @DisplayName("EIO-47 a long answer is compressed elsewhere, not on the thread that sends it")
  void longAnswer() throws IOException {
    Deque<Runnable> elsewhere = new ArrayDeque<>();
    PollAnswers answers =
        new PollAnswers(Optional.of(HttpCompression.defaults()), () -> false, elsewhere::add);
    FakeExchange poll = FakeExchange.get("/").with("Accept-Encoding", "gzip");
    OutboundPayload payload = payload(HUGE);

    CompletionStage<Void> written = answers.send(poll, Headers.of("X-Test", "yes"), payload, true);
    assertThat(poll.answered()).isFalse();
    assertThat(written.toCompletableFuture()).isNotDone();
    elsewhere.remove().run();
    assertThat(gunzip(poll)).isEqualTo(HUGE);
    assertThat(poll.responseHeaders().first("X-Test")).hasValue("yes");
    assertThat(written.toCompletableFuture()).isCompleted();

    FakeExchange small = FakeExchange.get("/").with("Accept-Encoding", "gzip");
    var unused =
        answers.send(
            small, Headers.none(), payload(HUGE.substring(0, PollAnswers.MAX_INLINE_BYTES)), true);
    assertThat(encoding(small)).hasValue("gzip");
    assertThat(elsewhere).isEmpty();
  }

  @Test
  @DisplayName("EIO-47 a session whose client is gone when its long answer is ready ends as ever")
  void longAnswerLost() {
    client.send(HUGE);
    FakeExchange poll =
        FakeExchange.get(client.target())
            .with("Accept-Encoding", "gzip")
            .onRespond(
                () -> {
                  throw new IllegalStateException("the transport has given it up");
                });
    fixture.request(poll);
    await()
        .untilAsserted(
            () -> {
              assertThat(client.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
              fixture.assertEmpty();
            });
  }

  @Test
  @DisplayName(
      "EIO-47 what one message sends to many polls is compressed once, and in one form each")
  void shared() throws IOException {
    Deque<Runnable> elsewhere = new ArrayDeque<>();
    PollAnswers answers =
        new PollAnswers(Optional.of(HttpCompression.defaults()), () -> false, elsewhere::add);
    EngineMessage message = EngineMessage.text(HUGE);
    List<FakeExchange> polls = new ArrayList<>();
    for (String accepted : List.of("gzip", "gzip", "deflate", "gzip")) {
      FakeExchange poll = FakeExchange.get("/").with("Accept-Encoding", accepted);
      polls.add(poll);
      var unused = answers.send(poll, Headers.none(), message.pollingForm(), true);
    }
    assertThat(elsewhere).as("one for each coding").hasSize(2);
    elsewhere.forEach(Runnable::run);
    assertThat(polls)
        .extracting(poll -> encoding(poll).orElseThrow())
        .containsExactly("gzip", "gzip", "deflate", "gzip");
    assertThat(gunzip(polls.get(0))).isEqualTo("4" + HUGE).isEqualTo(gunzip(polls.get(3)));
  }

  @Test
  @DisplayName("EIO-47 EIO-81 clients of revision 3 share what is compressed in their own form")
  void sharedByOldClients() throws IOException {
    Deque<Runnable> elsewhere = new ArrayDeque<>();
    PollAnswers answers =
        new PollAnswers(Optional.of(HttpCompression.defaults()), () -> false, elsewhere::add);
    List<EngineMessage> packets = List.of(EngineMessage.binary(ByteBuffer.wrap(new byte[9_000])));
    List<FakeExchange> polls = new ArrayList<>();
    for (PayloadFormat format :
        List.of(
            CountedPayloads.BINARY,
            SeparatedPayloads.INSTANCE,
            CountedPayloads.TEXT_ONLY,
            CountedPayloads.BINARY,
            CountedPayloads.TEXT_ONLY)) {
      FakeExchange poll = FakeExchange.get("/").with("Accept-Encoding", "gzip");
      polls.add(poll);
      var unused = answers.send(poll, Headers.none(), format.encode(packets), true);
    }
    assertThat(elsewhere).as("one for each form").hasSize(3);
    elsewhere.forEach(Runnable::run);
    String base64 = "A".repeat(12_000);
    assertThat(gunzip(polls.get(0))).hasSize(9_007).isEqualTo(gunzip(polls.get(3)));
    assertThat(gunzip(polls.get(1))).isEqualTo("b" + base64);
    assertThat(gunzip(polls.get(2))).isEqualTo("12002:b4" + base64).isEqualTo(gunzip(polls.get(4)));
  }

  @Test
  @DisplayName("EIO-47 where nobody has time to compress a long answer, it is sent as it is")
  void noTime() {
    PollAnswers answers =
        new PollAnswers(
            Optional.of(HttpCompression.defaults()),
            () -> false,
            task -> {
              throw new RejectedExecutionException("full");
            });
    FakeExchange poll = FakeExchange.get("/").with("Accept-Encoding", "gzip");
    EngineMessage message = EngineMessage.text(HUGE);
    var unused = answers.send(poll, Headers.none(), message.pollingForm(), true);
    assertThat(encoding(poll)).isEmpty();
    assertThat(poll.responseText()).isEqualTo("4" + HUGE);
  }

  @Test
  @DisplayName("EIO-47 the threads that compress, and what waits for them, are bounded")
  void threads() throws InterruptedException {
    CompressionThreads threads = new CompressionThreads(1, 1);
    assertThat(threads.threads()).as("before there is work").isZero();
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(2);
    threads.execute(
        () -> {
          try {
            assertThat(goOn.await(30, SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          done.countDown();
        });
    threads.execute(done::countDown);
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(threads.threads()).isOne();
    goOn.countDown();
    assertThat(done.await(30, SECONDS)).isTrue();
  }
}
