package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Broadcast;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of joins, leaves, emits and ends, against a model that is as simple as can be.
 * Which seed failed is in the message; {@code -Droomcast.seed=} runs that one alone.
 */
class RoomModelTest {
  private static final int SEEDS = Integer.getInteger("roomcast.seeds", 400);
  private static final int STEPS = 60;
  private static final List<String> ROOMS = List.of("r", "s", "t", "u");

  /** The server, and what should be the case. */
  private static final class Run {
    private final Random random;
    private final TestBed server = new TestBed();
    private final Map<FakeSession, Set<String>> rooms = new LinkedHashMap<>(); // the model
    private final Map<FakeSession, String> ids = new LinkedHashMap<>();
    private final Map<FakeSession, List<String>> expected = new LinkedHashMap<>();
    private final List<String> story = new ArrayList<>();
    private int emits;

    Run(long seed) {
      random = new Random(seed);
    }

    private void step() {
      int dice = random.nextInt(12);
      if (rooms.isEmpty() || dice == 0) {
        connect();
        return;
      }
      FakeSession one = any();
      switch (dice) {
        case 1, 2 -> join(one);
        case 3 -> leave(one);
        case 4, 5, 6, 7 -> emit(one);
        case 8 -> together(one);
        case 9 -> end(one);
        default -> ask(one);
      }
    }

    private FakeSession any() {
      List<FakeSession> all = new ArrayList<>(rooms.keySet());
      return all.get(random.nextInt(all.size()));
    }

    private String[] someRooms() {
      List<String> names = new ArrayList<>(ROOMS);
      names.addAll(ids.values()); // those that have gone, too
      Collections.shuffle(names, random);
      return names.subList(0, random.nextInt(3)).toArray(String[]::new);
    }

    private void connect() {
      FakeSession client = server.join();
      String id = client.socketId("/");
      ids.put(client, id);
      rooms.put(client, new HashSet<>(Set.of(id)));
      expected.put(client, new ArrayList<>());
      story.add("connect " + id);
    }

    private void join(FakeSession one) {
      String[] names = someRooms();
      story.add(ids.get(one) + " joins " + List.of(names));
      assertThat(server.socketOf(one).join(names)).isTrue();
      rooms.get(one).addAll(List.of(names));
    }

    private void leave(FakeSession one) {
      String[] names = someRooms();
      story.add(ids.get(one) + " leaves " + List.of(names));
      server.socketOf(one).leave(names);
      leave(one, List.of(names));
    }

    private void leave(FakeSession one, List<String> names) {
      rooms.get(one).removeAll(names);
      rooms.get(one).add(ids.get(one));
    }

    /** A selection, and whom the model takes it to mean. */
    private record Selected(Broadcast broadcast, Set<FakeSession> sockets) {}

    private Selected select(FakeSession sender) {
      List<String> to = List.of(someRooms());
      List<String> except = new ArrayList<>(List.of(someRooms()));
      boolean fromSocket = random.nextBoolean();
      story.add((fromSocket ? ids.get(sender) : "io") + " to " + to + " except " + except);
      Broadcast broadcast = fromSocket ? server.socketOf(sender).broadcast() : server.io().local();
      for (String room : to) {
        broadcast = broadcast.to(room);
      }
      broadcast = broadcast.except(except.toArray(String[]::new));
      if (fromSocket) {
        except.add(ids.get(sender));
      }
      Set<FakeSession> sockets = new HashSet<>();
      rooms.forEach(
          (socket, its) -> {
            boolean wanted = to.isEmpty() || to.stream().anyMatch(its::contains);
            if (wanted && except.stream().noneMatch(its::contains)) {
              sockets.add(socket);
            }
          });
      return new Selected(broadcast, sockets);
    }

    private void emit(FakeSession sender) {
      Selected selected = select(sender);
      int number = emits++;
      story.add("emit " + number);
      selected.broadcast().emit("e", number);
      selected.sockets().forEach(one -> expected.get(one).add("2[\"e\"," + number + "]"));
    }

    private void together(FakeSession sender) {
      Selected selected = select(sender);
      List<String> names = List.of(someRooms());
      switch (random.nextInt(3)) {
        case 0 -> {
          story.add("all join " + names);
          assertThat(selected.broadcast().socketsJoin(names.toArray(String[]::new))).isCompleted();
          selected.sockets().forEach(one -> rooms.get(one).addAll(names));
        }
        case 1 -> {
          story.add("all leave " + names);
          assertThat(selected.broadcast().socketsLeave(names.toArray(String[]::new))).isCompleted();
          selected.sockets().forEach(one -> leave(one, names));
        }
        default -> {
          story.add("all are disconnected");
          int number = emits++;
          selected.broadcast().emit("bye", number); // API-40: they hear it first
          assertThat(selected.broadcast().disconnectSockets()).isCompleted();
          for (FakeSession one : selected.sockets()) {
            expected.get(one).addAll(List.of("2[\"bye\"," + number + "]", "1"));
            rooms.remove(one);
          }
        }
      }
    }

    /** All that were asked answer or go, so that the answers are known. */
    private void ask(FakeSession sender) {
      Selected selected = select(sender);
      story.add("ask");
      var answers = selected.broadcast().emitWithAck("q");
      Set<String> silent = new TreeSet<>();
      Set<String> values = new TreeSet<>();
      for (FakeSession one : selected.sockets()) {
        String question = one.received().get(one.received().size() - 1);
        assertThat(question).matches("2[0-9]+\\[\"q\"]");
        expected.get(one).add(question);
        if (random.nextInt(4) == 0) {
          silent.add(ids.get(one));
          end(one);
        } else {
          values.add(ids.get(one));
          String number = question.substring(1, question.indexOf('['));
          one.text("3" + number + "[\"" + ids.get(one) + "\"]");
        }
      }
      assertThat(answers).isCompleted();
      assertThat(answers.join().silentSockets()).isEqualTo(silent);
      Set<Object> came = new HashSet<>();
      answers.join().forEach(args -> came.add(args.get(0)));
      assertThat(came).isEqualTo(values);
    }

    private void end(FakeSession one) {
      story.add(ids.get(one) + " goes");
      Socket socket = server.socketOf(one);
      if (random.nextBoolean()) {
        one.end(CloseReason.TRANSPORT_CLOSE);
      } else {
        one.text("1");
      }
      assertThat(socket.rooms()).isEmpty();
      rooms.remove(one);
    }

    private void check() {
      expected.forEach(
          (client, packets) -> {
            List<String> received = client.received();
            assertThat(received.subList(1, received.size())).isEqualTo(packets);
          });
      Set<String> all = new HashSet<>();
      rooms.forEach(
          (client, its) -> {
            all.addAll(its);
            assertThat(server.socketOf(client).rooms()).isEqualTo(its);
          });
      assertThat(server.io().rooms()).isEqualTo(all);
      assertThat(server.io().size()).isEqualTo(rooms.size());
    }
  }

  @Test
  @DisplayName(
      "API-35 ADP-2 ADP-4 any sequence of joins, leaves, emits and ends is as in the model")
  void model() {
    Long only = Long.getLong("roomcast.seed");
    for (long seed = 0; seed < SEEDS; seed++) {
      run(only == null ? seed : only);
    }
  }

  private static void run(long seed) {
    Run run = new Run(seed);
    try {
      for (int i = 0; i < STEPS; i++) {
        run.step();
        run.check();
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + run.story, e);
    }
  }
}
