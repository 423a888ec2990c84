package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What other servers are told of sockets")
class DetailsForServersTest {
  private final List<String> written = new ArrayList<>();
  private final List<LocalRooms> locals = new ArrayList<>();
  private final ByHand executor = new ByHand();
  private final TestBed server =
      new TestBed(
          executor,
          options ->
              options
                  .gson(gson())
                  .adapter(
                      local -> {
                        locals.add(local);
                        return () -> local;
                      }));
  private final LocalRooms local = locals.get(0);
  private final Map<String, Object> data;

  /** Of the application, with code of its own to write it. */
  record User(String name) {}

  DetailsForServersTest() {
    FakeSession client = server.connect();
    client.text("0");
    executor.runAll();
    data = server.socketOf(client).data();
  }

  private Gson gson() {
    return new GsonBuilder()
        .registerTypeAdapter(
            User.class,
            new TypeAdapter<User>() {
              @Override
              public void write(JsonWriter out, User user) throws IOException {
                written.add(user.name());
                if (user.name().equals("evil")) {
                  throw new AssertionError("on purpose");
                }
                out.value(user.name());
              }

              @Override
              public User read(JsonReader in) throws IOException {
                return new User(in.nextString());
              }
            })
        .create();
  }

  private CompletableFuture<List<SocketDetails>> ask() {
    return local.neutralDetails(Selection.all()).toCompletableFuture();
  }

  @Test
  @DisplayName("ADP-17 is what they are when it is asked, in neutral form, made on the executor")
  void neutral() {
    data.put("user", new User("ada"));
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    data.put("own", circular); // cannot be encoded
    CompletableFuture<List<SocketDetails>> told = ask();
    data.put("user", new User("bob"));
    assertThat(told).isNotDone();
    assertThat(written).isEmpty();
    executor.runAll();
    assertThat(told.join()).hasSize(1);
    assertThat(told.join().get(0).data()).isEqualTo(Map.of("user", "ada"));
    assertThat(written).containsOnly("ada");
  }

  @Test
  @DisplayName("ADP-17 leaves out of data and auth what has a number that not every wire can carry")
  void largeNumbers() {
    String number = "123456789012345678901234567890";
    FakeSession client = server.connect();
    client.text("0{\"a\":[1.5],\"b\":{\"c\":[" + number + "]},\"d\":9007199254740992.5}");
    executor.runAll();
    Map<String, Object> own = server.socketOf(client).data();
    own.put("number", new BigInteger(number));
    own.put("list", List.of(Map.of("n", new BigDecimal("1e350"))));
    own.put("long", Long.MAX_VALUE);
    own.put("unsigned", new BigInteger("18446744073709551615"));
    CompletableFuture<List<SocketDetails>> told = ask();
    executor.runAll();
    SocketDetails details =
        told.join().stream()
            .filter(socket -> socket.data().containsKey("long"))
            .findFirst()
            .orElseThrow();
    assertThat(details.auth().toList()).isEqualTo(List.of(Map.of("a", List.of(1.5))));
    assertThat(details.data())
        .isEqualTo(
            Map.of("long", Long.MAX_VALUE, "unsigned", new BigInteger("18446744073709551615")));
  }

  @Test
  @DisplayName(
      "ADP-17 fails where the application's code fails with an Error, for that answer only")
  void error() {
    data.put("user", new User("evil"));
    CompletionStage<?> failed = ask();
    data.put("user", new User("ada"));
    CompletableFuture<List<SocketDetails>> told = ask();
    executor.runAll();
    assertThat(failed).isCompletedExceptionally();
    assertThat(told.join().get(0).data()).isEqualTo(Map.of("user", "ada"));
  }

  @Test
  @DisplayName("ADP-17 is refused while a thousand answers wait")
  void bounded() {
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      waiting.add(ask());
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    assertThat(ask())
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(RejectedExecutionException.class);
    executor.runAll();
    assertThat(waiting).allMatch(each -> each.isDone() && !each.isCompletedExceptionally());
    CompletableFuture<List<SocketDetails>> again = ask();
    executor.runAll();
    assertThat(again.join()).hasSize(1);
  }
}
