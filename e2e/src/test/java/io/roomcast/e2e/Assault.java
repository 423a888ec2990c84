package io.roomcast.e2e;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Attacks that are under way, all of which began at once. */
final class Assault implements AutoCloseable {
  private final ExecutorService attackers = Executors.newCachedThreadPool();
  private final Map<Future<?>, Attack> underWay = new HashMap<>();

  /** Lets so many clients attack in each of these ways. */
  Assault(Target target, List<Attack> attacks, int clients) {
    CountDownLatch begin = new CountDownLatch(1);
    for (Attack attack : attacks) {
      for (int i = 0; i < clients; i++) {
        underWay.put(
            attackers.submit(
                () -> {
                  begin.await();
                  attack.deed().against(target);
                  return null;
                }),
            attack);
      }
    }
    begin.countDown();
  }

  boolean isOver() {
    return underWay.keySet().stream().allMatch(Future::isDone);
  }

  /** Fails where one is over otherwise than it should be. */
  void assertEnded() throws Exception {
    for (Map.Entry<Future<?>, Attack> attack : underWay.entrySet()) {
      try {
        attack.getKey().get(0, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError("not ended by the server: " + attack.getValue(), e.getCause());
      }
    }
  }

  @Override
  public void close() {
    attackers.shutdownNow();
  }
}
