package io.roomcast.testkit;

import static io.roomcast.testkit.ClientTransport.POLLING;
import static io.roomcast.testkit.ClientTransport.UPGRADE;
import static io.roomcast.testkit.ClientTransport.WEBSOCKET;
import static io.roomcast.testkit.FaultScene.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The whole of the server on networks that fail at each point of what goes on between it and its
 * clients. {@code -Dfaults.seeds=N} plays as many random games as one likes.
 */
@DisplayName("On a bad network")
class FaultInjectionTest {
  private static final List<ClientTransport> KINDS = List.of(POLLING, WEBSOCKET, UPGRADE);
  private static final int SEEDS = Integer.getInteger("faults.seeds", 100);

  /** Most of the time they wait: for what was held up, or for the server to miss a client. */
  private static final int AT_A_TIME = 16;

  private final ErrorLog log = new ErrorLog();
  private final Set<Thread> before = Thread.getAllStackTraces().keySet(); // of other tests

  @BeforeEach
  void watch() {
    log.begin();
  }

  @AfterEach
  void leavesNothing() {
    assertThat(log.end()).as("errors in the log").isEmpty();
    FaultScene.SOON.untilAsserted(
        () ->
            assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("roomcast")));
  }

  /** Something of everything that a client and a server do together. */
  private static void everything(FaultScene scene) {
    FaultPlayer ada = scene.player(WEBSOCKET).connect().echo().ask().blob().askedAndAnswers();
    FaultPlayer bob =
        scene.player(UPGRADE).connect(he -> he.told().echo().ask().told().blob().asked());
    FaultPlayer cid = scene.player(POLLING).connect().echo().ask().blob().askedAndAnswers();
    ada.second().echo().ask().blob();
    scene.say(SECOND);
    scene.say("/");
    scene.settle();
    ada.told().isDisconnected();
    bob.echo().losesConnection();
    scene.say("/");
    bob.returns().echo();
    FaultPlayer dan = scene.player(WEBSOCKET).connect();
    cid.losesConnection();
    scene.say("/");
    cid.returns().told();
    scene.settle();
    bob.say().disconnects();
    dan.say();
    scene.settle();
  }

  /** What comes to somebody's mind. */
  private static void anything(FaultScene scene, Random random) {
    List<FaultPlayer> players = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      if (players.size() < 3 || (players.size() < 5 && random.nextInt(10) == 0)) {
        ClientTransport kind = KINDS.get(random.nextInt(KINDS.size()));
        players.add(scene.player(kind).connect());
      }
      FaultPlayer player = players.get(random.nextInt(players.size()));
      switch (random.nextInt(16)) {
        case 0, 1 -> player.say();
        case 2, 3 -> player.echo();
        case 4 -> player.blob();
        case 5 -> player.ask();
        case 6, 7 -> player.told();
        case 8 -> player.asked();
        case 9, 10 -> player.answer();
        case 11, 12 -> scene.say("/");
        case 13, 14 -> player.losesConnection().returns();
        default -> {
          leave(player, random.nextBoolean());
          players.remove(player);
        }
      }
    }
    scene.settle();
  }

  private static void leave(FaultPlayer player, boolean wantsTo) {
    if (wantsTo) {
      player.disconnects();
    } else {
      player.isDisconnected();
    }
  }

  @Test
  @DisplayName("that breaks before any step, nothing is doubled, disordered, left behind or hurt")
  void cutBefore() {
    atEachStep(Faults.none()::cuttingBefore);
  }

  @Test
  @DisplayName("the same where it breaks behind any step")
  void cutAfter() {
    atEachStep(Faults.none()::cuttingAfter);
  }

  @Test
  @DisplayName("the same where any write fails")
  void failingWrites() {
    long writes = playEverything(Faults.none()).writes();
    assertThat(writes).isGreaterThan(50);
    playAll(LongStream.rangeClosed(1, writes).mapToObj(Faults.none()::failingWrite));
  }

  @Test
  @DisplayName("that holds up any step, nobody and nothing is lost")
  void heldUp() {
    atEachStep(step -> Faults.none().holdingUp(step, Duration.ofMillis(30)));
  }

  @Test
  @DisplayName("the same where what comes in small pieces breaks in between")
  void cutInPieces() {
    Faults pieces = Faults.none().splitting(60);
    long steps = playEverything(pieces).steps();
    assertThat(steps).isGreaterThan(150);
    playAll(
        LongStream.rangeClosed(1, steps / 3).map(step -> 3 * step).mapToObj(pieces::cuttingBefore));
  }

  @Test
  @DisplayName("whatever clients do, and whatever breaks, what arrives does so once and in order")
  void anythingWithBreaks() {
    playRandomly(
        seed ->
            Faults.seeded(seed)
                .delaying(Duration.ofMillis(1))
                .splitting(50 + (int) (seed % 100))
                .breakingOneIn(100 + (int) (seed % 7) * 50));
  }

  @Test
  @DisplayName("whatever clients do, all of it arrives where it is only late")
  void anythingWithDelays() {
    playRandomly(seed -> Faults.seeded(seed).delaying(Duration.ofMillis(seed % 5)).splitting(50));
  }

  private static void atEachStep(LongFunction<Faults> faults) {
    long steps = playEverything(Faults.none()).steps();
    assertThat(steps).isGreaterThan(100);
    playAll(LongStream.rangeClosed(1, steps).mapToObj(faults));
  }

  private static void playAll(Stream<Faults> all) {
    atOnce(all.<Runnable>map(faults -> () -> playEverything(faults)).toList());
  }

  private static InMemoryTransport playEverything(Faults faults) {
    return play(faults, FaultInjectionTest::everything);
  }

  private static void playRandomly(LongFunction<Faults> faults) {
    atOnce(
        LongStream.range(0, SEEDS)
            .<Runnable>mapToObj(
                seed -> () -> play(faults.apply(seed), scene -> anything(scene, new Random(seed))))
            .toList());
  }

  private static InMemoryTransport play(Faults faults, Consumer<FaultScene> script) {
    FaultScene scene = new FaultScene(faults);
    try {
      script.accept(scene);
      scene.stop();
      return scene.transport();
    } catch (Throwable failure) {
      throw new AssertionError(scene.toString(), failure);
    } finally {
      scene.io().stop(Duration.ZERO).join();
    }
  }

  private static void atOnce(List<Runnable> games) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Future<?>> all = new ArrayList<>();
      games.forEach(game -> all.add(threads.submit(game)));
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
