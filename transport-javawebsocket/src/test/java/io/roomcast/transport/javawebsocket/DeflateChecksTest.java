package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The kit's checks of permessage-deflate need a transport with frames, so they are tried here. */
@DisplayName("EIO-52 The kit's checks of compression notice")
class DeflateChecksTest {

  /** The kit on this transport, but for what the test has broken. */
  static final class Patient extends HttpTransportCompatibilityKit {
    static UnaryOperator<Transport> operation = UnaryOperator.identity();

    @Override
    protected Transport createTransport(InetSocketAddress address) {
      return operation.apply(JavaWebSocketTransport.on(address));
    }

    @Override
    protected boolean negotiatesDeflate() {
      return true;
    }
  }

  /** A promise that is broken, and the check that has to notice. */
  record Fault(String promise, String check, UnaryOperator<Transport> operation) {
    @Override
    public String toString() {
      return promise;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        limits("no agreement at all", "negotiation", it -> deflate(it, Optional.empty())),
        limits(
            "an agreement that nobody wanted",
            "offByDefault",
            it -> deflate(it, Optional.of(PerMessageDeflate.defaults()))),
        limits(
            "context takeover that was not switched on", "negotiation", it -> takeover(it, true)),
        limits("context takeover that is missing", "takeover", it -> takeover(it, false)),
        limits("small messages compressed", "out", it -> threshold(it, 0)),
        limits("large messages not compressed", "out", it -> threshold(it, 1_000_000)),
        limits("a larger limit", "limit", it -> maxMessageBytes(it, 1_000_000)),
        limits("a smaller limit", "limit", it -> maxMessageBytes(it, 49_999)),
        limits("a limit before inflating only", "bomb", it -> maxMessageBytes(it, 100_000_000)),
        new Fault(
            "others that wait for all that one has sent",
            "turns",
            working -> {
              Waiting waiting = new Waiting();
              return new Seam(working, limits -> limits, waiting::behindBytes);
            }),
        sending("nothing compressed", "out", OutboundMessage::uncompressed),
        sending("compress(false) ignored", "out", DeflateChecksTest::again),
        sending("each client's own frame", "broadcast", DeflateChecksTest::again));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault(Fault fault) {
    assertNoticed(fault);
  }

  static void assertNoticed(Fault fault) {
    assertThat(run(fault.check(), UnaryOperator.identity(), "20").getTestsSucceededCount())
        .as("a transport that works")
        .isEqualTo(1);
    assertThat(run(fault.check(), fault.operation(), "1").getTestsFailedCount())
        .as("a transport with " + fault)
        .isEqualTo(1);
  }

  private static TestExecutionSummary run(
      String check, UnaryOperator<Transport> operation, String patience) {
    Patient.operation = operation;
    System.setProperty("roomcast.testkit.patience", patience);
    try {
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectMethod(Patient.class, check))
                  .build(),
              summary);
      return summary.getSummary();
    } finally {
      System.clearProperty("roomcast.testkit.patience");
    }
  }

  // ---- other limits

  static Fault limits(String promise, String check, UnaryOperator<Limits> change) {
    return new Fault(promise, check, working -> new Seam(working, change, exchange -> exchange));
  }

  private static Limits deflate(Limits from, Optional<PerMessageDeflate> options) {
    return new Limits(
        from.maxConnections(),
        from.maxConnectionsPerAddress(),
        from.maxHeadBytes(),
        from.maxHeaders(),
        from.maxBodyBytes(),
        from.maxMessageBytes(),
        from.maxFragments(),
        from.headTimeout(),
        from.bodyTimeout(),
        from.messageTimeout(),
        from.idleTimeout(),
        from.closeTimeout(),
        from.lowWaterMark(),
        from.highWaterMark(),
        options);
  }

  private static Limits takeover(Limits from, boolean on) {
    return deflate(from, from.perMessageDeflate().map(it -> it.withContextTakeover(on, on)));
  }

  private static Limits threshold(Limits from, int bytes) {
    return deflate(from, from.perMessageDeflate().map(it -> it.withThreshold(bytes)));
  }

  private static Limits maxMessageBytes(Limits from, int bytes) {
    return from.toBuilder().maxMessageBytes(bytes).build();
  }

  // ---- another order

  /** Tells of a text only when there has been nothing but that for a while. */
  private static final class Waiting {
    private static final int BOMBS = 500;

    private final AtomicInteger bombs = new AtomicInteger();
    private final Queue<Runnable> texts = new ConcurrentLinkedQueue<>();

    Exchange behindBytes(Exchange exchange) {
      return changed(
          Exchange.class,
          exchange,
          "upgrade",
          upgrade -> new Object[] {upgrade[0], behindBytes((WebSocketListener) upgrade[1])});
    }

    private WebSocketListener behindBytes(WebSocketListener listener) {
      return new WebSocketListener() {
        @Override
        public void onOpen(WebSocketConnection connection) {
          listener.onOpen(connection);
        }

        @Override
        public void onText(String text) {
          if (bombs.get() > 0) {
            texts.add(() -> listener.onText(text));
          } else {
            listener.onText(text);
          }
        }

        @Override
        public void onBinary(ByteBuffer bytes) {
          int bomb = bombs.incrementAndGet();
          listener.onBinary(bytes);
          if (bomb == BOMBS) {
            texts.forEach(Runnable::run);
          }
        }

        @Override
        public void onClosed(int code, String reason, Throwable cause) {
          listener.onClosed(code, reason, cause);
        }
      };
    }
  }

  // ---- other messages

  private static Fault sending(
      String promise, String check, UnaryOperator<OutboundMessage> change) {
    return new Fault(
        promise, check, working -> new Seam(working, limits -> limits, it -> withSend(it, change)));
  }

  /** The same message, but nobody's frame and with compression. */
  private static OutboundMessage again(OutboundMessage message) {
    return message.isText()
        ? OutboundMessage.utf8(message.payload())
        : OutboundMessage.binary(message.payload());
  }

  private static Exchange withSend(Exchange exchange, UnaryOperator<OutboundMessage> change) {
    return changed(
        Exchange.class,
        exchange,
        "upgrade",
        upgrade -> {
          upgrade[1] =
              changed(
                  WebSocketListener.class,
                  (WebSocketListener) upgrade[1],
                  "onOpen",
                  open -> {
                    open[0] =
                        changed(
                            WebSocketConnection.class,
                            (WebSocketConnection) open[0],
                            "send",
                            send -> {
                              send[0] = change.apply((OutboundMessage) send[0]);
                              return send;
                            });
                    return open;
                  });
          return upgrade;
        });
  }

  /** The same object, but for the arguments of one method. */
  static <T> T changed(Class<T> type, T working, String method, UnaryOperator<Object[]> change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, args) -> {
              try {
                return called.invoke(
                    working, called.getName().equals(method) ? change.apply(args) : args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  record Seam(Transport working, UnaryOperator<Limits> limits, UnaryOperator<Exchange> exchanges)
      implements Transport {
    @Override
    public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits given) {
      RequestHandler receiver =
          changed(
              RequestHandler.class,
              handler,
              "onRequest",
              request -> new Object[] {exchanges.apply((Exchange) request[0])});
      return working.start(receiver, limits.apply(given));
    }

    @Override
    public CompletionStage<Void> stop(Duration grace) {
      return working.stop(grace);
    }
  }
}
