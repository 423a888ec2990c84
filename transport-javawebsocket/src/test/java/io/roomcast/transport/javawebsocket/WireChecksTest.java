package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.DeflateChecksTest.changed;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.transport.javawebsocket.DeflateChecksTest.Fault;
import io.roomcast.transport.javawebsocket.DeflateChecksTest.Seam;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit's checks of limits that need bytes on a wire are tried here, as those of compression. */
@DisplayName("The kit's checks of what comes in part notice")
class WireChecksTest {
  private static final Duration LONG = Duration.ofHours(1);

  static Stream<Fault> faults() {
    return Stream.of(
        limits("larger heads", "headLimit", it -> it.maxHeadBytes(10_000)),
        limits("heads without end", "slowHead", it -> it.headTimeout(LONG)),
        limits("answers in drips", "answerInDrips", it -> it.lowWaterMark(1).highWaterMark(1)),
        limits("a close in drips", "closeInDrips", it -> it.closeTimeout(LONG)),
        limits("no time anew", "slowButSteady", it -> it.highWaterMark(1 << 30)),
        limits("more trailers", "trailerLimits", it -> it.maxHeaders(100)),
        limits("larger trailers", "trailerLimits", it -> it.maxHeadBytes(10_000)),
        limits("messages without end", "unfinishedMessage", it -> it.messageTimeout(LONG)),
        limits("messages in drips", "drippingMessage", it -> it.messageTimeout(LONG)),
        limits("a queue of pongs", "pongsDoNotPileUp", it -> it.highWaterMark(1 << 30)),
        new Fault(
            "a message that is missed while nobody reads",
            "unfinishedWhilePaused",
            working -> new Seam(working, limits -> limits, WireChecksTest::neverPaused)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault(Fault fault) {
    DeflateChecksTest.assertNoticed(fault);
  }

  private static Fault limits(String promise, String check, UnaryOperator<Limits.Builder> change) {
    return DeflateChecksTest.limits(
        promise, check, limits -> change.apply(limits.toBuilder()).build());
  }

  private static Exchange neverPaused(Exchange exchange) {
    return changed(
        Exchange.class,
        exchange,
        "upgrade",
        upgrade ->
            new Object[] {
              upgrade[0],
              changed(
                  WebSocketListener.class,
                  (WebSocketListener) upgrade[1],
                  "onOpen",
                  open ->
                      new Object[] {
                        changed(
                            WebSocketConnection.class,
                            (WebSocketConnection) open[0],
                            "readable",
                            on -> new Object[] {true})
                      })
            });
  }
}
