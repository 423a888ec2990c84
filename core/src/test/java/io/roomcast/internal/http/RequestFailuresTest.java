package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import io.roomcast.testing.FakeExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class RequestFailuresTest {
  private final AtomicLong clock = new AtomicLong();
  private final Logger logger = mock(Logger.class);
  private final RequestFailures failures =
      new RequestFailures(logger, "an HttpHandler", clock::get);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      failures.failed(FakeExchange.get("/page"), new IOException("thrown by a test"));
    }
  }

  private List<String> levels() {
    return mockingDetails(logger).getInvocations().stream()
        .map(call -> call.getMethod().getName())
        .toList();
  }

  @Test
  @DisplayName("what a client makes fail again and again is an error once a minute, else for debug")
  void throttled() {
    fail(3);
    assertThat(levels()).containsExactly("error", "debug", "debug");

    clock.addAndGet(Duration.ofMinutes(1).toNanos());
    fail(2);
    assertThat(levels().subList(3, 5)).containsExactly("error", "debug");
  }

  @Test
  @DisplayName("each line says what failed, on what and why")
  void told() {
    fail(2);
    assertThat(mockingDetails(logger).getInvocations())
        .allSatisfy(
            call ->
                assertThat(Arrays.deepToString(call.getRawArguments()))
                    .contains("an HttpHandler", "GET", "/page", "thrown by a test"));
  }
}
