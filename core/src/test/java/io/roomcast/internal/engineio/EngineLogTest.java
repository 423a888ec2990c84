package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.mockito.invocation.Invocation;
import org.slf4j.Logger;

class EngineLogTest {
  private final AtomicLong clock = new AtomicLong();
  private final Logger logger = Mockito.mock(Logger.class);
  private final EngineLog log = new EngineLog(logger, clock::get);

  private long lines(String level) {
    Collection<Invocation> calls = Mockito.mockingDetails(logger).getInvocations();
    return calls.stream().filter(call -> call.getMethod().getName().equals(level)).count();
  }

  private boolean showsStackTrace(String level) {
    Collection<Invocation> calls = Mockito.mockingDetails(logger).getInvocations();
    return calls.stream()
        .filter(call -> call.getMethod().getName().equals(level))
        .flatMap(call -> Arrays.stream(call.getArguments()))
        .anyMatch(Throwable.class::isInstance);
  }

  @Test
  @DisplayName("a failure that clients repeat is warned of once a minute, its traces at debug")
  void throttles() {
    for (int i = 0; i < 100; i++) {
      log.admissionFailed(new IllegalStateException("database is down"));
    }
    assertThat(lines("warn")).isEqualTo(1);
    assertThat(showsStackTrace("warn")).isFalse();
    assertThat(showsStackTrace("debug")).isTrue();

    clock.addAndGet(Duration.ofMinutes(1).toNanos());
    log.admissionFailed(new IllegalStateException("database is down"));
    assertThat(lines("warn")).isEqualTo(2);
  }

  @Test
  @DisplayName("one kind of line does not silence another")
  void kinds() {
    IllegalStateException failure = new IllegalStateException();
    log.admissionFailed(failure);
    log.idsFailed(failure);
    log.headersFailed(failure);
    log.errorListenerFailed(failure);
    log.errorsDropped(1);
    log.retryLater("maxSessions");
    assertThat(lines("warn")).isEqualTo(6);

    log.requestFailed(failure);
    log.sessionBroken(failure);
    log.listenerFailed(failure);
    assertThat(lines("error")).isEqualTo(3);
  }

  @Test
  @DisplayName("our own failures show their stack trace, once a minute")
  void ownFailures() {
    for (int i = 0; i < 100; i++) {
      log.sessionBroken(new IllegalStateException("bug"));
    }
    assertThat(lines("error")).isEqualTo(1);
    assertThat(showsStackTrace("error")).isTrue();
    assertThat(lines("debug")).isEqualTo(99);
  }
}
