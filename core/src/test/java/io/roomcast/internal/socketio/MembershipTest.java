package io.roomcast.internal.socketio;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.recovery.RoomBounds;
import io.roomcast.internal.socketio.Membership.Phase;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.testing.Overlap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private final List<String> events = new ArrayList<>();
  private final RoomIndex<Object> index =
      new RoomIndex<>(
          new RoomEvents(
              new RoomEvents.Listener() {
                @Override
                public void roomCreated(String room) {
                  events.add("+" + room);
                }

                @Override
                public void roomDeleted(String room) {
                  events.add("-" + room);
                }
              }));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Overlap overlap = new Overlap();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    overlap.close();
  }

  /** A member in whose midst a change of the index can be stopped: rooms compare their members. */
  private static final class Stoppable {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    volatile boolean armed;

    @Override
    public boolean equals(Object other) {
      if (armed) {
        armed = false;
        reached.countDown();
        try {
          assertThat(goOn.await(30, SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return this == other;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  private Membership joining(String id, Object member) {
    return new Membership(
        new IndexPlaces<>(index, id, member), id, new RoomBounds(100, 20, new LimitHits()));
  }

  private Membership connected(String id, Object member) {
    Membership membership = joining(id, member);
    membership.connect(rooms -> true);
    return membership;
  }

  private static Thread start(FutureTask<?> task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  @Test
  @DisplayName("user pain 8: a join that is under way when the socket ends leaves no entry")
  void end_during_join() throws Exception {
    connected("other", "other").join(Set.of("r"));
    Stoppable member = new Stoppable();
    Membership membership = connected("id", member);
    member.armed = true;
    FutureTask<Boolean> join = new FutureTask<>(() -> membership.join(Set.of("r")));
    FutureTask<Phase> end = new FutureTask<>(() -> membership.end(() -> {}));

    start(join);
    assertThat(member.reached.await(30, SECONDS)).isTrue(); // in the midst of the index
    Thread ending = start(end);
    await().until(() -> ending.getState() == Thread.State.BLOCKED);
    member.goOn.countDown();

    assertThat(join.get(30, SECONDS)).isTrue();
    assertThat(end.get(30, SECONDS)).isEqualTo(Phase.CONNECTED);
    assertThat(index.members("r")).containsExactly("other");
    assertThat(index.rooms()).containsExactlyInAnyOrder("r", "other");
    assertThat(index.size()).isOne();
  }

  @Test
  @DisplayName("user pain 8: a join while the socket is ending is refused and leaves no entry")
  void join_during_end() throws Exception {
    connected("other", "other").join(Set.of("r"));
    Stoppable member = new Stoppable();
    Membership membership = connected("id", member);
    membership.join(Set.of("r"));
    member.armed = true;
    FutureTask<Phase> end = new FutureTask<>(() -> membership.end(() -> {}));
    FutureTask<Boolean> join = new FutureTask<>(() -> membership.join(Set.of("r", "s")));

    start(end);
    assertThat(member.reached.await(30, SECONDS)).isTrue();
    Thread joining = start(join);
    await().until(() -> joining.getState() == Thread.State.BLOCKED);
    member.goOn.countDown();

    assertThat(end.get(30, SECONDS)).isEqualTo(Phase.CONNECTED);
    assertThat(join.get(30, SECONDS)).isFalse();
    assertThat(index.members("r")).containsExactly("other");
    assertThat(index.rooms()).containsExactlyInAnyOrder("r", "other");
  }

  @Test
  @DisplayName("user pain 7: members leave, join and end while a broadcast is on its way")
  void no_lock_during_a_broadcast() throws Exception {
    List<Membership> members = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Membership membership = connected("m" + i, "m" + i);
      membership.join(Set.of("r", "s"));
      members.add(membership);
    }
    List<Object> met = new ArrayList<>();
    Selection both = new Selection(Set.of("r", "s"), Set.of());
    index.forEach(
        both,
        member -> {
          if (met.isEmpty()) { // in the midst of it, others change everything
            onAnotherThread(
                () -> {
                  members.subList(1, 4).forEach(m -> m.leave(Set.of("r", "s")));
                  members.subList(4, 7).forEach(m -> m.end(() -> {}));
                  return connected("new", "new").join(Set.of("r"));
                });
          }
          met.add(member);
        });

    assertThat(met).doesNotHaveDuplicates().contains("m0", "m7", "m8", "m9");
    assertThat(index.members("r")).containsExactlyInAnyOrder("m0", "m7", "m8", "m9", "new");
  }

  private <T> T onAnotherThread(Callable<T> action) {
    try {
      return threads.submit(action).get(30, SECONDS);
    } catch (Exception e) {
      throw new AssertionError("blocked, or failed", e);
    }
  }

  @Test
  @DisplayName("joins, leaves, connects and ends race: afterwards nothing is left, all is told")
  void everything_races() throws Exception {
    List<String> rooms = List.of("a", "b", "c");
    for (int round = 0; round < 500; round++) {
      Membership one = joining("1", "one");
      Membership two = joining("2", "two");
      overlap.run(
          () -> {
            one.join(rooms);
            two.join(rooms);
          },
          () -> {
            one.connect(noted -> true);
            two.connect(noted -> true);
          },
          () -> {
            one.leave(rooms);
            two.join(rooms);
          },
          () -> {
            one.end(() -> {});
            two.end(() -> {});
          });
      assertThat(index.rooms()).isEmpty();
      assertThat(index.size()).isZero();
      assertThat(one.join(rooms)).isFalse();
      assertThat(one.connect(noted -> true)).isFalse();
    }
    // ADP-3: what is told of each room alternates, and it is gone in the end
    for (String room : List.of("a", "b", "c", "1", "2")) {
      List<String> its = events.stream().filter(event -> event.endsWith(room)).toList();
      for (int i = 0; i < its.size(); i++) {
        assertThat(its.get(i)).isEqualTo((i % 2 == 0 ? "+" : "-") + room);
      }
      assertThat(its.size() % 2).isZero();
    }
    assertThat(events).isNotEmpty();
  }

  @Test
  @DisplayName("ADP-3 a room is created with its first member and deleted with its last")
  void room_events() {
    Membership one = connected("1", "one");
    Membership two = connected("2", "two");
    events.clear();
    one.join(Set.of("r"));
    one.join(Set.of("r"));
    two.join(Set.of("r"));
    one.leave(Set.of("r", "never"));
    two.end(() -> {});
    two.end(() -> {});
    assertThat(events).containsExactlyInAnyOrder("+r", "-2", "-r").startsWith("+r");
  }

  @Test
  @DisplayName("ADP-4 each member once, whatever the sizes of the rooms")
  void selection_of_many() {
    for (int i = 0; i < 100; i++) {
      Membership membership = connected("m" + i, i);
      membership.join(i % 2 == 0 ? Set.of("even") : Set.of("odd"));
      if (i % 3 == 0) {
        membership.join(Set.of("third"));
      }
    }
    Selection selection = new Selection(Set.of("even", "third", "m1", "m2"), Set.of("m4", "none"));
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      if ((i % 2 == 0 || i % 3 == 0 || i == 1) && i != 4) {
        expected.add(i);
      }
    }
    assertThat(index.select(selection)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(index.select(Selection.all())).hasSize(100);
  }

  @Test
  void a_phase_that_is_over_stays_over() {
    Membership membership = joining("1", "one");
    assertThat(membership.connect(rooms -> false)).as("its first step fails").isFalse();
    assertThat(membership.connect(rooms -> rooms.add("found"))).isTrue();
    assertThat(membership.connect(rooms -> true)).as("it is connected already").isFalse();
    assertThat(membership.refuse(() -> {})).isEqualTo(Phase.CONNECTED);
    assertThat(index.rooms()).containsExactlyInAnyOrder("1", "found");
    assertThat(membership.end(() -> {})).isEqualTo(Phase.CONNECTED);
    assertThat(membership.end(() -> {})).isEqualTo(Phase.LEAVING);
    assertThat(membership.rooms()).containsExactly("1", "found");
    membership.forget();
    assertThat(membership.rooms()).isEmpty();
    assertThat(membership.end(() -> {})).isEqualTo(Phase.GONE);
    assertThat(membership.connect(rooms -> true)).isFalse();
    assertThat(index.rooms()).isEmpty();
  }

  @Test
  void who_is_dismissed_is_known_as_that_and_who_had_ended_before_is_not() {
    for (boolean connecting : List.of(false, true)) {
      Membership membership = joining("1", "one");
      assertThat(connecting && membership.connect(rooms -> true)).isEqualTo(connecting);
      assertThat(membership.dismiss(() -> {}))
          .isEqualTo(connecting ? Phase.CONNECTED : Phase.JOINING);
      assertThat(membership.dismissed()).isTrue();
      assertThat(membership.phase().over()).isTrue();
    }
    Membership gone = connected("2", "two");
    gone.end(() -> {});
    gone.dismiss(() -> {});
    assertThat(gone.dismissed()).isFalse();
  }

  @Test
  void a_room_with_too_long_a_name_is_not_joined_and_none_of_the_others_is() {
    Membership membership = connected("1", "one");
    assertThat(membership.join(List.of("a", "b".repeat(21)))).isFalse();
    assertThat(membership.rooms()).containsExactly("1");
    assertThat(membership.join(List.of("b".repeat(20)))).isTrue();
  }
}
