package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.DisconnectReason;
import io.roomcast.EmitResult;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceMiddlewareTest {
  private final TestBed server = new TestBed();

  @Test
  @DisplayName("SIO-21 a middleware that never answers is bounded by the same time, at every join")
  void middleware_that_never_completes() {
    CompletableFuture<Void> verdict = new CompletableFuture<>();
    server.io().useAsync(socket -> verdict);
    server.of("/chat");
    FakeSession client = server.join();
    FakeSession member = server.connect().text("0/chat,");
    server.timers.advance(Duration.ofSeconds(20));
    member.text("0");
    server.timers.advance(Duration.ofSeconds(25));
    assertThat(client.received()).containsExactly("4{\"message\":\"timeout\"}");
    assertThat(member.received()).hasSize(1);
    server.timers.advance(Duration.ofSeconds(20));
    assertThat(member.received()).hasSize(2).last().isEqualTo("4{\"message\":\"timeout\"}");
    assertThat(client.closing).isFalse(); // it may try again

    server.timers.advance(Duration.ofSeconds(25));
    assertThat(client.closing).isTrue();
    assertThat(member.closing).isFalse();
    verdict.complete(null);
    assertThat(server.io().sockets()).isEmpty();
    assertThat(member.received()).hasSize(2);
    assertThat(server.timers.pending()).isZero();
    assertThat(server.clients.live().count()).isOne(); // the member, in the other one
    assertThat(member.text("0").received()).hasSize(3);
  }

  @Test
  @DisplayName("API-14 a stage that cannot be asked refuses")
  void middleware_with_a_broken_stage() {
    CompletableFuture<Void> broken =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<Void> whenComplete(
              BiConsumer<? super Void, ? super Throwable> action) {
            throw new UnsupportedOperationException("broken");
          }
        };
    server.io().useAsync(socket -> broken);
    assertThat(server.join().received())
        .containsExactly("4{\"message\":\"Internal server error\"}");
    assertThat(server.failures).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("API-14 a middleware that disconnects the socket and returns has refused it")
  void middleware_that_disconnects(boolean close) {
    List<Socket> connected = new ArrayList<>();
    server.io().use(socket -> socket.disconnect(close));
    server.io().onConnection(connected::add);
    server.of("/chat");
    FakeSession client = server.connect().text("0/chat,", "0");

    assertThat(client.received()).contains("4{\"message\":\"disconnected\"}");
    assertThat(client.closing).isEqualTo(close);
    assertThat(server.of("/chat").sockets()).hasSize(close ? 0 : 1);
    assertThat(connected).isEmpty();
    assertThat(server.io().sockets()).isEmpty();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-14 one that is disconnected while the client is told is in for nobody")
  void disconnected_while_told() {
    AtomicReference<Socket> joining = new AtomicReference<>();
    List<Socket> connected = new ArrayList<>();
    List<DisconnectReason> reasons = new ArrayList<>();
    server
        .io()
        .use(
            socket -> {
              joining.set(socket);
              socket.onDisconnect(reason -> reasons.add(reason));
            });
    server.io().onConnection(connected::add);
    FakeSession client = server.connect();
    client.beforeSend =
        () -> {
          client.beforeSend = () -> {};
          joining.get().disconnect();
        };
    client.text("0");

    assertThat(client.received()).hasSize(2).last().isEqualTo("1");
    assertThat(client.received().get(0)).startsWith("0{\"sid\"");
    assertThat(connected).isEmpty();
    assertThat(reasons).containsExactly(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    assertThat(joining.get().connected()).isFalse();
    assertThat(server.io().sockets()).isEmpty();
    assertThat(server.clients.live().count()).isZero();
    assertThat(client.closing).isFalse();
  }

  @Test
  @DisplayName("SIO-20 a refusal carries message and data; the client may try again")
  void refusal_with_data() {
    AtomicReference<RuntimeException> verdict =
        new AtomicReference<>(new ConnectionRefusedException("no", Map.of("code", 7)));
    server
        .io()
        .use(
            socket -> {
              socket.join("r");
              if (verdict.get() != null) {
                throw verdict.get();
              }
            });
    server.io().use(socket -> socket.data().put("second", true));

    FakeSession client = server.join();
    assertThat(client.received()).hasSize(1);
    assertThat(client.received().get(0))
        .startsWith("4{")
        .contains("\"message\":\"no\"", "\"data\":{\"code\":7}");
    assertThat(server.io().rooms()).isEmpty();
    assertThat(server.io().sockets()).isEmpty();
    assertThat(server.failures).isEmpty();

    verdict.set(new ConnectionRefusedException("still no"));
    client.text("0");
    assertThat(client.received()).last().isEqualTo("4{\"message\":\"still no\"}");

    verdict.set(null);
    client.text("0");
    assertThat(server.socketOf(client).data()).containsEntry("second", true);
    assertThat(server.socketOf(client).rooms()).containsExactly(client.socketId("/"), "r");
  }

  @Test
  @DisplayName("API-14 what a middleware throws refuses with a general message and is reported")
  void middleware_throws() {
    Throwable bug = new StackOverflowError();
    server
        .io()
        .use(
            socket -> {
              throw (Error) bug;
            });

    FakeSession client = server.join();

    assertThat(client.received()).containsExactly("4{\"message\":\"Internal server error\"}");
    assertThat(client.closing).isFalse();
    assertThat(server.failures)
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.cause()).isSameAs(bug);
              assertThat(failure.event()).isEmpty();
            });
  }

  @Test
  @DisplayName("SIO-20 a refusal whose data cannot be encoded still refuses")
  void refusal_with_unencodable_data() {
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    server
        .io()
        .use(
            socket -> {
              throw new ConnectionRefusedException("no", circular);
            });

    assertThat(server.join().received()).containsExactly("4{\"message\":\"no\"}");
    assertThat(server.failures).hasSize(1);
  }

  @Test
  @DisplayName("API-14 asynchronous middlewares run one after the other")
  void async_middlewares() {
    List<String> order = new ArrayList<>();
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    server.io().use(socket -> order.add("sync"));
    server
        .io()
        .useAsync(
            socket -> {
              order.add("first");
              return first;
            });
    server
        .io()
        .useAsync(
            socket -> {
              order.add("second");
              return second;
            });
    server.io().onConnection(socket -> order.add("connection"));

    FakeSession client = server.join();
    assertThat(order).containsExactly("sync", "first");
    first.complete(null);
    assertThat(order).containsExactly("sync", "first", "second");
    assertThat(client.received()).isEmpty();
    second.complete(null);
    assertThat(order).endsWith("connection");
    assertThat(client.received()).hasSize(1);
  }

  @Test
  @DisplayName("SIO-20 an asynchronous middleware refuses by failing, wrapped or not")
  void async_refusal() {
    server
        .io()
        .useAsync(
            socket ->
                CompletableFuture.failedFuture(
                    new CompletionException(new ConnectionRefusedException("no"))));
    assertThat(server.join().received()).containsExactly("4{\"message\":\"no\"}");
    assertThat(server.failures).isEmpty();
  }

  @Test
  @DisplayName("API-14 a middleware that returns no stage refuses")
  void middleware_without_a_stage() {
    server.io().useAsync(socket -> null);
    assertThat(server.join().received())
        .containsExactly("4{\"message\":\"Internal server error\"}");
    assertThat(server.failures).hasSize(1);
  }

  @Test
  @DisplayName("API-14 middlewares of the main namespace do not run for another")
  void middlewares_are_per_namespace() {
    server.of("/chat");
    server
        .io()
        .use(
            socket -> {
              throw new ConnectionRefusedException("no");
            });
    FakeSession client = server.connect().text("0/chat,");
    assertThat(client.socketId("/chat")).hasSize(20);
  }

  @Test
  @DisplayName("API-14 inside a middleware the socket is not connected and nothing reaches it")
  void nothing_reaches_a_joining_socket() {
    AtomicReference<Socket> joining = new AtomicReference<>();
    CompletableFuture<Void> verdict = new CompletableFuture<>();
    server
        .io()
        .useAsync(
            socket -> {
              joining.set(socket);
              socket.join("r");
              return verdict;
            });
    FakeSession client = server.join();

    assertThat(joining.get().connected()).isFalse();
    assertThat(joining.get().emit("x")).isEqualTo(EmitResult.CLOSED);
    server.io().emit("all");
    server.io().to("r", joining.get().id()).emit("room");
    assertThat(server.io().room("r").size()).isZero();
    assertThat(server.io().socket(joining.get().id())).isEmpty();
    assertThat(client.received()).isEmpty();

    verdict.complete(null);
    server.io().to("r").emit("room");
    assertThat(client.received()).hasSize(2).last().isEqualTo("2[\"room\"]");
  }

  @Test
  @DisplayName("API-14 who goes while a middleware is at work is never connected")
  void gone_during_middleware() {
    List<String> heard = new ArrayList<>();
    CompletableFuture<Void> verdict = new CompletableFuture<>();
    server
        .io()
        .useAsync(
            socket -> {
              socket.join("r");
              socket.onDisconnecting(reason -> heard.add("disconnecting"));
              socket.onDisconnect(reason -> heard.add("disconnect"));
              return verdict;
            });
    server.io().use(socket -> heard.add("second middleware"));
    server.io().onConnection(socket -> heard.add("connection"));

    FakeSession client = server.join();
    client.end(CloseReason.TRANSPORT_CLOSE);
    verdict.complete(null);

    assertThat(heard).isEmpty();
    assertThat(server.io().sockets()).isEmpty();
    assertThat(server.io().rooms()).isEmpty();
    assertThat(server.timers.pending()).isZero();
    assertThat(server.clients.live().count()).isZero();
  }
}
