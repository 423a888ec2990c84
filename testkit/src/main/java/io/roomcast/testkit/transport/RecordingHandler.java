package io.roomcast.testkit.transport;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.RequestHandler;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps requests for the test, or handles them at once in the way that the test says. */
final class RecordingHandler implements RequestHandler {
  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> limits = new LinkedBlockingQueue<>();
  private final CallWatch watch;
  private volatile RequestHandler reaction = exchanges::add;

  RecordingHandler(CallWatch watch) {
    this.watch = watch;
  }

  @Override
  public void onRequest(Exchange exchange) {
    watch.callback("onRequest");
    reaction.onRequest(new WatchedExchange(exchange, watch));
  }

  @Override
  public void limitReached(String option) {
    watch.callback("limitReached");
    limits.add(option);
  }

  /** The next limit that it is told of, when it has been. */
  String nextLimit() {
    try {
      String option = limits.poll(KitScene.patience().toMillis(), TimeUnit.MILLISECONDS);
      if (option == null) {
        throw new AssertionError("limitReached was not called within " + KitScene.patience());
      }
      return option;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a limit", e);
    }
  }

  /** The limits that it was told of and nobody has looked at. */
  List<String> unseenLimits() {
    return List.copyOf(limits);
  }

  /** From now on requests are handled by {@code handler}, on the I/O thread. */
  void reactWith(RequestHandler handler) {
    reaction = handler;
  }

  /** From now on requests are kept for {@link #next()}; earlier ones are forgotten. */
  void queue() {
    exchanges.clear();
    reaction = exchanges::add;
  }

  /** Forgets what it was told. */
  void forget() {
    exchanges.clear();
    limits.clear();
  }

  /** The next request, when it has come. */
  Exchange next() {
    try {
      Exchange exchange = exchanges.poll(KitScene.patience().toMillis(), TimeUnit.MILLISECONDS);
      if (exchange == null) {
        throw new AssertionError("no request within " + KitScene.patience());
      }
      return exchange;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a request", e);
    }
  }

  boolean hasNext() {
    return !exchanges.isEmpty();
  }
}
