package io.roomcast.e2e.soak;

import static org.awaitility.Awaitility.await;

import io.roomcast.e2e.soak.Figures.Count;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Clients of all sorts: each place is taken by one after the other. */
final class Crowd implements AutoCloseable {
  private static final int THREADS = 16;
  private static final long ARRIVAL_MILLIS = 2000;
  private static final int SIDES = 20;
  private static final int FEWEST_STEPS = 10;
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final SoakServer server;
  private final Figures figures;
  private final Problems problems;
  private final double longevity;
  private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS);
  private final List<Place> places = new ArrayList<>();
  private final CountDownLatch left;
  private volatile boolean leaving;

  /**
   * Begins.
   *
   * @param longevity the longest life is that power of e longer than the shortest
   */
  Crowd(
      SoakServer server,
      Figures figures,
      Problems problems,
      int clients,
      double longevity,
      long seed) {
    this.server = server;
    this.figures = figures;
    this.problems = problems;
    this.longevity = longevity;
    left = new CountDownLatch(clients);
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < clients; i++) {
      Place place = new Place("c" + i, seeds.split());
      places.add(place);
      threads.schedule(place, seeds.nextLong(ARRIVAL_MILLIS), TimeUnit.MILLISECONDS);
    }
  }

  /** Lets it be for so long, and until everything has happened, unless something goes wrong. */
  void mingle(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    await()
        .atMost(duration.plus(LONGEST))
        .until(() -> problems.any() || (System.nanoTime() > end && figures.complete()));
  }

  /** Asks all to go when they have got everything. */
  void leave() throws InterruptedException {
    leaving = true;
    if (!left.await(60, TimeUnit.SECONDS)) {
      problems.report(left.getCount() + " clients do not leave");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    places.forEach(Place::cut);
  }

  /** For one client at a time. */
  private final class Place implements Runnable {
    private final String name;
    private final RandomGenerator random;
    private int lives;
    private int steps;
    private Life life;

    Place(String name, RandomGenerator random) {
      this.name = name;
      this.random = random;
    }

    @Override
    public void run() {
      try {
        if (life == null || life.over()) {
          if (leaving || problems.any()) {
            left.countDown();
            return;
          }
          life = new Life(server, figures, problems, name + "." + lives++, random);
          steps = (int) (FEWEST_STEPS * Math.exp(random.nextDouble() * longevity));
        }
        life.step();
        if (life.inside()) {
          act();
        }
        threads.schedule(this, random.nextLong(50, 500), TimeUnit.MILLISECONDS);
      } catch (RuntimeException | AssertionError e) {
        problems.report(life.describe(e));
        left.countDown();
      }
    }

    private void act() {
      if (leaving) {
        life.leave();
      } else if (life.asking()) {
        // so on a slow machine there is less to do, and no queue that grows until all time out
      } else if (steps-- > 0) {
        doSomething(random.nextInt(100));
      } else {
        end(random.nextInt(10));
      }
    }

    private void doSomething(int dice) {
      int room = random.nextInt(SoakServer.ROOMS);
      if (dice < 15) {
        life.send("note");
      } else if (dice < 35) {
        life.ask();
      } else if (dice < 55) {
        life.send("tell", random.nextInt(1_000_000));
      } else if (dice < 62) {
        life.send("say", room);
      } else if (dice < 65) {
        life.send("tick", room);
      } else if (dice < 72) {
        life.sendParcel();
      } else if (dice < 79) {
        life.send("quiz", random.nextLong(1_000_000));
      } else if (dice < 87) {
        life.joinOrLeave(room);
      } else if (dice < 89) {
        life.reckon();
      } else if (dice < 92) {
        life.upgrade();
      } else if (dice < 94) {
        life.pause();
      } else if (dice < 96) {
        life.visit(random.nextInt(SIDES));
      } else if (dice < 97) {
        stray();
      } else {
        life.loseConnection(dice == 99);
      }
    }

    private void end(int dice) {
      if (dice < 5) {
        life.leave();
      } else if (dice < 7) {
        life.die();
      } else if (dice < 8) {
        life.fallSilent();
      } else if (dice < 9) {
        life.chokeOnFlood();
      } else {
        life.provoke();
      }
    }

    /** Somebody who asks for a session and is never heard of again. */
    private void stray() {
      figures.count(Count.STRAYS);
      PeerConnection connection = server.peer(random.nextBoolean()).connect();
      var unused =
          connection
              .send(PeerRequest.get("/socket.io/?EIO=4&transport=polling"))
              .thenRun(connection::abort);
    }

    void cut() {
      if (life != null) {
        life.cut();
      }
    }
  }
}
