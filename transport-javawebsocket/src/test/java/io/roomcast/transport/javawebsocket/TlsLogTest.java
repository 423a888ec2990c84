package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

@DisplayName("The log of TLS")
class TlsLogTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // soon below zero
  private final Lines lines = new Lines();
  private final TlsLog log = new TlsLog(lines, clock::get);

  @Test
  @DisplayName("has one line a second for refused peers, at debug, which counts the others")
  void refusals() {
    for (int i = 0; i < 1000; i++) {
      log.refused("peer " + i, "garbage");
    }
    assertThat(lines.all).containsExactly("DEBUG peer 0 ended by TLS: garbage (and 0 before that)");
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
    log.refused("early", "garbage");
    clock.incrementAndGet();
    log.refused("late", "garbage");
    assertThat(lines.all).hasSize(2);
    assertThat(lines.all.get(1))
        .isEqualTo("DEBUG late ended by TLS: garbage (and 1000 before that)");
  }

  @Test
  @DisplayName("has one line a minute for a missing context, at error, whatever else it has")
  void noContext() {
    log.refused("peer", "garbage");
    for (int i = 0; i < 1000; i++) {
      log.noContext(new IllegalStateException("expired"));
    }
    assertThat(lines.all).hasSize(2);
    assertThat(lines.all.get(1)).startsWith("ERROR ").endsWith("expired");
    clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
    log.noContext(new IllegalStateException("still expired"));
    assertThat(lines.all).hasSize(3);
  }

  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    final transient List<String> all = new ArrayList<>();

    @Override
    protected String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String message, Object[] arguments, Throwable failure) {
      String text = MessageFormatter.basicArrayFormat(message, arguments);
      all.add(level + " " + text + (failure == null ? "" : " " + failure.getMessage()));
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
