package io.roomcast.bench.load;

import io.roomcast.bench.measure.Faults;

/** What a crowd does once it is complete. */
abstract class Activity implements Inbox {

  /** Begins, or begins the next round. */
  abstract void start();

  /** Called after each pass of the loop, until {@link #stop}. */
  abstract void afterPass();

  /** Whether to do as much as possible for now, so that servers get warm; not by default. */
  void hurry(boolean on) {}

  /** Begins nothing new. */
  abstract void stop();

  /** Whether an answer or a delivery is owed. */
  abstract boolean isUnderWay();

  /** What has happened so far: deliveries, answers, heartbeats, connects. */
  abstract long events();

  /** What has gone wrong so far; what is still owed counts as stuck or lost. */
  abstract Faults faults();

  @Override
  public void onReady(Client client) {}

  @Override
  public void onHeartbeat(Client client) {}

  @Override
  public void onGone(Client client, String reason) {}
}
