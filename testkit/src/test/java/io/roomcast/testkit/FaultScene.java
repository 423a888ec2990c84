package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.Socket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;

/**
 * A server on a network with faults, and its clients. What one side sends carries numbers, and is
 * noted where it is sent and where it arrives; so in the end it can be told what was lost, came
 * twice, or in another order.
 */
final class FaultScene {
  static final String SECOND = "/second";

  /** What is expected does happen, on however slow a machine. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Enough for those who fetch what is theirs; those who were cut off during the stop do not. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  static final ConditionFactory SOON =
      await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).atMost(PATIENCE);

  private final InMemoryTransport transport;
  private final Server io;
  private final Map<String, Hall> halls;
  private final Map<String, Life> lives = new ConcurrentHashMap<>();
  private final List<FaultPlayer> players = new ArrayList<>();
  private final Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  FaultScene(Faults faults) {
    transport = InMemoryTransport.create(faults);
    io =
        Server.builder()
            .transport(transport)
            .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(5)))
            // a session whose client is gone without a word ends while the test waits
            .engine(
                engine ->
                    engine
                        .pingInterval(Duration.ofMillis(500))
                        .pingTimeout(Duration.ofSeconds(10))
                        .maxHandshakesPerSecond(Integer.MAX_VALUE))
            .build();
    halls = Map.of("/", new Hall(), SECOND, new Hall());
    halls.keySet().forEach(name -> io.of(name).onConnection(this::connected));
    io.start().join();
  }

  /** The room of a namespace in which everybody is, and how often something was said in it. */
  private static final class Hall {
    private int said;
  }

  private void connected(Socket socket) {
    Life life = lives.computeIfAbsent(socket.id(), Life::new);
    life.connected(socket);
    if (!socket.recovered()) {
      Hall hall = halls.get(socket.namespace().name());
      synchronized (hall) {
        life.joinsAfter(hall.said);
        socket.join("hall");
      }
    }
    socket.on("say", Integer.class, life::hears);
    socket.on(
        "ask",
        Integer.class,
        (number, ack) -> {
          life.hears(number);
          ack.send(number);
        });
    socket.on(
        "echo",
        Integer.class,
        number -> {
          life.hears(number);
          life.tell(socket, "news");
        });
    socket.on(
        "blob",
        Integer.class,
        byte[].class,
        (number, bytes) -> {
          life.hears(number);
          if (!Arrays.equals(bytes, FaultPlayer.blob(number))) {
            wrong.add("other bytes than those of " + number);
          }
          life.tell(socket, "blob", (Object) bytes);
        });
  }

  Server io() {
    return io;
  }

  InMemoryTransport transport() {
    return transport;
  }

  /** Adds a client, which does not connect yet. */
  FaultPlayer player(ClientTransport kind) {
    FaultPlayer player =
        new FaultPlayer(this, address(players.size() + 1), kind, "player " + players.size());
    players.add(player);
    return player;
  }

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) number});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Whether the network has broken something of it. */
  boolean isHurt(FaultPlayer player) {
    return transport.network().breaks().stream()
        .anyMatch(each -> each.client().getAddress().equals(player.address()));
  }

  Life life(String socketId) {
    return lives.computeIfAbsent(socketId, Life::new);
  }

  /** What must be done when the server has stopped. */
  <T> CompletableFuture<T> watched(CompletableFuture<T> future) {
    futures.add(future);
    return future;
  }

  /** Says something to everybody in a namespace. */
  void say(String namespace) {
    Hall hall = halls.get(namespace);
    synchronized (hall) {
      io.of(namespace).to("hall").emit("said", ++hall.said);
    }
  }

  int said(String namespace) {
    Hall hall = halls.get(namespace);
    synchronized (hall) {
      return hall.said;
    }
  }

  /** Waits until all that was sent has arrived at who is still there, and who is not has gone. */
  void settle() {
    players.forEach(FaultPlayer::settle);
    SOON.untilAsserted(
        () -> {
          long there = players.stream().filter(FaultPlayer::present).count();
          assertThat(io.clientsCount()).as("sessions").isEqualTo((int) there);
        });
  }

  @Override
  public String toString() {
    return transport + "\n" + players + "\nserver: " + lives.values();
  }

  /** Stops with something left to deliver, and checks what is there and what has been. */
  void stop() {
    players.forEach(FaultPlayer::isThereToTheEnd);
    players.forEach(FaultPlayer::told);
    say("/");
    io.stop(GRACE).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();

    assertThat(io.clientsCount()).as("sessions").isZero();
    assertThat(transport.connectionCount()).as("connections").isZero();
    assertThat(io.engine().queuedBytes()).as("queued bytes").isZero();
    for (String name : halls.keySet()) {
      assertThat(io.of(name).sockets()).as("sockets of " + name).isEmpty();
      assertThat(io.of(name).rooms()).as("rooms of " + name).isEmpty();
    }
    assertThat(transport.network().unanswered()).as("requests without an answer").isZero();
    assertThat(wrong).isEmpty();
    lives.values().forEach(Life::checkEnded);
    SOON.until(() -> players.stream().noneMatch(FaultPlayer::present));
    SOON.until(() -> futures.stream().allMatch(CompletableFuture::isDone));
    players.forEach(FaultPlayer::check);
  }
}
