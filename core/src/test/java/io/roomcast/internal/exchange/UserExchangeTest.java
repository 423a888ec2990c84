package io.roomcast.internal.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UserExchangeTest {
  private final Deque<Runnable> executor = new ArrayDeque<>();
  private final Deque<Runnable> completions = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final List<FixedBound> reached = new ArrayList<>();

  private Exchange users(FakeExchange exchange) {
    return new UserExchange(exchange, executor::add, completions::add, reached::add);
  }

  private static void run(Deque<Runnable> tasks) {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void dependents_of_the_body_run_where_completions_do_and_waiting_for_it_takes_no_thread()
      throws Exception {
    FakeExchange transports = FakeExchange.request("POST", "/");
    Exchange exchange = users(transports);
    assertThat(exchange.body()).isSameAs(exchange.body());
    var unused = exchange.body().thenAccept(body -> told.add(UTF_8.decode(body).toString()));
    transports.complete("hello");

    assertThat(exchange.body().toCompletableFuture().get(0, SECONDS).remaining()).isEqualTo(5);
    assertThat(told).isEmpty();
    run(completions);
    assertThat(told).containsExactly("hello");
    assertThat(executor).isEmpty();
  }

  @Test
  void a_body_that_fails_fails_with_the_same_exception_there() {
    FakeExchange transports = FakeExchange.request("POST", "/");
    Exchange exchange = users(transports);
    var unused = exchange.body().whenComplete((body, e) -> told.add(e.getClass().getSimpleName()));
    transports.overflow();
    assertThat(told).isEmpty();
    run(completions);
    assertThat(told).containsExactly("BodyTooLargeException");
    assertThatThrownBy(() -> exchange.body().toCompletableFuture().get(0, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BodyTooLargeException.class);
  }

  @Test
  void dependents_of_an_answer_run_where_completions_do() {
    FakeExchange transports = FakeExchange.get("/").holdWriting();
    Exchange exchange = users(transports);
    CompletionStage<Void> unused =
        exchange
            .respond(200, Headers.none(), ByteBuffer.allocate(0))
            .thenRun(() -> told.add("written"));
    transports.finishWriting();
    assertThat(told).isEmpty();
    run(completions);
    assertThat(told).containsExactly("written");
    assertThatIllegalStateException()
        .isThrownBy(() -> exchange.respond(200, Headers.none(), ByteBuffer.allocate(0)));

    FakeExchange broken = FakeExchange.get("/").holdWriting();
    unused =
        users(broken)
            .respond(200, Headers.none(), ByteBuffer.allocate(0))
            .whenComplete((nothing, e) -> told.add("failed: " + (e instanceof TransportException)));
    broken.abort();
    assertThat(told).hasSize(1);
    run(completions);
    assertThat(told).containsExactly("written", "failed: true");
  }

  @Test
  void an_abort_is_told_where_completions_run() {
    FakeExchange transports = FakeExchange.get("/");
    users(transports).onAbort(() -> told.add("gone"));
    transports.abort();
    assertThat(told).isEmpty();
    run(completions);
    assertThat(told).containsExactly("gone");
  }

  // ---- the listener

  private final class Listener implements WebSocketListener {
    private WebSocketConnection connection;

    @Override
    public void onOpen(WebSocketConnection opened) {
      connection = opened;
      told.add("open");
    }

    @Override
    public void onText(String text) {
      told.add(text);
      if (text.equals("fail")) {
        throw new IllegalStateException("thrown by a test");
      }
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
      told.add("binary " + bytes.remaining());
    }

    @Override
    public void onWritable() {
      told.add("writable");
    }

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {
      told.add("closed " + code);
    }
  }

  private final Listener listener = new Listener();

  private FakeWebSocket open() {
    FakeExchange transports = FakeExchange.upgrade("/");
    users(transports).upgrade(Headers.none(), listener);
    return transports.openWebSocket();
  }

  @Test
  void a_listener_is_told_all_in_order_on_the_executor_whatever_it_throws() {
    FakeWebSocket webSocket = open();
    webSocket.receive("a").receive("fail").receive((byte) 1).drain();
    webSocket.drain();
    webSocket.receive("b").end(1001);
    assertThat(told).as("on the I/O thread").isEmpty();
    assertThat(executor).as("one turn for all").hasSize(1);

    run(executor);
    assertThat(told)
        .as("writable is said once for all the times that it was")
        .containsExactly("open", "a", "fail", "binary 1", "writable", "b", "closed 1001");
  }

  @Test
  void a_later_writable_is_said_again() {
    FakeWebSocket webSocket = open();
    webSocket.drain();
    run(executor);
    webSocket.drain();
    run(executor);
    assertThat(told).containsExactly("open", "writable", "writable");
  }

  @Test
  void a_failed_upgrade_is_told_too() {
    FakeExchange transports = FakeExchange.upgrade("/");
    users(transports).upgrade(Headers.none(), listener);
    transports.failUpgrade();
    run(executor);
    assertThat(told).containsExactly("closed 1006");
  }

  @Test
  void a_slow_listener_pauses_its_connection_by_messages_or_bytes_which_is_counted() {
    FakeWebSocket webSocket = open();
    for (int i = 1; i < QueuedListener.MAX_MESSAGES; i++) {
      webSocket.receive("a");
    }
    assertThat(webSocket.reading()).isTrue();
    assertThat(reached).isEmpty();
    webSocket.receive("a");
    assertThat(webSocket.reading()).isFalse();
    assertThat(reached).extracting(FixedBound::counter).containsExactly("webSocketMessages");
    run(executor);
    assertThat(webSocket.reading()).isTrue();

    webSocket.receive(new byte[QueuedListener.MAX_BYTES]);
    assertThat(webSocket.reading()).isFalse();
    assertThat(reached).hasSize(2);
    run(executor);
    assertThat(webSocket.reading()).isTrue();
  }

  @Test
  void the_backlog_does_not_resume_what_the_listener_paused_nor_the_other_way_round() {
    FakeWebSocket webSocket = open();
    run(executor);
    byte[] full = new byte[QueuedListener.MAX_BYTES];

    listener.connection.readable(false);
    webSocket.receive(full);
    run(executor);
    assertThat(webSocket.reading()).as("the listener paused it").isFalse();
    listener.connection.readable(true);
    assertThat(webSocket.reading()).isTrue();

    webSocket.receive(full);
    listener.connection.readable(false);
    listener.connection.readable(true);
    assertThat(webSocket.reading()).as("too much waits").isFalse();
    run(executor);
    assertThat(webSocket.reading()).isTrue();
  }

  @Test
  void the_connection_does_all_else_as_ever() {
    FakeWebSocket webSocket = open();
    run(executor);
    webSocket.stall();
    assertThat(listener.connection.isWritable()).isFalse();
    listener.connection.send(OutboundMessage.text("hi"));
    assertThat(listener.connection.queuedBytes()).isEqualTo(2);
    assertThat(webSocket.frames()).containsExactly("hi");
    listener.connection.close(1000, "");
    assertThat(webSocket.closeCode()).hasValue(1000);
    listener.connection.terminate();
    assertThat(webSocket.terminated()).isTrue();
  }
}
