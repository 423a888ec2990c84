package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.Subscription;
import io.roomcast.spi.codec.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

@DisplayName("API-30 The listeners of one socket, few or many")
class EventListenersTest {
  private final EventListeners listeners = new EventListeners(name -> name);
  private final List<String> heard = new ArrayList<>();
  private final Ack ack = Mockito.mock(Ack.class);

  /**
   * What ought to be heard of each event, in order; those for once end with an exclamation mark.
   */
  private final Map<String, List<String>> model = new LinkedHashMap<>();

  private record Added(String event, String name, Subscription subscription) {}

  private final List<Added> added = new ArrayList<>();

  private void add(String event, String name, boolean once, boolean first) {
    String full = once ? name + "!" : name;
    var emitter = first ? listeners.prepending() : listeners;
    Subscription subscription =
        once
            ? emitter.once(event, (args, a) -> heard.add(full))
            : emitter.on(event, (args, a) -> heard.add(full));
    List<String> expected = model.computeIfAbsent(event, e -> new ArrayList<>());
    expected.add(first ? 0 : expected.size(), full);
    added.add(new Added(event, full, subscription));
  }

  private void call(String event) {
    heard.clear();
    listeners.call(event, EventArgs.of(Arguments.of(), 0), ack, e -> {});
    List<String> expected = model.getOrDefault(event, List.of());
    assertThat(heard).as(event).isEqualTo(expected);
    model.computeIfPresent(
        event,
        (e, names) -> {
          List<String> left = new ArrayList<>(names);
          left.removeIf(name -> name.endsWith("!"));
          return left.isEmpty() ? null : left;
        });
  }

  @ParameterizedTest(name = "{0} events")
  @ValueSource(ints = {1, 3, 8, 9, 40})
  @DisplayName("are called in order, and only those of the event, whatever came and went before")
  void asTheModel(int events) {
    Random random = new Random(events);
    List<String> names = IntStream.range(0, events).mapToObj(i -> "event" + i).toList();
    for (int step = 0; step < 2000; step++) {
      String event = names.get(random.nextInt(events));
      switch (random.nextInt(8)) {
        case 0, 1 -> add(event, "l" + step, random.nextBoolean(), random.nextBoolean());
        case 2 -> {
          if (!added.isEmpty()) {
            Added gone = added.remove(random.nextInt(added.size()));
            gone.subscription().cancel();
            model.computeIfPresent(
                gone.event(),
                (e, rest) -> {
                  rest.remove(gone.name());
                  return rest.isEmpty() ? null : rest;
                });
          }
        }
        case 3 -> {
          if (random.nextInt(10) == 0) {
            listeners.off(event);
            model.remove(event);
          }
        }
        default -> call(event);
      }
      assertThat(listeners.eventNames()).isEqualTo(model.keySet());
    }
    names.forEach(this::call);
    listeners.off();
    model.clear();
    names.forEach(this::call);
  }
}
