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

  private final LoadLoop loop;
  private final LoadSpec spec;
  private final CpuMeter cpu;
  private final Clock clock = new Clock();
  private final List<Crowd> crowds = new ArrayList<>();
  private final List<Activity> activities = new ArrayList<>();
  private long lastEvents;
  private long lastProgress;

  SteadyLoad(LoadLoop loop, LoadSpec spec, CpuMeter cpu) {
    this.loop = loop;
    this.spec = spec;
    this.cpu = cpu;
    switch (spec.mode()) {
      case BROADCAST -> broadcast(spec.clients());
      case ECHO -> echo(spec.clients());
      case MIXED -> {
        int members = Math.max(1, (int) (MEMBERS * spec.clients()));
        broadcast(members);
        echo(Math.max(1, spec.clients() - members));
        activities.add(new ComingAndGoing(loop, spec));
      }
      case IDLE -> {
        Idling idling = new Idling(loop, spec, nanos -> {});
        crowds.add(idling.crowd());
        activities.add(idling);
      }
      case CONNECT -> throw new IllegalArgumentException("connects are no steady load");
    }
  }

  private void broadcast(int members) {
    Broadcasting broadcasting = new Broadcasting(loop, spec, members, clock);
    crowds.add(broadcasting.crowd());
    activities.add(broadcasting);
  }

  private void echo(int members) {
    Echoing echoing = new Echoing(loop, spec, members, clock);
    crowds.add(echoing.crowd());
    activities.add(echoing);
  }

  LoadResult run(Signals signals) {
    crowds.forEach(crowd -> crowd.enter(loop));
    signals.ready();
    while (!signals.mayGo()) {
      loop.pass();
    }
    activities.forEach(Activity::start);
    lastProgress = System.nanoTime();
    List<Window> windows = new ArrayList<>();
    if (goOn(spec.warmupMillis() * 1_000_000)) {
      clock.start();
      while (windows.size() < spec.windows() && window(windows)) {
        // it has added itself
      }
      clock.stop();
    }
    activities.forEach(Activity::stop);
    drain();
    return new LoadResult(
        spec.clients(), windows, Latency.of(clock.histogram()), events(), faults());
  }

  /** Measures a stretch of time, and tells whether all went on. */
  private boolean window(List<Window> windows) {
    CpuTimes before = cpu.read();
    long events = events();
    long start = System.nanoTime();
    boolean alive = goOn(spec.windowMillis() * 1_000_000);
    long end = System.nanoTime();
    long happened = events() - events;
    if (alive) {
      windows.add(new Window(end - start, happened, cpu.read().since(before)));
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
    return now - lastProgress > spec.stallMillis() * 1_000_000;
  }

  private boolean isUnderWay() {
    for (Activity activity : activities) {
      if (activity.isUnderWay()) {
        return true;
      }
    }
    return false;
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
