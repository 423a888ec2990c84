package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.socketio.PendingAcks.Silence;
import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.transport.Burst;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to many sockets, under one id (SIO-33, ADP-6). One timer serves them all; once it is
 * over, neither the sockets nor the timer know of it any more. Where an adapter's collector fails,
 * that is none of the client's doing, nor of the thread's that reads what it sends.
 */
final class BroadcastQuestion implements PendingAcks.Asker {
  private static final Logger log = LoggerFactory.getLogger(BroadcastQuestion.class);

  private final long id;
  private final List<LocalSocket> sockets;
  private final AckCollector collector;
  private final AtomicInteger missing;
  private volatile Timers.@Nullable Timeout timer;

  BroadcastQuestion(long id, List<LocalSocket> sockets, AckCollector collector) {
    this.id = id;
    this.sockets = sockets;
    this.collector = collector;
    this.missing = new AtomicInteger(sockets.size());
  }

  /** Called once. */
  void ask(OutboundEvent event, Duration within, Timers timers) {
    collector.expected(ids());
    Fanout.send(
        sockets::forEach, LocalSocket::idle, socket -> socket.outbound().ask(id, event, this));
    Burst.releaseNow(); // the asker may wait
    if (missing.get() == 0) {
      return;
    }
    timer = timers.schedule(within, this::expire); // now, or it would miss who is yet to be asked
    if (missing.get() == 0) {
      stopTimer();
    }
  }

  private Set<String> ids() {
    Set<String> ids = new HashSet<>(2 * sockets.size());
    sockets.forEach(socket -> ids.add(socket.id()));
    return ids;
  }

  private void expire() {
    sockets.forEach(socket -> socket.outbound().endQuestion(id));
  }

  @Override
  public void answered(String socket, Arguments answer) {
    try {
      collector.answered(socket, answer);
    } catch (RuntimeException e) {
      failed(socket, e);
    } finally {
      settled();
    }
  }

  @Override
  public void silent(String socket, Silence why) {
    try {
      collector.silent(socket);
    } catch (RuntimeException e) {
      failed(socket, e);
    } finally {
      settled();
    }
  }

  private static void failed(String socket, RuntimeException cause) {
    log.error("what came of asking the socket {} was not passed on", socket, cause);
  }

  private void settled() {
    if (missing.decrementAndGet() == 0) {
      stopTimer();
    }
  }

  private void stopTimer() {
    Timers.Timeout running = timer;
    if (running != null) {
      running.cancel();
      timer = null;
    }
  }
}
