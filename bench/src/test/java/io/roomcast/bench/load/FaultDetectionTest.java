package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.load.BadServer.Fault;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.LoadResult;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FaultDetectionTest {
  private static final int CLIENTS = 3;
  private static final int IN_FLIGHT = 4;

  @Test
  @DisplayName("a server without a fault is not accused of any")
  void none() {
    try (BadServer server = new BadServer(Fault.NONE)) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.BROADCAST, Entrance.PLAIN, server.port(), CLIENTS, IN_FLIGHT));
      assertThat(result.faults()).isEqualTo(Faults.NONE);
      assertThat(result.events()).isGreaterThanOrEqualTo(CLIENTS * IN_FLIGHT);
    }
  }

  @Test
  @DisplayName("a message that one member does not get is lost, and the load ends when it waits")
  void loss() {
    Faults faults = broadcast(Fault.LOSE);
    assertThat(faults).isEqualTo(new Faults(1, 0, 0, 0, 0, 0));
  }

  @Test
  @DisplayName("a message that comes after the next one is reordered, and not lost")
  void reordering() {
    assertThat(steady(Fault.SWAP)).isEqualTo(new Faults(0, 1, 0, 0, 0, 0));
  }

  @Test
  @DisplayName("a message that comes again is duplicated")
  void duplicates() {
    assertThat(steady(Fault.DOUBLE)).isEqualTo(new Faults(0, 0, 1, 0, 0, 0));
  }

  @Test
  @DisplayName("a message with another letter is corrupt, and lost as what it was")
  void corruption() {
    assertThat(broadcast(Fault.DAMAGE)).isEqualTo(new Faults(1, 0, 0, 1, 0, 0));
  }

  @Test
  @DisplayName("messages after which nothing comes are stuck")
  void stuck() {
    Faults faults = broadcast(Fault.STOP);
    assertThat(faults.stuck()).isGreaterThanOrEqualTo(IN_FLIGHT - 1);
    assertThat(faults.lost()).isZero();
  }

  @Test
  @DisplayName("a client that is disconnected is told of, and what it was owed is stuck")
  void disconnection() {
    Faults faults = broadcast(Fault.DISCONNECT);
    assertThat(faults.disconnected()).isEqualTo(1);
    assertThat(faults.stuck()).isGreaterThanOrEqualTo(IN_FLIGHT - 1);
  }

  @Test
  @DisplayName("answers are checked as broadcasts are")
  void answers() {
    assertThat(echo(Fault.LOSE)).isEqualTo(new Faults(0, 0, 0, 0, CLIENTS, 0));
    assertThat(echo(Fault.DAMAGE)).isEqualTo(new Faults(0, 0, 0, CLIENTS, CLIENTS, 0));
    try (BadServer server = new BadServer(Fault.DOUBLE)) {
      LoadResult result =
          Loads.run(Loads.spec(Mode.ECHO, Entrance.PLAIN, server.port(), CLIENTS, 1));
      assertThat(result.faults().duplicated()).isPositive();
      assertThat(result.faults().corrupt()).isZero();
      assertThat(result.faults().stuck()).isZero();
    }
  }

  /** For faults after which all goes on. */
  private static Faults steady(Fault fault) {
    try (BadServer server = new BadServer(fault)) {
      return Loads.run(
              Loads.spec(Mode.BROADCAST, Entrance.PLAIN, server.port(), CLIENTS, IN_FLIGHT))
          .faults();
    }
  }

  /** For faults after which the load waits in vain. */
  private static Faults broadcast(Fault fault) {
    try (BadServer server = new BadServer(fault)) {
      return Loads.run(Loads.impatient(Mode.BROADCAST, server.port(), CLIENTS, IN_FLIGHT)).faults();
    }
  }

  private static Faults echo(Fault fault) {
    try (BadServer server = new BadServer(fault)) {
      return Loads.run(Loads.impatient(Mode.ECHO, server.port(), CLIENTS, 1)).faults();
    }
  }
}
