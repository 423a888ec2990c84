package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Ack;
import io.roomcast.Answers;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSideEventsTest {
  private final List<LocalRooms> locals = new ArrayList<>();
  private final ByHand executor = new ByHand();
  private final TestBed server =
      new TestBed(
          executor,
          options ->
              options.adapter(
                  local -> {
                    locals.add(local);
                    return () -> local;
                  }));
  private final LocalRooms local = locals.get(0);
  private final EventEmitter events = server.io().serverSideEvents();
  private final List<Object> heard = new ArrayList<>();
  private final List<Object> answers = new ArrayList<>();

  record User(String name) {}

  private void arrive(Object... event) {
    local.serverSideEvent(Arguments.of(event), Optional.empty());
  }

  private void ask(Object... event) {
    local.serverSideEvent(Arguments.of(event), Optional.of(answer -> answers.add(answer.toList())));
  }

  @Test
  @DisplayName("API-41 what another server sends is heard on the executor, in order, typed")
  void heard_in_order() {
    events.on("e", User.class, Integer.class, (user, n) -> heard.add(user.name() + n));
    events.once("e", args -> heard.add(args.toList()));
    arrive("e", Map.of("name", "ada"), 1);
    arrive("other", 1);
    arrive();
    arrive("e", Map.of("name", "bob"), 2);
    assertThat(heard).isEmpty();
    executor.runAll();
    assertThat(heard).containsExactly("ada1", List.of(Map.of("name", "ada"), 1L), "bob2");
    assertThat(events.eventNames()).containsExactly("e");
    assertThat(server.io().serverSideEvents()).isSameAs(events);
    events.off("e");
    arrive("e", Map.of("name", "eve"), 3);
    executor.runAll();
    assertThat(heard).hasSize(3);
  }

  @Test
  @DisplayName("API-41 one answer at most goes back, in neutral form; none where nobody listens")
  void answered() {
    events.on(
        "q",
        (EventArgs args, Ack ack) -> {
          heard.add(ack.requested());
          List<Object> circular = new ArrayList<>();
          circular.add(circular);
          assertThatThrownBy(() -> ack.send(circular)).isInstanceOf(EncodeException.class);
          ack.send(new User("ada"), 1);
          ack.send("again");
        });
    ask("q");
    ask("nobody listens");
    arrive("q"); // asks for nothing
    executor.runAll();
    assertThat(answers).containsExactly(List.of(Map.of("name", "ada"), 1L));
    assertThat(heard).containsExactly(true, false);
  }

  @Test
  @DisplayName("API-41 a listener that fails disturbs nobody; where all fail the answer is empty")
  void failing_listeners() {
    events.on(
        "q",
        args -> {
          throw new IllegalStateException("for the log");
        });
    events.on("typed", User.class, user -> heard.add(user));
    ask("q");
    ask("typed", 7);
    executor.runAll();
    assertThat(answers).containsExactly(List.of(), List.of());
    assertThat(heard).isEmpty();
    events.on("q", (EventArgs args, Ack ack) -> ack.send("second"));
    ask("q");
    executor.runAll();
    assertThat(answers).last().isEqualTo(List.of("second"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connection", "new_namespace", "disconnect"})
  @DisplayName("API-41 reserved names are neither sent to servers nor listened for")
  void reserved(String name) {
    assertThatThrownBy(() -> server.io().serverSideEmit(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + name + "\" is a reserved event name");
    assertThatThrownBy(() -> server.io().serverSideEmitWithAck(name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> events.on(name, args -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> events.once(name, args -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("API-41 alone, a server hears nothing of what it sends, and is complete at once")
  void alone() {
    events.on("e", args -> heard.add(args));
    assertThat(server.io().serverSideEmit("e", 1)).isCompleted();
    Answers<EventArgs> none = server.io().serverSideEmitWithAck("e", 1).getNow(null);
    assertThat(none.complete()).isTrue();
    assertThat(none).isEmpty();
    executor.runAll();
    assertThat(heard).isEmpty();
    assertThatThrownBy(() -> server.io().serverSideEmitWithAck(java.time.Duration.ZERO, "e"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("API-41 what listeners are too slow for is bounded")
  void bounded() {
    events.on("e", args -> heard.add(args.get(0)));
    for (int i = 0; i < 11_000; i++) {
      arrive("e", i);
    }
    executor.runAll();
    assertThat(heard).hasSize(10_000).last().isEqualTo(9_999L);
    arrive("e", "again");
    executor.runAll();
    assertThat(heard).last().isEqualTo("again");
  }
}
