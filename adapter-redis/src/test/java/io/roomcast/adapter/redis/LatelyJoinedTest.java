package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.adapter.LocalRooms;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rooms that others have lately been made to join")
class LatelyJoinedTest {
  private final Deque<Runnable> timer = new ArrayDeque<>();
  private final LatelyJoined rooms = new LatelyJoined(local());

  /** Of which nothing but the timer is used. */
  private LocalRooms local() {
    return (LocalRooms)
        Proxy.newProxyInstance(
            LocalRooms.class.getClassLoader(),
            new Class<?>[] {LocalRooms.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("schedule");
              assertThat(arguments[0]).isEqualTo(LatelyJoined.PERIOD);
              timer.add((Runnable) arguments[1]);
              return (LocalRooms.Timeout) () -> {};
            });
  }

  @Test
  @DisplayName("RED-20 count for one to two periods, and then no timer is left")
  void periods() {
    rooms.add(Set.of("r"));
    assertThat(rooms.contains("r")).isTrue();
    assertThat(rooms.contains("other")).isFalse();
    timer.remove().run();
    rooms.add(Set.of("s"));
    assertThat(rooms.contains("r")).isTrue();
    timer.remove().run();
    assertThat(rooms.contains("r")).isFalse();
    assertThat(rooms.contains("s")).isTrue();
    timer.remove().run();
    assertThat(rooms.contains("s")).isFalse();
    assertThat(timer).isEmpty();
    rooms.add(Set.of("t"));
    assertThat(timer).hasSize(1);
  }

  @Test
  @DisplayName("RED-20 are all rooms where they are too many to remember")
  void too_many() {
    rooms.add(IntStream.range(0, 10_001).mapToObj(String::valueOf).collect(Collectors.toSet()));
    assertThat(rooms.contains("whatever")).isTrue();
    timer.remove().run();
    timer.remove().run();
    assertThat(rooms.contains("whatever")).isFalse();
    assertThat(timer).isEmpty();
  }
}
