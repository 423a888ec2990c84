package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Window;
import io.roomcast.bench.server.Compression;
import io.roomcast.bench.server.RoomcastServer;
import io.roomcast.bench.server.Transports;
import io.roomcast.spi.adapter.RoomAdapter;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RoomcastLoadTest {
  private static final int CLIENTS = 12;

  @ParameterizedTest
  @EnumSource(names = {"NETTY_EPOLL", "NETTY_NIO", "JAVA_WEBSOCKET"})
  @DisplayName("every member gets every broadcast, in order and undamaged")
  void broadcast(Transports transport) {
    assumeAvailable(transport);
    try (RoomcastServer server = start(transport, Duration.ofSeconds(25))) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.BROADCAST, Entrance.WEBSOCKET, server.port(), CLIENTS, 8));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isPositive().matches(events -> events % CLIENTS == 0);
      assertThat(result.windows()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY_EPOLL", "JAVA_WEBSOCKET"})
  @DisplayName("after an upgrade messages travel as over a WebSocket from the start")
  void upgraded(Transports transport) {
    assumeAvailable(transport);
    try (RoomcastServer server = start(transport, Duration.ofSeconds(25))) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.BROADCAST, Entrance.UPGRADE, server.port(), CLIENTS, 3));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY_EPOLL", "JAVA_WEBSOCKET"})
  @DisplayName("every question is answered with its own ack")
  void echo(Transports transport) {
    assumeAvailable(transport);
    try (RoomcastServer server = start(transport, Duration.ofSeconds(25))) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.ECHO, Entrance.WEBSOCKET, server.port(), CLIENTS, 1));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isGreaterThanOrEqualTo(CLIENTS);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY_EPOLL", "JAVA_WEBSOCKET"})
  @DisplayName("broadcasts, acks and clients that come and go do not disturb each other")
  void mixed(Transports transport) {
    assumeAvailable(transport);
    try (RoomcastServer server = start(transport, Duration.ofSeconds(25))) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.MIXED, Entrance.WEBSOCKET, server.port(), CLIENTS, 1));

      // of twelve nine are members and three ask; one more comes and goes
      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isPositive().matches(events -> events % (9 + 3 + 1) == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NETTY_EPOLL", "JAVA_WEBSOCKET"})
  @DisplayName("where some are timed while others hear broadcasts, only theirs is the latency")
  void fairness(Transports transport) {
    assumeAvailable(transport);
    try (RoomcastServer server = start(transport, Duration.ofSeconds(25))) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.FAIRNESS, Entrance.WEBSOCKET, server.port(), CLIENTS, 1));

      // of twelve six are members, and six ask
      long deliveries = Window.sum(result.windows()).events();
      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(deliveries).isPositive();
      assertThat(result.latency().count()).isPositive().isLessThan(result.events() - deliveries);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NETTY_EPOLL, SHARED",
    "NETTY_EPOLL, EACH",
    "JAVA_WEBSOCKET, SHARED",
    "JAVA_WEBSOCKET, EACH"
  })
  @DisplayName(
      "compressed broadcasts are what was sent, whether the server keeps its window or not")
  void compressed(Transports transport, Compression compression) {
    assumeAvailable(transport);
    try (RoomcastServer server =
        RoomcastServer.start(
            transport.on(0, 1),
            Duration.ofSeconds(25),
            compression,
            RoomAdapter.Factory.inMemory())) {
      LoadSpec spec =
          Loads.spec(Mode.BROADCAST, Entrance.WEBSOCKET, server.port(), CLIENTS, 8).toBuilder()
              .payloadBytes(2000)
              .deflate(true)
              .build();
      LoadResult result = Loads.run(spec);

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isPositive().matches(events -> events % CLIENTS == 0);
    }
  }

  @Test
  @DisplayName("clients that offer compression to a server without it end the load")
  void uncompressed() {
    try (RoomcastServer server = start(Transports.NETTY_NIO, Duration.ofSeconds(25))) {
      LoadSpec spec =
          Loads.spec(Mode.ECHO, Entrance.WEBSOCKET, server.port(), 1, 1).toBuilder()
              .deflate(true)
              .build();

      assertThatExceptionOfType(LoadException.class)
          .isThrownBy(() -> Loads.run(spec))
          .withMessageContaining("no compression");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Entrance.class,
      names = {"WEBSOCKET", "UPGRADE", "POLLING"})
  @DisplayName("idle clients answer heartbeats and stay, however they came in")
  void idle(Entrance entrance) {
    try (RoomcastServer server = start(Transports.NETTY_NIO, Duration.ofMillis(20))) {
      LoadResult result = Loads.run(Loads.spec(Mode.IDLE, entrance, server.port(), CLIENTS, 1));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.clients()).isEqualTo(CLIENTS);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Entrance.class,
      names = {"WEBSOCKET", "UPGRADE", "POLLING"})
  @DisplayName("a storm has its rounds, and each client gets in")
  void storm(Entrance entrance) {
    try (RoomcastServer server = start(Transports.NETTY_NIO, Duration.ofSeconds(25))) {
      LoadResult result = Loads.run(Loads.spec(Mode.CONNECT, entrance, server.port(), CLIENTS, 1));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.windows())
          .hasSize(2)
          .allMatch(window -> window.events() > 0 && window.events() % CLIENTS == 0)
          .allMatch(window -> window.nanos() >= 50_000_000);
      assertThat(result.latency().count()).isEqualTo(Window.sum(result.windows()).events());
    }
  }

  private static RoomcastServer start(Transports transport, Duration pingInterval) {
    return RoomcastServer.start(transport.on(0, 1), pingInterval);
  }

  private static void assumeAvailable(Transports transport) {
    assumeTrue(transport != Transports.NETTY_EPOLL || Epoll.isAvailable(), "no epoll here");
  }
}
