package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Namespace;
import io.roomcast.Server;
import java.time.Duration;
import java.util.Set;

/** What clients have left in a server when all of them have gone: nothing. */
public final class Remains {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Remains() {}

  /**
   * Waits until all indexes are empty.
   *
   * @param namespaces those that stay
   */
  public static void awaitNone(Server io, Set<String> namespaces) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(io.clientsCount()).as("sessions").isZero();
              assertThat(io.engine().connections()).as("connections").isZero();
              assertThat(io.engine().queuedBytes()).as("bytes queued").isZero();
              assertThat(io.engine().pausedSessions()).as("sessions not read").isZero();
              assertThat(io.sockets()).as("sockets").isEmpty();
              assertThat(io.rooms()).as("rooms").isEmpty();
              assertThat(io.namespaces()).extracting(Namespace::name).hasSameElementsAs(namespaces);
            });
  }

  /** What is alive when those who may come back are forgotten. */
  public static Footprint footprint(Server io) {
    Duration absence =
        io.options()
            .connectionStateRecovery()
            .map(ConnectionStateRecovery::maxDisconnection)
            .orElse(Duration.ZERO);
    await().pollDelay(absence).atMost(absence.plus(PATIENCE)).until(() -> true);
    return Footprint.take();
  }

  /** Waits until no more of the library is alive than at {@code before}. */
  public static Footprint awaitNoGrowth(Footprint before, double mebibytes) {
    Footprint[] last = new Footprint[1];
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              last[0] = Footprint.take();
              assertThat(last[0].growthSince(before)).as("more than there were").isEmpty();
              assertThat(last[0].mebibytesOver(before)).as("MiB more").isLessThan(mebibytes);
            });
    return last[0];
  }

  /** Waits until the server, which was closed, has no thread any more. */
  public static void awaitNoThread() {
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("roomcast")));
  }
}
