package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import io.roomcast.spi.adapter.AlreadyLogged;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class AdapterLogTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final Logger logger = mock(Logger.class);
  private final AdapterLog log = new AdapterLog(logger, clock::get);
  private final IllegalStateException noWire = new IllegalStateException("no wire");

  private List<String> lines() {
    return mockingDetails(logger).getInvocations().stream()
        .filter(call -> call.getMethod().getName().equals("error"))
        .map(
            call ->
                Arrays.stream(call.getRawArguments())
                    .flatMap(a -> a instanceof Object[] all ? Arrays.stream(all) : null)
                    .map(a -> a == noWire ? "|THROWN" : "|" + a)
                    .reduce("", String::concat))
        .toList();
  }

  @Test
  @DisplayName("ADP-12 while a wire is gone each operation has one line in ten seconds")
  void throttled() {
    for (int i = 0; i < 1000; i++) {
      log.failed("broadcast", "/" + i, noWire);
    }
    log.failed("close", "/", noWire);
    assertThat(lines()).containsExactly("|broadcast|/0||THROWN", "|close|/||THROWN");

    clock.set(10 * SECOND);
    log.failed("broadcast", "/", noWire);
    log.failed("broadcast", "/", noWire);
    assertThat(lines())
        .hasSize(3)
        .last()
        .isEqualTo("|broadcast|/|, and 999 times more since that was last logged|THROWN");
  }

  private static final class Known extends RuntimeException implements AlreadyLogged {
    private static final long serialVersionUID = 1L;
  }

  @Test
  @DisplayName("ADP-12 what the adapter tells of by itself adds no line, and uses up no other's")
  void alreadyLogged() {
    log.failed("broadcast", "/", new Known());
    log.failed("broadcast", "/", new CompletionException(new Known()));
    assertThat(lines()).isEmpty();
    log.failed("broadcast", "/", noWire);
    assertThat(lines()).containsExactly("|broadcast|/||THROWN");
  }
}
