package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roomcast.bench.limit.LimitServer;
import io.roomcast.bench.limit.Writing;
import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.LoadResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LimitLoadTest {
  private static final int CLIENTS = 12;

  @ParameterizedTest
  @CsvSource({"EACH, 1", "EACH, 8", "GATHERED, 1", "GATHERED, 32"})
  @DisplayName("a limit delivers what a server has to deliver")
  void broadcast(Writing writing, int inFlight) {
    try (LimitServer server = LimitServer.start(writing, 0)) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.BROADCAST, Entrance.PLAIN, server.port(), CLIENTS, inFlight));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isPositive().matches(events -> events % CLIENTS == 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a limit answers every question")
  void echo(Writing writing) {
    try (LimitServer server = LimitServer.start(writing, 0)) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.ECHO, Entrance.PLAIN, server.port(), CLIENTS, 1));

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isGreaterThanOrEqualTo(CLIENTS);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a limit writes on where the system took a part only")
  void large(Writing writing) {
    try (LimitServer server = LimitServer.start(writing, 0)) {
      LoadSpec spec =
          LoadSpec.of(Mode.BROADCAST, 3, new Timing(0, 1, 50, 20_000))
              .entrance(Entrance.PLAIN)
              .servers(server.port(), 1)
              .inFlight(32)
              .payloadBytes(600_000)
              .spin(false)
              .build();

      LoadResult result = Loads.run(spec);

      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isPositive();
    }
  }

  @Test
  @DisplayName("where one local address has no more ports, its neighbours are used")
  void addresses() {
    assertThat(LoadLoop.neighbour(0)).isZero();
    assertThat(LoadLoop.neighbour(19_999)).isZero();
    assertThat(LoadLoop.neighbour(20_000)).isEqualTo(1);
    assertThat(LoadLoop.neighbour(79_999)).isEqualTo(3);
    assertThat(LoadLoop.neighbour(80_000)).isZero();
  }

  @Test
  @DisplayName("a load waits for its signal when the clients are in")
  void signals() {
    AtomicInteger asked = new AtomicInteger(-1);
    Signals signals =
        new Signals() {
          @Override
          public void ready() {
            asked.set(0);
          }

          @Override
          public boolean mayGo() {
            return asked.incrementAndGet() == 10;
          }
        };
    try (LimitServer server = LimitServer.start(Writing.EACH, 0)) {
      LoadSpec spec = Loads.spec(Mode.ECHO, Entrance.PLAIN, server.port(), 2, 1);
      Load.run(spec, () -> new CpuTimes(0, 0, 0), signals);
    }
    assertThat(asked).hasValue(10);
  }

  @Test
  @DisplayName("clients that do not get in end the load with the reason")
  void refused() throws IOException {
    int port;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = nobody.getLocalPort();
    }
    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> Loads.run(Loads.spec(Mode.ECHO, Entrance.PLAIN, port, 2, 1)))
        .withMessageContaining("0 of 2 clients came in: ");
    try (LimitServer server = LimitServer.start(Writing.EACH, 0)) {
      assertThatExceptionOfType(LoadException.class)
          .isThrownBy(() -> Loads.run(Loads.spec(Mode.IDLE, Entrance.POLLING, server.port(), 2, 1)))
          .withMessageContaining("the server closed the connection");
    }
  }
}
