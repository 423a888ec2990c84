package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.DisconnectReason;
import io.roomcast.EventArgs;
import io.roomcast.IncomingEvent;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code socket.use} may do to an event between its arrival and its listeners. */
class EventMiddlewareTest {
  private final TestBed server = new TestBed();
  private final FakeSession client = server.join();
  private final Socket socket = server.socketOf(client);
  private final List<Object> heard = new ArrayList<>();
  private final List<Throwable> errors = new ArrayList<>();

  record Order(String item, int count) {}

  @BeforeEach
  void listen() {
    socket.onError(e -> errors.add(e));
    socket.on("e", args -> heard.add("e" + args));
  }

  private List<CompletableFuture<IncomingEvent>> pending() {
    List<CompletableFuture<IncomingEvent>> verdicts = new ArrayList<>();
    socket.useAsync(
        event -> {
          heard.add("asked for " + event.args());
          verdicts.add(new CompletableFuture<>());
          return verdicts.get(verdicts.size() - 1);
        });
    return verdicts;
  }

  /** A verdict: an event with that name and those arguments. */
  private IncomingEvent event(String name, Object... values) {
    EventArgs none = EventArgs.of(Arguments.none(), 0);
    return new LocalEvent(name, none, IncomingAck.NOT_REQUESTED, false, server.codec)
        .withArgs(values);
  }

  @Test
  @DisplayName("API-29 middlewares see each event in their order, before its listeners")
  void in_order() {
    socket.use(
        event -> {
          heard.add("first " + event.name() + event.args() + event.ack().requested());
          return event;
        });
    socket.useAsync(
        event -> {
          heard.add("second");
          return CompletableFuture.completedFuture(event);
        });
    client.text("2[\"e\",1]", "27[\"other\"]");
    assertThat(heard)
        .containsExactly("first e[1]false", "second", "e[1]", "first other[]true", "second");
    assertThat(errors).isEmpty();
  }

  @Test
  @DisplayName("API-29 a middleware may rename an event and replace its arguments, of any type")
  void changes() {
    socket.use(event -> event.name().equals("v1:order") ? event.withName("order") : event);
    socket.use(
        event ->
            event.name().equals("order")
                ? event.withArgs(Map.of("item", event.args().get(0), "count", 2), new byte[] {7})
                : event);
    socket.on(
        "order",
        Order.class,
        byte[].class,
        (order, bytes, ack) -> {
          heard.add(order);
          heard.add(bytes[0]);
          ack.send("placed");
        });
    client.text("23[\"v1:order\",\"tea\"]");
    assertThat(heard).containsExactly(new Order("tea", 2), (byte) 7);
    assertThat(client.received()).last().isEqualTo("33[\"placed\"]");
    assertThat(errors).isEmpty();
  }

  @Test
  @DisplayName("API-29 what replaces the arguments is a copy, and may be converted from what came")
  void replaced_arguments() {
    List<Object> mutable = new ArrayList<>(List.of("a"));
    socket.use(event -> event.withArgs(event.args().get(0), mutable, null));
    socket.use(
        event -> {
          mutable.add("b");
          return event;
        });
    socket.on("n", Integer.class, List.class, (number, list) -> heard.add(number + "" + list));
    client.text("2[\"n\",42]");
    assertThat(heard).containsExactly("42[a]");
  }

  @Test
  @DisplayName("API-29 a stopped event goes no further; who stops it may have answered")
  void stops() {
    socket.use(
        event -> {
          event.ack().send("from the middleware");
          return event.stop();
        });
    socket.use(
        event -> {
          heard.add("second");
          return event;
        });
    client.text("21[\"e\"]", "2[\"e\"]");
    assertThat(heard).isEmpty();
    assertThat(errors).isEmpty();
    assertThat(client.received()).hasSize(2).last().isEqualTo("31[\"from the middleware\"]");
  }

  @Test
  @DisplayName("API-29 a refused event is dropped and told to the error listeners and the handler")
  void refuses() {
    SecurityException no = new SecurityException("no");
    socket.use(
        event -> {
          throw no;
        });
    socket.use(
        event -> {
          heard.add("second");
          return event;
        });
    client.text("2[\"e\"]", "25[\"e\"]");
    assertThat(heard).isEmpty();
    assertThat(errors).containsExactly(no, no);
    assertThat(server.failures).hasSize(2);
    assertThat(server.failures)
        .allMatch(
            f ->
                f.cause() == no
                    && f.event().isEmpty()
                    && f.socket().equals(Optional.of(socket))
                    && f.namespace().equals("/"));
    assertThat(client.received()).hasSize(2).last().isEqualTo("35[]"); // nobody will answer
    assertThat(client.closing).isFalse();
  }

