package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ServerBuilder;
import io.roomcast.spi.codec.CodecLimits;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A limit that is reached is counted by the name of its option")
class LimitHitsTest {

  /** An option that is small, and what a client does to reach it once. */
  private record Case(
      String option, UnaryOperator<ServerBuilder> small, BiConsumer<TestBed, FakeSession> reach) {
    @Override
    public String toString() {
      return option;
    }
  }

  private static Case codec(String option, UnaryOperator<CodecLimits> change, String... tooMuch) {
    return new Case(
        option,
        options -> options.codecLimits(change.apply(CodecLimits.defaults())),
        (bed, client) -> assertThat(client.text(tooMuch).closing).isTrue());
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "connectTimeout",
            options -> options.connectTimeout(Duration.ofSeconds(1)),
            (bed, client) -> {
              bed.connect();
              bed.timers.advance(Duration.ofSeconds(1));
            }),
        new Case(
            "connectTimeout",
            options -> options.connectTimeout(Duration.ofSeconds(1)),
            (bed, client) -> {
              bed.of("/slow").useAsync(socket -> new CompletableFuture<>());
              client.text("0/slow,");
              bed.timers.advance(Duration.ofSeconds(1));
            }),
        new Case(
            "connectTimeout",
            options -> options.connectTimeout(Duration.ofSeconds(1)),
            (bed, client) -> {
              bed.namespaces.ofAsync((name, handshake) -> new CompletableFuture<>(), parent -> {});
              client.text("0/slow,");
              bed.timers.advance(Duration.ofSeconds(1));
            }),
        new Case(
            "packetTimeout",
            options -> options.packetTimeout(Duration.ofSeconds(1)),
            (bed, client) -> {
              client.text("51-[\"e\",{\"_placeholder\":true,\"num\":0}]");
              bed.timers.advance(Duration.ofSeconds(1));
            }),
        new Case(
            "maxAuthBytes",
            options -> options.maxAuthBytes(10),
            (bed, client) -> {
              bed.of("/a");
              client.text("0/a,{\"a\":\"bcd\"}");
            }),
        new Case(
            "maxNamespacesPerClient",
            options -> options.maxNamespacesPerClient(1),
            (bed, client) -> {
              bed.of("/a");
              client.text("0/a,");
            }),
        new Case(
            "maxNamespaceNameLength",
            options -> options.maxNamespaceNameLength(3),
            (bed, client) -> client.text("0/abc,")),
        new Case(
            "maxDynamicNamespaces",
            options -> options.maxDynamicNamespaces(1),
            (bed, client) -> {
              bed.namespaces.of(Pattern.compile("^/x"), parent -> {});
              client.text("0/x1,", "0/x2,");
            }),
        new Case(
            "maxEventNameLength",
            options -> options.maxEventNameLength(3),
            (bed, client) -> client.text("2[\"abcd\"]")),
        new Case(
            "maxRoomsPerSocket",
            options -> options.maxRoomsPerSocket(1),
            (bed, client) -> bed.socketOf(client).join("a", "b")),
        new Case(
            "maxRoomNameLength",
            options -> options.maxRoomNameLength(3),
            (bed, client) -> bed.socketOf(client).join("abcd")),
        new Case(
            "maxPendingAcks",
            options -> options.maxPendingAcks(1),
            (bed, client) -> {
              var unused = bed.socketOf(client).emitWithAck("q");
              unused = bed.socketOf(client).emitWithAck("q");
            }),
        codec("maxAttachments", limits -> limits.withMaxAttachments(1), "52-[\"e\"]"),
        codec("maxDepth", limits -> limits.withMaxDepth(2), "2[\"e\",[[]]]"),
        codec("maxValues", limits -> limits.withMaxValues(2), "2[\"e\",1]"),
        codec("maxPacketBytes", limits -> limits.withMaxPacketBytes(10), "2[\"e\",\"abc\"]"));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("once each time, and no other is")
  void cases(Case limit) {
    TestBed bed = TestBed.with(limit.small());
    FakeSession client = bed.join();
    assertThat(bed.hits.counts()).isEmpty();
    limit.reach().accept(bed, client);
    assertThat(bed.hits.counts()).isEqualTo(Map.of(limit.option(), 1L));
    limit.reach().accept(bed, bed.join());
    assertThat(bed.hits.counts()).containsOnlyKeys(limit.option());
    assertThat(bed.hits.counts().get(limit.option())).isGreaterThan(1);
  }

  @Test
  @DisplayName("so is that of the events that wait for listeners, however they are read on")
  void queued() {
    ByHand executor = new ByHand();
    TestBed bed = new TestBed(executor, options -> options.maxQueuedEvents(2));
    FakeSession client = bed.join();
    executor.runAll();
    client.text("2[\"e\"]", "2[\"e\"]", "2[\"e\"]");
    assertThat(bed.hits.counts()).isEqualTo(Map.of("maxQueuedEvents", 1L));
    executor.runAll();
    client.text("2[\"e\"]", "2[\"e\"]");
    assertThat(bed.hits.counts()).isEqualTo(Map.of("maxQueuedEvents", 2L));
  }

  @Test
  @DisplayName("so is that of the events for outgoing listeners that fall behind")
  void outgoing() {
    ByHand executor = new ByHand();
    TestBed bed = new TestBed(executor, options -> options.maxQueuedEvents(2));
    FakeSession client = bed.join();
    executor.runAll();
    bed.socketOf(client).onAnyOutgoing((event, args) -> {});
    for (int i = 0; i < 3; i++) {
      bed.socketOf(client).emit("e");
    }
    assertThat(bed.hits.counts()).isEqualTo(Map.of("maxQueuedEvents", 1L));
  }

  @Test
  @DisplayName("a client that floods while an answer of it is awaited counts again when it is cut")
  void flooder() {
    ByHand executor = new ByHand();
    TestBed bed = new TestBed(executor, options -> options.maxQueuedEvents(2));
    FakeSession client = bed.join();
    executor.runAll();
    var unused = bed.socketOf(client).emitWithAck("q");
    for (int i = 0; i < 8; i++) {
      client.text("2[\"e\"]");
    }
    assertThat(bed.hits.counts()).isEqualTo(Map.of("maxQueuedEvents", 1L));
    assertThat(client.closing).isFalse();
    client.text("2[\"e\"]");
    assertThat(client.closing).isTrue();
    assertThat(bed.hits.counts()).isEqualTo(Map.of("maxQueuedEvents", 2L));
  }

  @Test
  @DisplayName("what is malformed is over no limit")
  void malformed() {
    TestBed bed = new TestBed();
    assertThat(bed.join().text("2{}").closing).isTrue();
    assertThat(bed.join().text("0").closing).isTrue();
    assertThat(bed.hits.counts()).isEmpty();
  }
}
