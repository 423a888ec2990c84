package io.roomcast.e2e.soak;

import io.roomcast.DisconnectReason;
import io.roomcast.EventArgs;
import io.roomcast.e2e.soak.Figures.Count;
import io.roomcast.testkit.ClientTransport;
import io.roomcast.testkit.ReceivedEvent;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * One client from its first connection to its end, with losses of the connection in between. Its
 * methods are called one at a time; events arrive on other threads.
 */
final class Life {
  private static final List<ClientTransport> WAYS = List.of(ClientTransport.values());
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_ABSENCE = Duration.ofMillis(1500);

  private final SoakServer server;
  private final Figures figures;
  private final Problems problems;
  private final String name;
  private final RandomGenerator random;
  private final Diary diary = new Diary();
  private final Inbox inbox;
  private final AtomicInteger unanswered = new AtomicInteger();

  private Phase phase = Phase.AWAY;
  private long since = System.nanoTime(); // this phase is
  private Duration absence = Duration.ZERO;
  private long lost; // when the server may have noticed at the earliest
  private Set<DisconnectReason> expected = Set.of();
  private int epoch = -1;
  private long sent;
  private Cable cable;
  private TestClient client; // never null after the first connection
  private AtomicBoolean over = new AtomicBoolean(); // this epoch is, so that answers may be missing

  private enum Phase {
    INSIDE,
    /** Without connection; it comes back. */
    AWAY,
    /** It only waits for what it is owed. */
    LEAVING,
    /** It has done its part: the server is to notice. */
    ENDING,
    OVER
  }

  Life(SoakServer server, Figures figures, Problems problems, String name, RandomGenerator random) {
    this.server = server;
    this.figures = figures;
    this.problems = problems;
    this.name = name;
    this.random = random;
    this.inbox = new Inbox(figures);
    this.cable = new Cable(server.peer(false));
  }

  boolean over() {
    return phase == Phase.OVER;
  }

  /** In the namespace, and not busy with its end. */
  boolean inside() {
    return phase == Phase.INSIDE;
  }

  /** Waits for an answer. */
  boolean asking() {
    return unanswered.get() > 0;
  }

  /** Goes on where that does not depend on what the client wants. */
  void step() {
    switch (phase) {
      case INSIDE -> stay();
      case AWAY -> comeBack();
      case LEAVING -> leaveWhenComplete();
      case ENDING -> awaitEnd();
      case OVER -> {}
    }
  }

  private void stay() {
    if (!client.connected()) {
      throw new IllegalStateException(
          "disconnected by "
              + client.awaitDisconnect()
              + ", which the server calls "
              + server.ended(name, epoch));
    }
  }

  private Cable newCable() {
    boolean secure = random.nextInt(3) == 0;
    if (secure) {
      figures.count(Count.BY_TLS);
    }
    return new Cable(server.peer(secure));
  }

  private void comeBack() {
    if (!cable.ended() || inPhase().compareTo(absence) < 0) {
      return;
    }
    epoch++;
    sent = 0;
    over = new AtomicBoolean();
    cable = newCable();
    ClientTransport way = WAYS.get(random.nextInt(WAYS.size()));
    var builder =
        TestClient.to(server.io(), cable)
            .transport(way)
            .auth(Map.of("name", name, "epoch", epoch))
            .onEvent(this::received)
            .timeout(PATIENCE);
    diary.note("connects by " + way);
    TestClient before = client;
    client = before == null ? builder.connect() : builder.recovering(before).connect();
    figures.count(Count.CONNECTS);
    if (before == null) {
      enter(Phase.INSIDE);
    } else if (client.id().equals(before.id())) {
      figures.count(Count.RECOVERIES);
      enter(Phase.INSIDE);
      reckon();
    } else if (since(lost).compareTo(SoakServer.MAX_DISCONNECTION.dividedBy(2)) > 0) {
      figures.count(Count.LATE);
      die();
    } else {
      throw new IllegalStateException("not recovered after " + since(lost));
    }
  }

  private void received(ReceivedEvent event) {
    try {
      inbox.accept(event);
    } catch (RuntimeException e) {
      problems.report(describe(e));
    }
  }

  /** What it did, for whoever looks for a mistake. */
  String describe(Throwable problem) {
    return name + ": " + problem + "\n  " + diary;
  }

  private Stamp stamp(String what) {
    diary.note("sends " + what + " as " + sent);
    figures.count(Count.SENT);
    return new Stamp(epoch, sent++);
  }

  /** Sends an event. */
  void send(String event, Object... more) {
    Object[] values = new Object[more.length + 1];
    values[0] = stamp(event + Arrays.toString(more));
    System.arraycopy(more, 0, values, 1, more.length);
    client.emit(event, values);
  }

  void sendParcel() {
    figures.count(Count.PARCELS);
    Stamp stamp = stamp("a parcel");
    client.emit("parcel", stamp, Parcel.of(name, stamp.number()));
  }

