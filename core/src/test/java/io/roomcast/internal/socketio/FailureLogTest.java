package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.when;

import io.roomcast.ErrorHandler;
import io.roomcast.Namespace;
import io.roomcast.Socket;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.DecodeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class FailureLogTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final Logger logger = mock(Logger.class);
  private final FailureLog log = new FailureLog(logger, clock::get);
  private final Socket socket = mock(Socket.class);

  @BeforeEach
  void name() {
    Namespace namespace = mock(Namespace.class);
    when(namespace.name()).thenReturn("/chat");
    when(socket.id()).thenReturn("id");
    when(socket.namespace()).thenReturn(namespace);
  }

  private void fail(String event, Throwable cause) {
    log.handle(new ErrorHandler.Failure("/chat", Optional.of(socket), Optional.of(event), cause));
  }

  /** Each call as its level, and whether it has the exception; the arguments that are texts. */
  private List<String> lines() {
    return mockingDetails(logger).getInvocations().stream()
        .map(
            call ->
                call.getMethod().getName()
                    + Arrays.stream(call.getRawArguments())
                        .flatMap(a -> a instanceof Object[] all ? Arrays.stream(all) : null)
                        .map(a -> a instanceof Throwable ? "|THROWN" : "|" + a)
                        .reduce("", String::concat))
        .toList();
  }

  @Test
  void one_line_of_an_event_in_ten_seconds_that_counts_the_others() {
    for (int i = 0; i < 5; i++) {
      fail("a", new IllegalStateException("bug"));
    }
    fail("b", new IllegalStateException("bug"));
    assertThat(lines())
        .containsExactly(
            "error|a listener of \"a\"|id|/chat||THROWN",
            "error|a listener of \"b\"|id|/chat||THROWN");
    clock.addAndGet(10 * SECOND);
    fail("a", new IllegalStateException("bug"));
    assertThat(lines())
        .hasSize(3)
        .last()
        .asString()
        .contains("and 4 times more since that was last logged");
  }

  @Test
  void arguments_that_do_not_fit_are_a_warning_without_a_stack_trace_and_hide_no_error() {
    fail("a", new ConversionException("no number"));
    fail("a", new ConversionException("no number"));
    fail("a", new IllegalStateException("bug"));
    assertThat(lines())
        .containsExactly(
            "warn|a listener of \"a\"|id|/chat||no number",
            "error|a listener of \"a\"|id|/chat||THROWN");
  }

  @Test
  void what_is_no_packet_is_no_more_than_a_note_for_debugging() {
    DecodeException nonsense = mock(DecodeException.class);
    fail("error", nonsense);
    assertThat(lines()).singleElement().asString().startsWith("debug");
    assertThat(mockingDetails(logger).getInvocations()).hasSize(1);
  }

  @Test
  void what_concerns_no_event_or_no_socket_is_told_apart() {
    Throwable bug = new IllegalStateException("bug");
    log.handle(new ErrorHandler.Failure("/chat", Optional.of(socket), Optional.empty(), bug));
    log.handle(new ErrorHandler.Failure("/x", Optional.empty(), Optional.empty(), bug));
    assertThat(lines())
        .containsExactly(
            "error|a middleware or catch-all listener|id|/chat||THROWN",
            "error|what makes a dynamic namespace|none|/x||THROWN");
  }

  @Test
  void very_many_events_share_what_is_logged() {
    for (int i = 0; i < 2000; i++) {
      fail("event " + i, new IllegalStateException("bug"));
    }
    assertThat(lines()).hasSizeBetween(1000, 1002);
  }
}
