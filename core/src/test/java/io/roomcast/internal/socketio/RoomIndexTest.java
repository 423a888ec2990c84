package io.roomcast.internal.socketio;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.adapter.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoomIndexTest {
  private final RoomIndex<String> index = new RoomIndex<>(RoomEvents.unheard());

  @Test
  @DisplayName("API-35 who is in several rooms is met once, whichever room is the largest")
  void once() {
    List<String> members = List.of("m0", "m1", "m2", "m3");
    for (int size = 0; size < 4; size++) {
      for (String member : members.subList(0, size + 1)) {
        index.add("up " + size, member);
        index.add("down " + (3 - size), member);
      }
    }
    Selection all =
        new Selection(
            IntStream.range(0, 4)
                .boxed()
                .flatMap(i -> List.of("up " + i, "down " + i, "nobody in " + i).stream())
                .collect(Collectors.toSet()),
            Set.of());
    assertThat(index.select(all)).containsExactlyInAnyOrderElementsOf(members);
  }

  @Test
  @DisplayName("API-35 an emit to many rooms goes on while their sizes change")
  void sizes_change() throws Exception {
    List<String> names = IntStream.range(0, 64).mapToObj(i -> "r" + i).toList();
    Selection all = new Selection(Set.copyOf(names), Set.of());
    names.forEach(name -> index.add(name, "stays"));
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> changes = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int shift = 31 * t;
        changes.add(
            threads.submit(
                () -> {
                  for (int i = shift; !over.get(); i++) {
                    String name = names.get((i & 63) * 7 % 64);
                    String member = shift + "m" + i % 5;
                    if (i / 64 % 2 == 0) {
                      index.add(name, member);
                    } else {
                      index.remove(name, member);
                    }
                  }
                }));
      }
      for (int i = 0; i < 20_000; i++) {
        List<String> met = index.select(all);
        assertThat(met).contains("stays");
      }
      over.set(true);
      for (Future<?> change : changes) {
        change.get(1, MINUTES);
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("API-35 where most of a crowd has gone the rest are met, and who comes then too")
  void shrunk() {
    List<String> crowd = IntStream.range(0, 1000).mapToObj(i -> "m" + i).toList();
    for (String member : crowd) {
      index.addMember(member, member);
      index.add("r", member);
    }
    for (String member : crowd.subList(3, 1000)) {
      index.remove("r", member);
      index.removeMember(member, member);
    }
    index.addMember("new", "new");
    index.add("r", "new");
    assertThat(index.members("r")).containsExactlyInAnyOrder("m0", "m1", "m2", "new");
    assertThat(index.select(new Selection(Set.of("r"), Set.of())))
        .containsExactlyInAnyOrder("m0", "m1", "m2", "new");
    assertThat(index.select(new Selection(Set.of(), Set.of("r")))).isEmpty();
    assertThat(index.select(new Selection(Set.of(), Set.of())))
        .containsExactlyInAnyOrder("m0", "m1", "m2", "new");
  }
}
