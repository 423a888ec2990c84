package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.limit.LimitServer;
import io.roomcast.bench.limit.Writing;
import io.roomcast.bench.measure.Faults;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BroadcastingTest {
  private static final int MEMBERS = 3;

  private final LimitServer server = LimitServer.start(Writing.EACH, 0);
  private final LoadLoop loop = new LoadLoop(server.port(), 1, false);

  @AfterEach
  void close() {
    loop.close();
    server.close();
  }

  @Test
  @DisplayName("in a hurry 32 messages are under way, afterwards as many as the load has")
  void hurry() {
    Broadcasting broadcasting = broadcasting(1);

    broadcasting.hurry(true);
    assertThat(round(broadcasting)).isEqualTo(32 * MEMBERS);
    broadcasting.hurry(false);
    assertThat(round(broadcasting)).isEqualTo(MEMBERS);
    assertThat(broadcasting.faults()).isEqualTo(Faults.NONE);
  }

  @Test
  @DisplayName("a load that has more than that under way has them all the time")
  void hurriedAnyway() {
    Broadcasting broadcasting = broadcasting(40);

    broadcasting.hurry(true);
    assertThat(round(broadcasting)).isEqualTo(40 * MEMBERS);
    broadcasting.hurry(false);
    assertThat(round(broadcasting)).isEqualTo(40 * MEMBERS);
    assertThat(broadcasting.faults()).isEqualTo(Faults.NONE);
  }

  private Broadcasting broadcasting(int inFlight) {
    LoadSpec spec = Loads.spec(Mode.BROADCAST, Entrance.PLAIN, server.port(), MEMBERS, inFlight);
    Broadcasting broadcasting = new Broadcasting(loop, spec, MEMBERS, new Clock(), Pace.ROUNDS);
    broadcasting.crowd().enter(loop, spec.entryMillis());
    return broadcasting;
  }

  /** What is delivered of those that leave together. */
  private long round(Broadcasting broadcasting) {
    long before = broadcasting.events();
    broadcasting.start();
    while (broadcasting.isUnderWay()) {
      loop.pass();
    }
    return broadcasting.events() - before;
  }
}