  @Test
  @DisplayName("API-19 API-29 whatever goes wrong in a middleware refuses the event, and no more")
  void refuses_whatever_happens() {
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    CompletableFuture<IncomingEvent> broken =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<IncomingEvent> whenComplete(
              BiConsumer<? super IncomingEvent, ? super Throwable> action) {
            throw new UnsupportedOperationException("broken");
          }
        };
    socket.useAsync(
        event ->
            switch (event.name()) {
              case "null stage" -> nothing();
              case "null event" -> CompletableFuture.completedFuture(null);
              case "failed" -> CompletableFuture.failedFuture(new IllegalStateException("x"));
              case "wrapped" ->
                  CompletableFuture.failedFuture(
                      new CompletionException(new IllegalStateException("x")));
              case "broken" -> broken;
              case "reserved" -> CompletableFuture.completedFuture(event.withName("connect"));
              case "unencodable" -> CompletableFuture.completedFuture(event.withArgs(circular));
              case "overflow" -> throw new StackOverflowError();
              default -> CompletableFuture.completedFuture(event);
            });
    for (String name :
        List.of(
            "null stage",
            "null event",
            "failed",
            "wrapped",
            "broken",
            "reserved",
            "unencodable",
            "overflow")) {
      client.text("2[\"" + name + "\"]");
    }
    client.text("2[\"e\"]");
    assertThat(errors)
        .extracting(Throwable::getClass)
        .map(Object.class::cast)
        .containsExactly(
            NullPointerException.class,
            NullPointerException.class,
            IllegalStateException.class,
            IllegalStateException.class,
            UnsupportedOperationException.class,
            IllegalArgumentException.class,
            EncodeException.class,
            StackOverflowError.class);
    assertThat(heard).containsExactly("e[]");
    assertThat(server.failures).hasSize(8);
    assertThat(server.timers.pending()).isZero();
  }

  @SuppressWarnings("NullAway")
  private static CompletionStage<IncomingEvent> nothing() {
    return null;
  }

  @Test
  @DisplayName("API-30 an event meets catch-all listeners, then middlewares, then its listeners")
  void order_of_all() {
    socket.use(
        event -> {
          heard.add("use " + event.name());
          return event.withName("e").withArgs("changed");
        });
    socket.onAny((event, args) -> heard.add("any " + event + args));
    client.text("2[\"raw\",1]");
    assertThat(heard).containsExactly("any raw[1]", "use raw", "e[changed]");
  }

  @Test
  @DisplayName("API-30 after a middleware has disconnected the socket no listener hears the event")
  void disconnecting_middleware() {
    socket.use(
        event -> {
          socket.disconnect();
          return event;
        });
    socket.use(
        event -> {
          heard.add("second");
          return event;
        });
    client.text("21[\"e\"]");
    assertThat(heard).isEmpty();
    assertThat(errors).isEmpty();
    assertThat(client.received()).hasSize(2).last().isEqualTo("1");
  }

  // ---- verdicts that come later

  @Test
  @DisplayName("API-29 SIO-31 while a verdict is awaited the next events wait, and no thread does")
  void holds_the_queue() {
    List<CompletableFuture<IncomingEvent>> verdicts = pending();
    client.text("2[\"e\",1]", "2[\"e\",2]");
    assertThat(heard).containsExactly("asked for [1]");

    verdicts.get(0).complete(event("e", "one"));
    assertThat(heard).containsExactly("asked for [1]", "e[one]", "asked for [2]");
    verdicts.get(1).complete(event("other"));
    client.text("2[\"e\",3]");
    assertThat(heard).hasSize(4).last().isEqualTo("asked for [3]");
    verdicts.get(2).complete(event("e").stop());
    assertThat(heard).hasSize(4);
    assertThat(errors).isEmpty();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-29 a verdict that fails later refuses the event, and the next one has its turn")
  void fails_later() {
    List<CompletableFuture<IncomingEvent>> verdicts = pending();
    client.text("24[\"e\",1]", "2[\"e\",2]");
    verdicts.get(0).completeExceptionally(new IllegalStateException("no"));
    assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(client.received()).last().isEqualTo("34[]");
    verdicts.get(1).complete(null);
    assertThat(errors).hasSize(2).last().isInstanceOf(NullPointerException.class);
    assertThat(heard).containsExactly("asked for [1]", "asked for [2]");
  }

  @Test
  @DisplayName("API-29 a verdict that never comes refuses the event when its time is up")
  void never_comes() {
    List<CompletableFuture<IncomingEvent>> verdicts = pending();
    client.text("2[\"e\",1]", "2[\"e\",2]");
    server.timers.advance(Duration.ofSeconds(44));
    assertThat(heard).hasSize(1);
    server.timers.advance(Duration.ofSeconds(1));
    assertThat(errors)
        .singleElement()
        .isInstanceOf(TimeoutException.class)
        .asString()
        .contains("\"e\"", "PT45S");
    verdicts.get(0).complete(event("e", "late"));
    assertThat(heard).containsExactly("asked for [1]", "asked for [2]");
    verdicts.get(1).complete(event("e", "in time"));
    assertThat(heard).last().isEqualTo("e[in time]");
    assertThat(server.timers.pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("SIO-31 an event that came before the client left is handled, then the disconnect")
  void client_leaves_meanwhile(boolean connectionToo) {
    List<CompletableFuture<IncomingEvent>> verdicts = pending();
    socket.onDisconnect(reason -> heard.add(reason));
    client.text("2[\"e\",1]");
    if (connectionToo) {
      client.end(CloseReason.TRANSPORT_CLOSE);
    } else {
      client.text("1");
    }
    assertThat(heard).containsExactly("asked for [1]");
    verdicts.get(0).complete(event("e", "one"));
    assertThat(heard)
        .containsExactly(
            "asked for [1]",
            "e[one]",
            connectionToo
                ? DisconnectReason.TRANSPORT_CLOSE
                : DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
    assertThat(server.clients.live().count()).isZero();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("SIO-31 API-29 verdicts that never come hold the disconnect up for 2 seconds in all")
  void client_leaves_and_verdicts_never_come() {
    pending();
    socket.onDisconnect(reason -> heard.add(reason));
    client.text("2[\"e\",1]", "2[\"e\",2]", "2[\"e\",3]");
    client.end(CloseReason.TRANSPORT_CLOSE);
    server.timers.advance(Duration.ofMillis(1999));
    assertThat(heard).containsExactly("asked for [1]");
    assertThat(errors).isEmpty();

    server.timers.advance(Duration.ofMillis(1));
    assertThat(heard)
        .containsExactly(
            "asked for [1]", "asked for [2]", "asked for [3]", DisconnectReason.TRANSPORT_CLOSE);
    assertThat(errors).hasSize(3).hasOnlyElementsOfType(TimeoutException.class);
    assertThat(server.clients.live().count()).isZero();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("SIO-31 API-29 what comes in time after the client has gone is heard, in order")
  void client_leaves_and_verdicts_come() {
    List<CompletableFuture<IncomingEvent>> verdicts = pending();
    socket.onDisconnect(reason -> heard.add(reason));
    client.text("2[\"e\",1]", "2[\"e\",2]");
    client.end(CloseReason.TRANSPORT_CLOSE);
    verdicts.get(0).complete(event("e", "one"));
    server.timers.advance(Duration.ofSeconds(1));
    verdicts.get(1).complete(event("e", "two"));
    assertThat(heard)
        .containsExactly(
            "asked for [1]", "e[one]", "asked for [2]", "e[two]", DisconnectReason.TRANSPORT_CLOSE);
    assertThat(errors).isEmpty();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName(
      "API-30 an event that awaits its verdict is dropped when the server disconnects the socket")
  void server_disconnects_meanwhile() {
    List<CompletableFuture<IncomingEvent>> verdicts = pending();
    socket.onDisconnect(reason -> heard.add(reason));
    client.text("2[\"e\",1]", "2[\"e\",2]");
    socket.disconnect();
    assertThat(heard)
        .containsExactly("asked for [1]", DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    verdicts.get(0).complete(event("e", "late"));
    assertThat(heard).hasSize(2);
    assertThat(errors).isEmpty();
    assertThat(server.clients.live().count()).isZero();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName(
      "API-30 and so is one whose middleware disconnects the socket before it answers later")
  void middleware_disconnects_and_awaits() {
    CompletableFuture<IncomingEvent> never = new CompletableFuture<>();
    socket.useAsync(
        event -> {
          socket.disconnect();
          return never;
        });
    socket.onDisconnect(reason -> heard.add(reason));
    client.text("2[\"e\",1]");
    assertThat(heard).containsExactly(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    assertThat(server.timers.pending()).isZero();
    assertThat(server.clients.live().count()).isZero();
  }

  @Test
  @DisplayName(
      "API-14 middlewares of the connection add those of the events before any event comes")
  void added_while_joining() {
    server.io().use(joining -> joining.use(event -> event.withName("e" + event.name())));
    server.io().onConnection(s -> s.on("eraw", args -> heard.add(args.get(0))));
    server.join().text("2[\"raw\",1]");
    assertThat(heard).containsExactly(1L);
  }
}
