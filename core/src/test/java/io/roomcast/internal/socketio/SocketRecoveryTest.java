package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.recovery.RecoverableSession;
import io.roomcast.internal.recovery.ReplayBound;
import io.roomcast.internal.recovery.ReplayRoom;
import io.roomcast.internal.recovery.RoomBounds;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SocketRecoveryTest {
  private static final RoomBounds BOUNDS = new RoomBounds(100, 100, new LimitHits());

  private final ReplayRoom room =
      new ReplayRoom(ReplayBound.of(EngineOptions.defaults(), new LimitHits()));
  private final RoomIndex<RecoverableSession> reach = new RoomIndex<>(RoomEvents.unheard());
  private final RoomIndex<Object> index = new RoomIndex<>(RoomEvents.unheard());
  private final RecoverableSessions sessions =
      new RecoverableSessions(
          SharedRecovery.of(ConnectionStateRecovery.within(Duration.ofMinutes(2)), new LimitHits()),
          BOUNDS,
          new PacketEncoder(new TestBed().codec),
          reach,
          new NobodyCounts());

  /** Happens in the midst of the connection, when the limit of the absence is taken back. */
  private Runnable inTheMidst = () -> {};

  private final Timers timers = (delay, task) -> () -> inTheMidst.run();

  private record NobodyCounts() implements RecoverableSessions.Absences {
    @Override
    public void began() {}

    @Override
    public void ended() {}

    @Override
    public void look() {}
  }

  /** What a socket has of recovery. */
  private final class Part {
    final SocketRecovery recovery;
    final Membership membership;

    Part(Map<String, String> auth) {
      recovery = sessions.join(Arguments.of(auth), room);
      String id = recovery.socketId();
      membership = new Membership(recovery.places(new IndexPlaces<>(index, id, this)), id, BOUNDS);
    }

    void end() {
      recovery.end(true, Map.of(), timers, membership::end);
      recovery.farewellSaid();
    }

    Part next() {
      return new Part(Map.of("pid", recovery.privateId()));
    }
  }

  @Test
  @DisplayName("API-45 who ends just when it is back leaves what others did with its rooms")
  void endInTheMidst() throws InterruptedException {
    Part first = new Part(Map.of());
    String id = first.recovery.socketId();
    assertThat(first.recovery.connect(first.membership)).isTrue();
    first.membership.join(Set.of("kept", "left"));
    first.end();
    Part second = first.next();
    assertThat(second.recovery.returning()).isTrue();
    sessions.join(Selection.all(), Set.of("joined"));
    sessions.leave(Selection.all(), Set.of("left"));
    Thread end = new Thread(second::end);
    inTheMidst =
        () -> {
          end.start();
          await().until(() -> end.getState() == Thread.State.BLOCKED);
        };
    assertThat(second.recovery.connect(second.membership)).isTrue();
    end.join(30_000);

    assertThat(index.rooms()).isEmpty();
    assertThat(reach.rooms()).containsExactlyInAnyOrder(id, "kept", "joined");
    inTheMidst = () -> {};
    Part third = second.next();
    assertThat(third.recovery.connect(third.membership)).isTrue();
    assertThat(third.membership.rooms()).containsExactlyInAnyOrder(id, "kept", "joined");
    assertThat(index.rooms()).isEqualTo(reach.rooms());
    third.recovery.end(false, Map.of(), timers, third.membership::end);
    assertThat(reach.rooms()).isEmpty();
    assertThat(reach.size()).isZero();
  }
}