  /** Asks for an answer, which must come as long as the connection is there. */
  void ask() {
    long begin = System.nanoTime();
    Stamp stamp = stamp("a question");
    AtomicBoolean overBefore = over;
    unanswered.incrementAndGet();
    var unused =
        client
            .emitWithAck("ask", stamp, stamp.number())
            .whenComplete(
                (answer, failure) -> {
                  unanswered.decrementAndGet();
                  answered(stamp, overBefore, begin, answer, failure);
                });
  }

  private void answered(
      Stamp stamp, AtomicBoolean overBefore, long begin, EventArgs answer, Throwable failure) {
    if (failure == null && answer.get(0, Long.class) == stamp.number()) {
      figures.ackOf(begin);
    } else if (failure == null || !overBefore.get()) {
      problems.report(
          describe(new IllegalStateException(stamp + " is answered by " + answer, failure)));
    }
  }

  /** Enters a room, or leaves it. */
  void joinOrLeave(int room) {
    if (inbox.complete()) {
      boolean leave = inbox.isIn("room" + room);
      inbox.await();
      figures.count(Count.JOINS);
      send(leave ? "leave" : "join", room);
    }
  }

  void reckon() {
    inbox.await();
    send("reckon");
  }

  /** Moves to a WebSocket where it is on polling. */
  void upgrade() {
    AtomicBoolean overBefore = over;
    CompletableFuture<Void> moved;
    try {
      moved = client.upgrade();
    } catch (IllegalStateException onWebSocketAlready) {
      return;
    }
    diary.note("upgrades");
    var unused =
        moved.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                diary.note("is upgraded");
                figures.count(Count.UPGRADES);
              } else if (!overBefore.get()) {
                problems.report(describe(failure));
              }
            });
  }

  /** Visits another namespace over the same connection. */
  void visit(int side) {
    diary.note("visits " + side);
    TestClient there = client.of("/side-" + side);
    if (!Long.valueOf(side).equals(there.emitWithAck("ask", side).join().get(0))) {
      throw new IllegalStateException("in /side-" + side + " the answer was wrong");
    }
    there.disconnect();
    figures.count(Count.SIDE_TRIPS);
  }

  /** Does not read for a moment. */
  void pause() {
    diary.note("pauses");
    figures.count(Count.PAUSES);
    cable.pause(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
  }

  /** Loses its connection, by its own doing or that of the server, and will come back. */
  void loseConnection(boolean byServer) {
    if (!inbox.complete()) {
      return; // what it asks for now would be lost
    }
    over.set(true);
    lost = System.nanoTime();
    if (byServer) {
      send("drop");
      client.awaitDisconnect();
    } else {
      diary.note("is cut off");
      client.loseConnection();
    }
    cable.cut();
    absence = Duration.ofMillis(random.nextLong(LONGEST_ABSENCE.toMillis()));
    enter(Phase.AWAY);
  }

  /** Leaves when nothing is missing. */
  void leave() {
    reckon();
    enter(Phase.LEAVING);
  }

  private void leaveWhenComplete() {
    stay();
    if (inbox.complete() && unanswered.get() == 0) {
      end(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
      client.disconnect();
    } else if (inPhase().compareTo(PATIENCE) > 0) {
      throw new IllegalStateException("it waits for something in vain");
    }
  }

  /** Goes without a word. */
  void die() {
    end(
        DisconnectReason.TRANSPORT_CLOSE,
        DisconnectReason.TRANSPORT_ERROR,
        DisconnectReason.PING_TIMEOUT);
    client.loseConnection();
    cable.cut();
  }

  /** Reads no more, and answers no ping. */
  void fallSilent() {
    end(DisconnectReason.PING_TIMEOUT);
    cable.stopReading();
  }

  /** Asks for more than it reads; by polling, it may read no more before it can ask. */
  void chokeOnFlood() {
    end(DisconnectReason.TOO_SLOW, DisconnectReason.PING_TIMEOUT);
    send("flood");
    cable.stopReading();
  }

  /** Has itself thrown out. */
  void provoke() {
    end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    send("kick");
  }

  private void end(DisconnectReason... reasons) {
    over.set(true);
    expected = Set.of(reasons);
    diary.note("ends with " + expected);
    enter(Phase.ENDING);
  }

  private void awaitEnd() {
    Optional<DisconnectReason> reason = server.ended(name, epoch);
    if (reason.isPresent()) {
      if (!expected.contains(reason.get())) {
        throw new IllegalStateException("the server calls it " + reason + ", not " + expected);
      }
      figures.count(Count.of(reason.get()));
      cable.cut();
      server.forget(name);
      enter(Phase.OVER);
    } else if (inPhase().compareTo(PATIENCE) > 0) {
      throw new IllegalStateException("the server does not notice its end");
    }
  }

  private void enter(Phase next) {
    diary.note("is " + next);
    phase = next;
    since = System.nanoTime();
  }

  private Duration inPhase() {
    return since(since);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** Its connections, whatever becomes of it. */
  void cut() {
    cable.cut();
  }
}
