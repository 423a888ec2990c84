package io.roomcast.bench.load;

import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Latency;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Window;
import java.util.ArrayList;
import java.util.List;

/** A load that goes on in the same way: some time to warm up, then the windows, then the rest. */
final class SteadyLoad {
  private static final double MEMBERS = 0.8;
  private static final int FEW = 8;
  private static final int HURRIED_STRETCHES = 7;
  private static final int READINGS = 4;

  private final LoadLoop loop;
  private final LoadSpec spec;
  private final CpuMeter cpu;
  private final Pace pace;
  private final Clock clock = new Clock();
  private final List<Crowd> crowds = new ArrayList<>();
  private final List<Activity> activities = new ArrayList<>();
  private long lastEvents;
  private long lastProgress;

  SteadyLoad(LoadLoop loop, LoadSpec spec, CpuMeter cpu) {
    this.loop = loop;
    this.spec = spec;
    this.cpu = cpu;
    pace = spec.mode() == Mode.MIXED ? Pace.ROUNDS : Pace.FREE;
    switch (spec.mode()) {
      case BROADCAST -> broadcast(spec.clients(), clock);
      case ECHO -> echo(loop, spec.clients());
      case MIXED -> {
        int members = Math.max(1, (int) (MEMBERS * spec.clients()));
        broadcast(members, clock);
        echo(loop, Math.max(1, spec.clients() - members));
        activities.add(new ComingAndGoing(loop, spec));
      }
      case FAIRNESS -> {
        int few = Math.min(FEW, (spec.clients() + 1) / 2);
        // only the few are timed, and read without waiting for the many
        broadcast(Math.max(1, spec.clients() - few), new Clock());
        echo(loop.beside(), few);
      }
      case IDLE -> {
        Idling idling = new Idling(loop, spec, nanos -> {});
        crowds.add(idling.crowd());
        activities.add(idling);
      }
      case CONNECT -> throw new IllegalArgumentException("connects are no steady load");
    }
  }

  private void broadcast(int members, Clock timed) {
    Broadcasting broadcasting = new Broadcasting(loop, spec, members, timed, pace);
    crowds.add(broadcasting.crowd());
    activities.add(broadcasting);
  }

  private void echo(LoadLoop on, int members) {
    Echoing echoing = new Echoing(on, spec, members, clock, pace);
    crowds.add(echoing.crowd());
    activities.add(echoing);
  }

  LoadResult run(Signals signals) {
    crowds.forEach(crowd -> crowd.enter(loop, spec.entryMillis()));
    signals.ready();
    while (!signals.mayGo()) {
      loop.pass();
    }
    // a mixture is of the same all the time, and so is what acks are timed beside
    hurry(spec.mode() == Mode.BROADCAST && spec.timing().warmupMillis() > 0);
    activities.forEach(Activity::start);
    lastProgress = System.nanoTime();
    List<Window> windows = new ArrayList<>();
    boolean alive = warmUp();
    while (alive && Windows.goOn(windows, spec)) {
      alive = window(windows);
    }
    activities.forEach(Activity::stop);
    drain();
    return new LoadResult(
        spec.clients(), windows, Latency.of(clock.histogram()), events(), faults());
  }

  /** In a hurry first, then as in the windows. */
  private boolean warmUp() {
    WarmUp warmUp = new WarmUp(spec.timing(), cpu, this::goOnReading);
    boolean alive = warmUp.run(HURRIED_STRETCHES);
    hurry(false);
    return alive && warmUp.run(WarmUp.STRETCHES - HURRIED_STRETCHES);
  }

  /** Reads the CPU time again and again, since a meter is the more exact the more it has seen. */
  private boolean goOnReading(long nanos) {
    for (int i = 0; i < READINGS; i++) {
      if (!goOn(nanos / READINGS)) {
        return false;
      }
      cpu.read();
    }
    return true;
  }

  private void hurry(boolean on) {
    activities.forEach(activity -> activity.hurry(on));
  }

  /** Measures a stretch of time, and tells whether all went on. */
  private boolean window(List<Window> windows) {
    clock.start();
    CpuTimes before = cpu.read();
    long events = measured();
    long busy = loop.busyNanos();
    long start = System.nanoTime();
    boolean alive = goOn(spec.timing().windowMillis() * 1_000_000);
    long nanos = System.nanoTime() - start;
    Window window =
        new Window(nanos, measured() - events, loop.busyNanos() - busy, cpu.read().since(before));
    clock.stop();
    if (alive) {
      windows.add(window);
      if (window.isQuiet(spec.maxForeignShare())) {
        clock.count();
      }
    }
    return alive;
  }

  /** Goes on for a time, and tells whether there was always some progress. */
  private boolean goOn(long nanos) {
    long end = System.nanoTime() + nanos;
    while (true) {
      long now = System.nanoTime();
      if (now - end >= 0) {
        return true;
      }
      if (isStuck(now)) {
        return false;
      }
      loop.pass();
      for (Activity activity : activities) {
        activity.afterPass();
      }
      if (pace == Pace.ROUNDS && !isUnderWay()) {
        activities.forEach(Activity::start);
      }
    }
  }

  private void drain() {
    while (isUnderWay() && !isStuck(System.nanoTime())) {
      loop.pass();
    }
  }

  private boolean isStuck(long now) {
    long events = events();
    if (events != lastEvents || !isUnderWay()) {
      lastEvents = events;
      lastProgress = now;
    }
    return now - lastProgress > spec.timing().stallMillis() * 1_000_000;
  }

  private boolean isUnderWay() {
    for (Activity activity : activities) {
      if (activity.isUnderWay()) {
        return true;
      }
    }
    return false;
  }

  /** What CPU time is divided by: where some clients only time the others, theirs is left out. */
  private long measured() {
    return spec.mode() == Mode.FAIRNESS ? activities.get(0).events() : events();
  }

  private long events() {
    long events = 0;
    for (Activity activity : activities) {
      events += activity.events();
    }
    return events;
  }

  private Faults faults() {
    Faults faults = Faults.NONE;
    for (Activity activity : activities) {
      faults = faults.plus(activity.faults());
    }
    for (Crowd crowd : crowds) {
      faults = faults.plus(new Faults(0, 0, 0, 0, 0, crowd.disconnected()));
    }
    return faults;
  }
}
