package io.roomcast.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final LimitHits hits = new LimitHits();
  private final History history = new History(4, 100, new Budget(1000), hits);

  private static SentEvent event(String offset) {
    return event(offset, List.of(EngineMessage.text(offset)), true);
  }

  private static SentEvent event(String offset, List<EngineMessage> unit, boolean replayed) {
    Packet packet = Packet.of(PacketType.EVENT, "/", Arguments.event("e"));
    return new SentEvent(offset, packet, unit, replayed);
  }

  private void add(String... offsets) {
    for (String offset : offsets) {
      history.add(event(offset));
    }
  }

  /** The events by their texts, which are their offsets. */
  private Optional<List<String>> after(String offset) {
    return history
        .after(offset)
        .map(units -> units.stream().map(unit -> unit.get(0).toString().substring(1)).toList());
  }

  @Test
  @DisplayName("API-45 what was sent after the offset is missed, in its order")
  void missed() {
    add("a", "c", "b");

    assertThat(after("a")).hasValue(List.of("c", "b"));
    assertThat(after("c")).hasValue(List.of("b"));
    assertThat(after("b")).hasValue(List.of());
  }

  @Test
  @DisplayName("API-45 an offset of an earlier session says that nothing of this one was received")
  void ofEarlierSession() {
    assertThat(after("z")).hasValue(List.of());
    add("a", "b");

    assertThat(after("z")).hasValue(List.of("a", "b"));
  }

  @Test
  @DisplayName("API-46 an unknown offset tells nothing as soon as one was forgotten")
  void unknown() {
    add("a", "b");
    history.onPing(true);
    history.onPong();
    assertThat(after("z")).isEmpty();

    History places = new History(1, 100, new Budget(1000), hits);
    places.add(event("v1", List.of(EngineMessage.text("v")), false));
    places.add(event("v2", List.of(EngineMessage.text("v")), false)); // forgets the first
    places.add(event("a"));
    assertThat(places.after("v1")).as("it may have a").isEmpty();
    assertThat(places.after("v2")).hasValueSatisfying(missed -> assertThat(missed).hasSize(1));
    assertThat(places.after(null)).hasValueSatisfying(missed -> assertThat(missed).hasSize(1));
  }

  @Test
  @DisplayName("a client that has received nothing lacks everything, as long as all is here")
  void nothingReceived() {
    assertThat(after(null)).hasValue(List.of());
    add("a", "b");
    assertThat(after(null)).hasValue(List.of("a", "b"));

    add("c", "d", "e");

    assertThat(after(null)).isEmpty();
  }

  @Test
  @DisplayName("the answer to a ping confirms what went before the ping, and no more")
  void confirmed() {
    add("a", "b");
    history.onPing(true);
    add("c");
    history.onPong();

    assertThat(history.size()).isEqualTo(1);
    assertThat(after("a")).isEmpty();
    assertThat(after("b")).hasValue(List.of("c"));
    assertThat(after("c")).hasValue(List.of());
  }

  @Test
  @DisplayName("long after the last event the client can still tell what it has")
  void quiet() {
    add("a");
    for (int beat = 0; beat < 1000; beat++) {
      history.onPing(true);
      history.onPong();
    }

    assertThat(history.size()).isZero();
    assertThat(after("a")).hasValue(List.of());
  }

  @Test
  @DisplayName(
      "a ping that overtook events confirms none of them, nor does one that is not answered")
  void unconfirmed() {
    add("a");
    history.onPing(true);
    history.onPing(false);
    history.onPong();
    assertThat(history.size()).isEqualTo(1);

    history.onPing(true);
    history.disconnected();
    history.onPong();
    assertThat(history.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("ADP-9 beyond the bounds the oldest are forgotten, and who needs them is told so")
  void bounded() {
    add("a", "b", "c", "d", "e", "f");
    assertThat(history.size()).isEqualTo(4);
    assertThat(after("a")).isEmpty();
    assertThat(after("b")).hasValue(List.of("c", "d", "e", "f"));

    history.add(event("g", List.of(EngineMessage.text("x".repeat(97))), true));
    assertThat(history.size()).isEqualTo(2);

    history.add(event("h", List.of(EngineMessage.text("x".repeat(200))), true));
    assertThat(history.size()).isZero();
    assertThat(after("h")).hasValue(List.of());
    assertThat(after("g")).isEmpty();
  }

  @Test
  @DisplayName("API-47 a volatile event marks its place, and is not sent again")
  void volatileEvents() {
    add("a");
    history.add(event("v", List.of(EngineMessage.text("v")), false));
    add("b");

    assertThat(after("a")).hasValue(List.of("b"));
    assertThat(after("v")).hasValue(List.of("b"));
  }

  @Test
  @DisplayName("ADP-9 histories share a budget; who finds it spent forgets its own oldest events")
  void budget() {
    Budget budget = new Budget(10);
    History one = new History(100, 100, budget, hits);
    History two = new History(100, 100, budget, hits);
    one.add(event("a", List.of(EngineMessage.text("1234")), true));
    two.add(event("a", List.of(EngineMessage.text("1234")), true));
    assertThat(budget.taken()).isEqualTo(10);

    one.add(event("b", List.of(EngineMessage.text("5678")), true));
    assertThat(one.after(null)).isEmpty();
    assertThat(one.after("a")).hasValueSatisfying(missed -> assertThat(missed).hasSize(1));
    assertThat(two.after(null)).hasValueSatisfying(missed -> assertThat(missed).hasSize(1));
    one.clear();
    two.clear();
    assertThat(budget.taken()).isZero();
    assertThat(two.after(null)).isEmpty();
  }

  @Test
  @DisplayName("API-47 volatile events displace no others, however many there are")
  void manyVolatileEvents() {
    add("a", "b");
    for (int i = 0; i < 100; i++) {
      history.add(event("v" + i, List.of(EngineMessage.text("x".repeat(50))), false));
    }
    add("c");

    assertThat(history.size()).isEqualTo(7);
    assertThat(after(null)).hasValue(List.of("a", "b", "c"));
    assertThat(after("v99")).hasValue(List.of("c"));
    history.onPing(true);
    history.onPong();
    assertThat(history.size()).isZero();
    assertThat(after("c")).hasValue(List.of());
  }

  @Test
  @DisplayName("ADP-9 what is forgotten for lack of room is counted by the option that has it so")
  void counted() {
    History few = new History(1, 100, new Budget(1000), hits);
    few.add(event("a"));
    few.add(event("b"));
    assertThat(hits.counts()).isEqualTo(Map.of("maxEvents", 1L));
    few.add(sized("c", 101));
    assertThat(hits.counts()).containsEntry("maxEventBytes", 2L).doesNotContainKey("maxTotalBytes");

    History poor = new History(10, 100, new Budget(10), hits);
    poor.add(sized("a", 6));
    poor.add(sized("b", 6)); // in place of the first
    assertThat(hits.counts()).containsEntry("maxTotalBytes", 1L);
    poor.add(sized("c", 11)); // finds no room, and takes the second with it
    assertThat(hits.counts()).containsEntry("maxTotalBytes", 3L);
    poor.add(event("v", List.of(EngineMessage.text("v")), false));
    assertThat(hits.counts()).containsEntry("maxTotalBytes", 3L).containsEntry("maxEvents", 1L);
  }

  private static SentEvent sized(String offset, int bytes) {
    return event(offset, List.of(EngineMessage.text("x".repeat(bytes - 1))), true);
  }

  @Test
  @DisplayName("ADP-9 the shared budget is never exceeded: what finds no room is not kept at all")
  void budgetIsSpent() {
    Budget budget = new Budget(10);
    History one = new History(100, 100, budget, hits);
    History two = new History(100, 100, budget, hits);
    one.add(sized("a", 8));
    two.add(sized("b", 8));

    assertThat(budget.taken()).isEqualTo(8);
    assertThat(two.size()).isZero();
    assertThat(two.after(null)).as("who lacks it").isEmpty();
    assertThat(two.after("b")).as("who has it").hasValue(List.of());
    two.add(sized("c", 2));
    assertThat(two.after("b")).hasValueSatisfying(missed -> assertThat(missed).hasSize(1));
    two.add(event("v", List.of(EngineMessage.text("v")), false));
    assertThat(two.size()).as("a place needs no bytes").isEqualTo(2);
    assertThat(budget.taken()).isEqualTo(10);

    two.add(sized("d", 20));
    assertThat(two.size()).isZero();
    assertThat(two.after("v")).isEmpty();
    assertThat(two.after("d")).hasValue(List.of());
    one.onPing(true);
    one.onPong();
    assertThat(budget.taken()).isZero();
  }

  @Test
  @DisplayName("ADP-9 what was not kept is counted as any other where a ping confirms")
  void confirmedBesideWhatIsNotKept() {
    History small = new History(100, 100, new Budget(10), hits);
    small.add(sized("a", 2));
    small.onPing(true);
    small.add(sized("b", 20));
    small.add(sized("c", 2));
    small.onPong();

    assertThat(small.after("b")).hasValueSatisfying(missed -> assertThat(missed).hasSize(1));
    small.onPing(true);
    small.add(sized("d", 2));
    small.onPong();
    assertThat(small.after("c")).hasValueSatisfying(missed -> assertThat(missed).hasSize(1));
  }

  @Test
  @DisplayName("API-46 once the thread is lost nobody recovers, whatever comes and is asked for")
  void lost() {
    Budget budget = new Budget(1000);
    History history = new History(4, 100, budget, hits);
    history.add(event("a"));
    history.clear();
    history.add(event("b"));

    assertThat(history.after(null)).isEmpty();
    assertThat(history.after("")).isEmpty();
    assertThat(history.after("a")).isEmpty();
    assertThat(history.after("b")).isEmpty();
    assertThat(history.size()).isZero();
    assertThat(budget.taken()).isZero();
  }

  @Test
  @DisplayName("API-47 a volatile event that is forgotten makes a ping confirm no more than it did")
  void forgottenPlaces() {
    for (int i = 0; i < 4; i++) {
      history.add(event("v" + i, List.of(EngineMessage.text("v")), false));
    }
    add("a");
    history.onPing(true);
    add("b");
    history.add(
        event("v4", List.of(EngineMessage.text("v")), false)); // forgets v0, before the ping
    history.onPong();
    assertThat(after("a")).hasValue(List.of("b"));
    assertThat(after("v4")).hasValue(List.of());

    history.onPing(true);
    add("c");
    for (int i = 5; i < 10; i++) { // more than are kept, behind the ping
      history.add(event("v" + i, List.of(EngineMessage.text("v")), false));
    }
    history.onPong();
    assertThat(after("b")).hasValue(List.of("c"));
    assertThat(after("v9")).hasValue(List.of());
  }
}
