package io.roomcast.bench.load;

import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Latency;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * All clients come at once, and go when they are in; that is a round. A window has as many rounds
 * as fill its time, each from the first connect until the last client is in: leaving is not
 * measured. Rounds before the warm-up is over do not count.
 */
final class ConnectStorm {
  private static final long QUIET_NANOS = 50_000_000;
  private static final long LONGEST_NANOS = 5_000_000_000L;

  private final LoadLoop loop;
  private final LoadSpec spec;
  private final CpuMeter cpu;
  private final Clock clock = new Clock();
  private long rounds;
  private long disconnected;

  ConnectStorm(LoadLoop loop, LoadSpec spec, CpuMeter cpu) {
    this.loop = loop;
    this.spec = spec;
    this.cpu = cpu;
  }

  LoadResult run(Signals signals) {
    signals.ready();
    while (!signals.mayGo()) {
      loop.pass();
    }
    new WarmUp(spec.timing(), cpu, this::rounds).run(WarmUp.STRETCHES);
    List<Window> windows = new ArrayList<>();
    while (Windows.goOn(windows, spec)) {
      windows.add(window());
    }
    return new LoadResult(
        spec.clients(),
        windows,
        Latency.of(clock.histogram()),
        rounds * spec.clients(),
        new Faults(0, 0, 0, 0, 0, disconnected));
  }

  private boolean rounds(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      round();
    }
    return true;
  }

  private Window window() {
    long length = spec.timing().windowMillis() * 1_000_000;
    clock.start();
    Window window = round();
    while (window.nanos() < length) {
      clock.resume();
      window = window.plus(round());
    }
    if (window.isQuiet(spec.maxForeignShare())) {
      clock.count();
    }
    return window;
  }

  private Window round() {
    Idling idling = new Idling(loop, spec, clock::record);
    CpuTimes before = cpu.read();
    long busy = loop.busyNanos();
    long start = System.nanoTime();
    idling.crowd().enter(loop, spec.entryMillis());
    long nanos = System.nanoTime() - start;
    Window window =
        new Window(nanos, spec.clients(), loop.busyNanos() - busy, cpu.read().since(before));
    clock.stop();
    disconnected += idling.crowd().disconnected();
    idling.crowd().close();
    rounds++;
    awaitQuiet();
    return window;
  }

  /** Lets the server clean up, so that the next round does not pay for this one. */
  private void awaitQuiet() {
    long start = System.nanoTime();
    CpuTimes last = cpu.read();
    while (System.nanoTime() - start < LONGEST_NANOS) {
      long until = System.nanoTime() + QUIET_NANOS;
      while (System.nanoTime() - until < 0) {
        loop.pass();
      }
      CpuTimes now = cpu.read();
      if (now.since(last).server() < QUIET_NANOS / 10) {
        return;
      }
      last = now;
    }
  }
}
