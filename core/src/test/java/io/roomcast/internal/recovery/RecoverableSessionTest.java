package io.roomcast.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.testing.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecoverableSessionTest {
  private final Budget budget = new Budget(1000);
  private final Set<String> found = new TreeSet<>();
  private final RecoverableSession session =
      new RecoverableSession(
          "pid",
          "id",
          new History(2, 100, budget, new LimitHits()),
          new RoomBounds(3, 20, new LimitHits()),
          somebody -> places());

  /** Says what becomes of what it is given; the rest of that is settled by the test. */
  private static final class Taking implements Connection {
    final List<SentEvent> taken = new ArrayList<>();
    SendResult result = SendResult.QUEUED;
    int room = Integer.MAX_VALUE;

    @Override
    public SendResult deliver(SentEvent event) {
      taken.add(event);
      return result;
    }

    @Override
    public boolean hasRoomFor(List<List<EngineMessage>> missed) {
      return missed.size() <= room;
    }
  }

  private Places places() {
    return new Places() {
      @Override
      public void enter(Collection<String> rooms) {
        found.addAll(rooms);
      }

      @Override
      public void add(String room) {
        found.add(room);
      }

      @Override
      public void remove(String room) {
        found.remove(room);
      }

      @Override
      public void exit(Collection<String> rooms) {
        found.removeAll(rooms);
      }

      @Override
      public void announce() {}
    };
  }

  private static SentEvent event(String offset) {
    Packet packet = Packet.of(PacketType.EVENT, "/", Arguments.event("e"));
    return new SentEvent(offset, packet, List.of(EngineMessage.text(offset)), true);
  }

  private Taking connected() {
    Taking first = new Taking();
    assertThat(session.connected(first, Set.of("id"))).isTrue();
    return first;
  }

  private Taking away() {
    Taking first = connected();
    session.leave(first, Map.of(), true);
    session.farewellSaid(first);
    return first;
  }

  @Test
  @DisplayName(
      "API-46 who is overtaken by another that asks for the same place is told, and not due")
  void overtaken() {
    Taking first = connected();
    session.leave(first, Map.of(), true);
    List<String> due = new ArrayList<>();
    Taking slow = new Taking();
    Taking waiting = new Taking();
    Taking last = new Taking();
    assertThat(session.claim(slow, null).orElseThrow().overtaken()).isEmpty();
    assertThat(session.claim(waiting, null).orElseThrow().overtaken()).containsSame(slow);
    assertThat(session.whenReady(slow, () -> due.add("slow"))).isFalse();
    assertThat(session.whenReady(waiting, () -> due.add("waiting"))).isTrue();
    assertThat(session.claim(last, null).orElseThrow().overtaken()).containsSame(waiting);
    assertThat(session.whenReady(last, () -> due.add("last"))).isTrue();
    session.farewellSaid(first);

    assertThat(session.returned(last, null)).isPresent();
    assertThat(session.whenReady(slow, () -> due.add("slow"))).as("later still").isFalse();
    session.leave(last, Map.of(), true);
    session.farewellSaid(last);
    assertThat(due).containsExactly("last");
  }

  @Test
  @DisplayName("API-46 what waits for its place beyond the bound cannot be recovered, nor the rest")
  void tooMuchWaits() {
    Taking first = connected();
    session.deliver(event("a"));
    session.leave(first, Map.of(), true);
    for (String offset : List.of("b", "c", "d", "e")) { // of which two may wait
      session.deliver(event(offset));
    }
    Taking next = new Taking();
    assertThat(session.claim(next, "a")).as("it is not settled what it lacks").isPresent();
    session.settled(first.taken.get(0));

    assertThat(session.returned(next, "a")).isEmpty();
    assertThat(session.gone()).isTrue();
    assertThat(found).isEmpty();
    assertThat(budget.taken()).isZero();
  }

  @Test
  @DisplayName("API-46 what waits for its place is bounded by its bytes, too")
  void tooManyBytesWait() {
    Taking first = connected();
    session.deliver(event("a"));
    session.leave(first, Map.of(), true);
    session.deliver(event("b".repeat(60)));
    session.deliver(event("c".repeat(60))); // of 100 bytes that may wait
    session.settled(first.taken.get(0));

    assertThat(session.claim(new Taking(), "b".repeat(60))).as("the thread is lost").isEmpty();
    assertThat(budget.taken()).isZero();
  }

  @Test
  @DisplayName(
      "API-46 what waits within the bounds follows, and frees its room for what comes next")
  void waitsAndFollows() {
    Taking first = connected();
    for (int round = 0; round < 3; round++) {
      session.deliver(event("a" + round));
      session.leave(first, Map.of(), true);
      session.deliver(event(round + "b".repeat(60)));
      session.settled(first.taken.get(0));
      session.farewellSaid(first);
      Taking next = new Taking();
      String last = "a" + round;
      session.claim(next, last);
      assertThat(session.returned(next, last))
          .hasValueSatisfying(welcome -> assertThat(welcome.missed()).hasSize(1));
      session.onPing(next, true);
      session.onPong(next);
      first = next;
    }
  }

  @Test
  @DisplayName(
      "API-18 an event that a dead connection refuses is queued only for who can come back")
  void refusedByDeadConnection() {
    Taking dead = new Taking();
    dead.result = SendResult.CLOSED;
    RecoverableSession once =
        new RecoverableSession(
            "pid",
            "id",
            new History(0, 0, budget, new LimitHits()),
            new RoomBounds(3, 20, new LimitHits()),
            somebody -> places());
    once.connected(dead, Set.of("id"));
    session.connected(dead, Set.of("id"));

    assertThat(once.deliver(event("a"))).isEqualTo(SendResult.CLOSED);
    assertThat(session.deliver(event("a"))).isEqualTo(SendResult.QUEUED);
  }

  @Test
  @DisplayName("API-47 an event that was refused is none that the client may miss")
  void refusedBySlowClient() {
    Taking slow = new Taking();
    slow.result = SendResult.FULL;
    session.connected(slow, Set.of("id"));

    assertThat(session.deliver(event("a"))).isEqualTo(SendResult.FULL);
    slow.result = SendResult.DROPPED;
    assertThat(session.deliver(event("b"))).isEqualTo(SendResult.DROPPED);
    assertThat(budget.taken()).isZero();
    session.leave(slow, Map.of(), true);
    session.deliver(event("c"));
    Taking next = new Taking();
    assertThat(session.claim(next, null)).as("nothing is left to be settled").isPresent();
    assertThat(session.returned(next, null).orElseThrow().missed()).hasSize(1);
  }

  @Test
  @DisplayName("API-46 where the next connection has no room for what was missed the place is gone")
  void noRoom() {
    away();
    session.deliver(event("a"));
    Taking narrow = new Taking();
    narrow.room = 0;
    assertThat(session.claim(narrow, null)).isEmpty();
    assertThat(session.gone()).isTrue();
    assertThat(budget.taken()).isZero();
  }

  @Test
  @DisplayName("API-46 so it is where the room was enough when it was asked for, and is not later")
  void noRoomAnyMore() {
    away();
    session.deliver(event("a"));
    Taking narrow = new Taking();
    narrow.room = 1;
    assertThat(session.claim(narrow, null)).isPresent();
    session.deliver(event("b"));
    assertThat(session.returned(narrow, null)).isEmpty();
    assertThat(session.gone()).isTrue();
    assertThat(found).isEmpty();
  }

  @Test
  @DisplayName("API-46 nor is one that was elsewhere restored where what it missed has no room")
  void noRoomForWhatWasRead() {
    Taking narrow = new Taking();
    narrow.room = 1;
    session.restored(narrow, Set.of("id"));
    session.deliver(event("b"));
    assertThat(session.caughtUp(narrow, "0", List.of(event("a")), "a"::equals)).isFalse();
    assertThat(session.gone()).isTrue();
    assertThat(found).isEmpty();
  }

  @Test
  @DisplayName("API-46 a client that is on its way when its time is up comes back, but not again")
  void expiresOnTheWay() {
    ManualTimers timers = new ManualTimers();
    List<String> gone = new ArrayList<>();
    away();
    session.limit(timers, Duration.ofSeconds(10), () -> gone.add("first"));
    session.limit(timers, Duration.ofSeconds(10), () -> gone.add("of the same absence"));
    assertThat(timers.pending()).isEqualTo(1);
    Taking next = new Taking();
    session.claim(next, null);
    timers.advance(Duration.ofSeconds(10));
    assertThat(session.returned(next, null)).isPresent();
    session.limit(timers, Duration.ofSeconds(10), () -> gone.add("nobody is away"));
    assertThat(timers.pending()).isZero();

    session.leave(next, Map.of(), true);
    session.limit(timers, Duration.ofSeconds(10), () -> gone.add("second"));
    Taking last = new Taking();
    session.claim(last, null);
    timers.advance(Duration.ofSeconds(10));
    assertThat(gone).isEmpty();
    session.leave(last, Map.of(), true);
    assertThat(session.gone()).isTrue();
  }

  @Test
  @DisplayName("API-15 what an earlier connection says at last does not count for the last one")
  void whoseFarewell() {
    Taking first = connected();
    session.leave(first, Map.of(), true);
    Taking next = new Taking();
    session.claim(next, null);
    session.returned(next, null);
    session.leave(next, Map.of(), true);
    session.farewellSaid(first);
    Taking last = new Taking();
    session.claim(last, null);
    List<String> due = new ArrayList<>();
    assertThat(session.whenReady(last, () -> due.add("last"))).isTrue();
    assertThat(due).isEmpty();
    session.farewellSaid(next);
    assertThat(due).containsExactly("last");
  }

  @Test
  @DisplayName("API-46 the limit of an absence that is over says nothing of the next one")
  void lateLimit() {
    List<Runnable> due = new ArrayList<>();
    Timers late = // what is cancelled has begun already
        (delay, task) -> {
          due.add(task);
          return () -> {};
        };
    away();
    session.limit(late, Duration.ofSeconds(10), () -> {});
    Taking next = new Taking();
    session.claim(next, null);
    session.returned(next, null);
    session.leave(next, Map.of(), true);
    due.get(0).run();
    assertThat(session.absent()).isTrue();
    Taking last = new Taking();
    assertThat(session.claim(last, null)).isPresent();
    session.leave(last, Map.of(), true);
    assertThat(session.absent()).as("nor is it over when it is on its way").isTrue();
  }

  @Test
  @DisplayName("API-45 only the heartbeat of who is connected confirms what was sent")
  void heartbeats() {
    Taking first = away();
    session.deliver(event("a"));
    Taking next = new Taking();
    session.claim(next, null);
    session.onPing(next, true);
    session.onPong(next);
    assertThat(budget.taken()).as("it is on its way back").isPositive();

    assertThat(session.returned(next, null)).isPresent();
    session.onPing(next, true);
    session.onPong(first);
    assertThat(budget.taken()).as("the answer is an earlier connection's").isPositive();
    session.onPing(first, false);
    session.onPong(next);
    assertThat(budget.taken()).isZero();
  }

  @Test
  @DisplayName("API-33 it is found in the rooms of its connection, then in its own, then in none")
  void rooms() {
    Taking first = new Taking();
    session.joined("early");
    session.connected(first, List.of("id", "a"));
    session.joined("b");
    session.left("a");
    assertThat(session.join(Set.of("c"))).as("it has a connection for that").isFalse();
    assertThat(session.join(first, Set.of("c"))).isEmpty();
    assertThat(found).containsExactly("b", "id");

    session.leave(first, Map.of(), true);
    assertThat(session.join(Set.of("c", "d"))).isTrue();
    assertThat(session.join(Set.of("one too many"))).isTrue();
    assertThat(session.leave(Set.of("d", "id"))).isTrue();
    assertThat(found).containsExactly("b", "c", "id");

    Taking next = new Taking();
    session.claim(next, null);
    assertThat(session.leave(first, Set.of("x"))).as("its listeners are not through").isTrue();
    session.farewellSaid(first);
    assertThat(session.join(first, Set.of("x"))).as("it is not its place any more").isEmpty();
    assertThat(session.leave(first, Set.of("b"))).isFalse();
    assertThat(session.join(next, Set.of("e", "f"))).hasValue(false);
    assertThat(session.join(next, Set.of("e"))).hasValue(true);
    assertThat(session.leave(next, Set.of("c"))).isTrue();
    assertThat(session.rooms(next)).hasValue(Set.of("id", "b", "e"));
    assertThat(session.returned(next, null))
        .hasValueSatisfying(welcome -> assertThat(welcome.rooms()).containsExactly("id", "b", "e"));

    session.leave(next, Map.of(), false);
    session.joined("late");
    assertThat(found).isEmpty();
  }
}
