package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.socketio.PendingAcks.Silence;
import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One question to many sockets, under one id (SIO-33, ADP-6). One timer serves them all; once it is
 * over, neither the sockets nor the timer know of it any more.
 */
final class BroadcastQuestion implements PendingAcks.Asker {
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
    for (LocalSocket socket : sockets) {
      socket.outbound().ask(id, event, this);
    }
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
    collector.answered(socket, answer);
    settled();
  }

  @Override
  public void silent(String socket, Silence why) {
    collector.silent(socket);
    settled();
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
