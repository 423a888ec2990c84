package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.transport.Burst;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is sent to many")
class FanoutTest {
  private static final Selection ROOM = new Selection(Set.of("room"), Set.of());

  private final RoomIndex<Integer> index = new RoomIndex<>(RoomEvents.unheard());
  private final Runnable wakeUp = this::woken;
  private int wakeUps;

  private void woken() {
    wakeUps++;
  }

  private void members(int count) {
    IntStream.range(0, count).forEach(i -> index.add("room", i));
  }

  @ParameterizedTest
  @DisplayName("goes to each once, after a look at it")
  @ValueSource(ints = {0, 1, 15, 16, 17, 40})
  void each(int count) {
    members(count);
    Set<Integer> looked = new HashSet<>();
    List<Integer> sent = new ArrayList<>();
    Fanout.<Integer>send(
        each -> index.forEach(ROOM, each),
        looked::add,
        member -> {
          assertThat(looked).contains(member);
          sent.add(member);
        });
    assertThat(sent)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
  }

  @Test
  @DisplayName("wakes whom it has to wake when it is queued for all")
  void wakes() {
    members(40);
    Fanout.<Integer>send(
        each -> index.forEach(ROOM, each),
        member -> true,
        member -> {
          assertThat(Burst.putOffWriting(wakeUp)).isTrue();
          assertThat(wakeUps).isZero();
        });
    assertThat(wakeUps).isOne();
  }

  @Test
  @DisplayName("goes to all where they cannot be looked at: sending says what is wrong")
  void blind() {
    members(40);
    List<Integer> sent = new ArrayList<>();
    Fanout.<Integer>send(
        each -> index.forEach(ROOM, each),
        member -> {
          throw new IllegalStateException("thrown by a test");
        },
        sent::add);
    assertThat(sent).hasSize(40);
  }

  @Test
  @DisplayName("leaves in the meantime where there are very many")
  void very_many() {
    Consumer<Consumer<Integer>> endless =
        each -> {
          while (wakeUps < 2) {
            each.accept(1);
          }
        };
    Fanout.<Integer>send(endless, member -> true, member -> Burst.putOffWriting(wakeUp));
    assertThat(wakeUps).isBetween(2, 3);
  }

  @Test
  @DisplayName("is a part of the burst of a handler, which others see to")
  void handlers() {
    members(40);
    Burst burst = Burst.beginSending();
    Fanout.<Integer>send(
        each -> index.forEach(ROOM, each), member -> true, member -> Burst.putOffWriting(wakeUp));
    assertThat(wakeUps).isZero();
    burst.end();
    assertThat(wakeUps).isOne();
  }

  @Test
  @DisplayName("wakes them for those before one that fails")
  void fails() {
    members(40);
    assertThatThrownBy(
            () ->
                Fanout.<Integer>send(
                    each -> index.forEach(ROOM, each),
                    member -> true,
                    member -> {
                      Burst.putOffWriting(wakeUp);
                      throw new IllegalStateException("thrown by a test");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(wakeUps).isOne();
    assertThat(Burst.isOpen()).isFalse();
  }
}
