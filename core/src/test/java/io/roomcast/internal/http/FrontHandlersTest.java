package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.http.HealthCheck;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Requests for the handlers of the application")
class FrontHandlersTest extends FrontScene {
  @Test
  void handlers_are_asked_in_order_on_the_executor_until_one_takes_the_request() {
    List<String> asked = new ArrayList<>();
    handlers.add(exchange -> !asked.add("first"));
    handlers.add(exchange -> asked.add("second")); // takes it, and may answer later
    handlers.add(exchange -> asked.add("third"));
    FakeExchange exchange = FakeExchange.get("/page");

    front().onRequest(exchange);
    assertThat(asked).as("on the I/O thread").isEmpty();
    executor.remove().run();

    assertThat(asked).containsExactly("first", "second");
    assertThat(exchange.answered()).isFalse();
    assertThat(engine).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "OPTIONS"})
  void what_nobody_takes_is_404_in_plain_text(String method) {
    FakeExchange without = ask(front(), FakeExchange.request(method, "/page"));
    handlers.add(exchange -> false);
    FakeExchange with = ask(front(), FakeExchange.request(method, "/page"));

    for (FakeExchange exchange : List.of(without, with)) {
      assertThat(exchange.status()).isEqualTo(404);
      assertThat(exchange.responseText()).isEqualTo("not found\n");
      assertThat(exchange.responseHeaders().first("Content-Type"))
          .hasValue("text/plain; charset=utf-8");
    }
  }

  @Test
  void a_handler_that_throws_gives_500_without_details_and_the_next_one_is_not_asked() {
    handlers.add(
        exchange -> {
          throw new IOException("thrown by a test: SECRET");
        });
    handlers.add(
        exchange -> {
          throw new AssertionError("is not asked");
        });
    FakeExchange exchange = ask(front(), FakeExchange.get("/page"));
    assertThat(exchange.status()).isEqualTo(500);
    assertThat(exchange.responseText()).doesNotContain("SECRET");
    assertThat(exchange.responseHeaders().toString()).doesNotContain("SECRET");
  }

  @Test
  void an_error_of_a_handler_is_answered_too() {
    handlers.add(
        exchange -> {
          throw new NoClassDefFoundError("thrown by a test");
        });
    assertThat(ask(front(), FakeExchange.get("/page")).status()).isEqualTo(500);
  }

  @Test
  void a_handler_that_answers_and_then_throws_keeps_its_answer() {
    handlers.add(
        exchange -> {
          exchange.respond(200, NONE, bytes("done"));
          throw new IllegalStateException("thrown by a test");
        });
    FakeExchange exchange = ask(front(), FakeExchange.get("/page"));
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.responseText()).isEqualTo("done");
  }

  @Test
  void a_handler_that_answers_but_says_it_did_not_keeps_its_answer() {
    handlers.add(
        exchange -> {
          exchange.respond(200, NONE, bytes("done"));
          return false;
        });
    handlers.add(
        exchange -> {
          throw new AssertionError("is not asked");
        });
    FakeExchange exchange = ask(front(), FakeExchange.get("/page"));
    assertThat(exchange.status()).isEqualTo(200);
  }

  @Test
  @DisplayName("EIO-78 an upgrade that nobody takes is answered 404 and the connection closed")
  void upgradeElsewhere() {
    FakeExchange without = ask(front(), FakeExchange.upgrade("/other"));
    handlers.add(exchange -> false);
    FakeExchange with = ask(front(), FakeExchange.upgrade("/other"));
    for (FakeExchange exchange : List.of(without, with)) {
      assertThat(exchange.status()).isEqualTo(404);
      assertThat(exchange.responseHeaders().first("Connection")).hasValue("close");
    }
    FakeExchange page = ask(front(), FakeExchange.get("/other"));
    assertThat(page.responseHeaders().first("Connection")).isEmpty();
    assertThat(engine).isEmpty();
  }

  @Test
  @DisplayName("EIO-78 an upgrade outside the path may be taken by a handler")
  void upgradeByAHandler() {
    handlers.add(
        exchange -> {
          exchange.upgrade(NONE, new Silent());
          return false; // even then it is not answered twice
        });
    assertThat(ask(front(), FakeExchange.upgrade("/other")).status()).isEqualTo(101);
  }

  // ---- the handlers' bounds and threads

  @Test
  void requests_beyond_those_at_work_and_in_line_are_answered_503() {
    List<Exchange> handled = new ArrayList<>();
    handlers.add(handled::add);
    Front front = front();
    int room = HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING;
    for (int i = 0; i < room; i++) {
      front.onRequest(FakeExchange.get("/page"));
    }
    assertThat(executor).as("those in line hold no task").hasSize(HandlerLine.MAX_AT_WORK);
    FakeExchange refused = FakeExchange.get("/page");
    front.onRequest(refused);
    FakeExchange upgrade = FakeExchange.upgrade("/page");
    front.onRequest(upgrade);
    FakeExchange own = FakeExchange.get("/socket.io/");
    front.onRequest(own);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.responseHeaders().first("Retry-After")).isPresent();
    assertThat(upgrade.status()).isEqualTo(503);
    assertThat(upgrade.responseHeaders().first("Connection")).hasValue("close");
    assertThat(engine).as("the engine is not concerned").containsExactly(own);

    assertThat(ask(front, FakeExchange.get("/page")).status()).isEqualTo(503);
    assertThat(handled).hasSize(room);
    ask(front, FakeExchange.get("/page"));
    assertThat(handled).as("there is room again").hasSize(room + 1);
  }

  @Test
  void what_a_handler_attaches_to_its_exchange_runs_on_the_executor() {
    List<String> told = new ArrayList<>();
    handlers.add(
        exchange -> {
          exchange.onAbort(() -> told.add("abort"));
          var unused = exchange.body().thenAccept(body -> told.add("body"));
          return true;
        });
    FakeExchange exchange = ask(front(), FakeExchange.request("POST", "/page"));
    exchange.complete("");
    exchange.abort();
    assertThat(told).as("on the I/O thread").isEmpty();
    executor.forEach(Runnable::run);
    assertThat(told).containsExactly("body", "abort");
  }

  @Test
  @DisplayName("SEC-19 a request for which the line of the handlers has no place is counted")
  void fullLineIsCounted() {
    handlers.add(exchange -> true);
    Front front = front();
    for (int i = 0; i < HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING; i++) {
      front.onRequest(FakeExchange.get("/"));
    }
    assertThat(told).isEmpty();
    front.onRequest(FakeExchange.get("/"));
    assertThat(told).containsExactly("httpHandlers");
  }

  // ---- health checks

  @Test
  @DisplayName("a health check that requires nothing is answered at once, whatever else waits")
  void aliveAtOnce() {
    handlers.add(exchange -> true);
    handlers.add(HealthCheck.at("/alive"));
    Front front = front();
    for (int i = 0; i < HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING; i++) {
      front.onRequest(FakeExchange.get("/"));
    }
    FakeExchange refused = FakeExchange.get("/");
    front.onRequest(refused);
    assertThat(refused.status()).isEqualTo(503);
    int waiting = executor.size();
    FakeExchange alive = FakeExchange.get("/alive");
    front.onRequest(alive);
    assertThat(alive.status()).isEqualTo(200);
    assertThat(executor).hasSize(waiting);
  }

  @Test
  @DisplayName("one that requires something has a line of its own, which is bounded, too")
  void readyInLine() {
    HealthCheck ready = HealthCheck.at("/ready").require(() -> true);
    handlers.add(exchange -> true);
    handlers.add(ready);
    Front front = front();
    for (int i = 0; i < HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING; i++) {
      front.onRequest(FakeExchange.get("/"));
    }
    List<FakeExchange> asked = new ArrayList<>();
    for (int i = 0; i <= Front.MAX_CHECKS_AT_WORK + Front.MAX_CHECKS_WAITING; i++) {
      asked.add(FakeExchange.get("/ready"));
      front.onRequest(asked.get(i));
    }
    assertThat(executor).hasSize(HandlerLine.MAX_AT_WORK + Front.MAX_CHECKS_AT_WORK);
    FakeExchange last = asked.remove(asked.size() - 1);
    assertThat(last.status()).isEqualTo(503);
    assertThat(told).containsExactly("healthChecks");
    assertThat(asked).noneMatch(FakeExchange::answered);
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
    assertThat(asked).allMatch(exchange -> exchange.status() == 200);
  }

  @Test
  @DisplayName("a requirement that fails is answered 500")
  void requirementFails() {
    handlers.add(
        HealthCheck.at("/ready")
            .require(
                () -> {
                  throw new IllegalStateException("thrown by a test");
                }));
    assertThat(ask(front(), FakeExchange.get("/ready")).status()).isEqualTo(500);
    assertThat(ask(front(), FakeExchange.get("/other")).status()).isEqualTo(404);
  }
}
