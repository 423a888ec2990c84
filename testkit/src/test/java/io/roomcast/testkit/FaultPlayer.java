package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Socket;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A client that keeps to the protocol on whatever network. Where that breaks, it is lost, and does
 * nothing any more; one whose network was sound must never be.
 */
final class FaultPlayer {
  /** More than is sent on one connection. */
  private static final int CONNECTION = 10_000;

  private final FaultScene scene;
  private final InetAddress address;
  private final ClientTransport kind;
  private final String name;
  private final List<Part> parts = new ArrayList<>();
  private boolean lost;

  /** One namespace on one connection. */
  private static final class Part {
    private final TestClient client;
    private final int base;
    private final List<Integer> acked = new CopyOnWriteArrayList<>();
    private final Set<ReceivedEvent> answered = new HashSet<>();
    private int sent;
    private boolean left; // by its own will, with a word
    private boolean there; // until the server ended it

    private Part(TestClient client, int base) {
      this.client = client;
      this.base = base;
    }
  }

  FaultPlayer(FaultScene scene, InetAddress address, ClientTransport kind, String name) {
    this.scene = scene;
    this.address = address;
    this.kind = kind;
    this.name = name;
  }

  InetAddress address() {
    return address;
  }

  /** Whether it is connected. */
  boolean present() {
    return parts.stream().anyMatch(part -> part.client.connected());
  }

  // ---- what it does; nothing where it is lost

  FaultPlayer connect() {
    return attempt(() -> add(builder().connect()));
  }

  /** Connects, and does something before it is seen to that the upgrade is through. */
  FaultPlayer connect(Consumer<FaultPlayer> meanwhile) {
    return attempt(
        () -> {
          TestClientBuilder builder = builder();
          ClientConnection connection = builder.open();
          add(builder.join(connection));
          meanwhile.accept(this);
          Awaited.result(connection.settled(), FaultScene.PATIENCE, () -> name + " not upgraded");
        });
  }

  /** Joins the second namespace. */
  FaultPlayer second() {
    return attempt(() -> add(last().client.of(FaultScene.SECOND)));
  }

  FaultPlayer say() {
    return attempt(() -> last().client.emit("say", next()));
  }

  /** Asks to be sent something in return. */
  FaultPlayer echo() {
    return attempt(() -> last().client.emit("echo", next()));
  }

  FaultPlayer blob() {
    return attempt(
        () -> {
          int number = next();
          last().client.emit("blob", number, blob(number));
        });
  }

  FaultPlayer ask() {
    return attempt(
        () -> {
          Part part = last();
          int number = next();
          var unused =
              scene
                  .watched(part.client.emitWithAck("ask", number))
                  .thenAccept(answer -> part.acked.add(answer.get(0, Integer.class)));
        });
  }

  /** Is sent something. */
  FaultPlayer told() {
    socket(socket -> scene.life(socket.id()).tell(socket, "news"));
    return this;
  }

  /** Is asked something, which it answers later. */
  FaultPlayer asked() {
    socket(
        socket -> {
          int number = scene.life(socket.id()).nextQuestion();
          var unused = scene.watched(socket.emitWithAck("question", number));
        });
    return this;
  }

  /** Answers what it has been asked. */
  FaultPlayer answer() {
    return attempt(
        () ->
            parts.forEach(
                part ->
                    events(part, "question")
                        .filter(part.answered::add)
                        .forEach(question -> question.ack("yes"))));
  }

  /** Waits until it has been asked, and answers. */
  FaultPlayer askedAndAnswers() {
    asked();
    return attempt(
        () -> {
          Part part = last();
          until(part, () -> events(part, "question").anyMatch(e -> !part.answered.contains(e)));
          answer();
        });
  }

  FaultPlayer disconnects() {
    return attempt(
        () -> {
          last().left = true;
          last().client.disconnect();
        });
  }

  /** The server closes its connection, behind what it has sent. */
  FaultPlayer isDisconnected() {
    isThereToTheEnd();
    socket(socket -> socket.disconnect(true));
    return attempt(() -> parts.forEach(part -> part.client.awaitDisconnect()));
  }

  /** From now on it does nothing that ends its connection. */
  void isThereToTheEnd() {
    parts.forEach(part -> part.there = part.client.connected());
  }

  FaultPlayer losesConnection() {
    return attempt(() -> last().client.loseConnection());
  }

  /** Comes back after that. */
  FaultPlayer returns() {
    return attempt(
        () -> {
          TestClient before = main();
          before.awaitDisconnect();
          add(builder().recovering(before).connect());
          if (!scene.isHurt(this)) {
            assertThat(last().client.id()).as("the socket of " + name).isEqualTo(before.id());
          }
        });
  }

  /** Waits until all has arrived that was sent to it, and by it. */
  FaultPlayer settle() {
    answer();
    return attempt(
        () -> {
          for (Part part : parts) {
            if (part.client.connected()) {
              until(part, () -> heard(part).size() == part.sent && receivedAll(part));
            }
          }
        });
  }

  private TestClientBuilder builder() {
    return TestClient.to(scene.io()).transport(kind).address(address).timeout(FaultScene.PATIENCE);
  }

  private void add(TestClient client) {
    parts.add(new Part(client, CONNECTION * parts.size()));
  }

  private Part last() {
    return parts.get(parts.size() - 1);
  }

  /** What it is in the namespace that it connected to. */
  private TestClient main() {
    return parts.stream()
        .map(part -> part.client)
        .filter(client -> client.namespace().equals("/"))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private int next() {
    Part part = last();
    part.sent++;
    return part.base + part.sent;
  }

  /** Does something at the server, if it is there. */
  private void socket(Consumer<Socket> action) {
    if (!lost && !parts.isEmpty()) {
      TestClient client = last().client;
      scene.io().of(client.namespace()).socket(client.id()).ifPresent(action);
    }
  }

  private FaultPlayer attempt(Runnable action) {
    if (lost) {
      return this;
    }
    try {
      action.run();
    } catch (ConnectErrorException
        | PeerDisconnectedException
        | IllegalStateException
        | CompletionException disconnected) {
      lost = true;
      if (!scene.isHurt(this)) {
        throw new AssertionError(name + " is lost, though its network is sound", disconnected);
      }
    }
    return this;
  }

  private static void until(Part part, BooleanSupplier condition) {
    FaultScene.SOON.until(() -> condition.getAsBoolean() || !part.client.connected());
    if (!condition.getAsBoolean()) {
      throw new PeerDisconnectedException("it was disconnected");
    }
  }

  static byte[] blob(int number) {
    byte[] bytes = new byte[50 + number % 100];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * number);
    }
    return bytes;
  }

  // ---- what came of it

  private static Stream<ReceivedEvent> events(Part part, String... names) {
    return part.client.pending().stream().filter(event -> Set.of(names).contains(event.name()));
  }

  /** What came of its events, in the order of arrival. */
  private List<Integer> heard(Part part) {
    return scene.life(part.client.id()).heard().stream()
        .filter(number -> number / CONNECTION == part.base / CONNECTION)
        .toList();
  }

  /** What it got of one series, before it came back to this socket, too. */
  private List<Integer> received(Part part, String... names) {
    return parts.stream()
        .filter(each -> each.client.id().equals(part.client.id()))
        .flatMap(each -> events(each, names))
        .map(event -> event.get(0, Integer.class))
        .toList();
  }

  private boolean receivedAll(Part part) {
    Life life = scene.life(part.client.id());
    int said = scene.said(part.client.namespace()) - life.joinedAfter();
    return received(part, "news", "blob").size() >= life.told()
        && received(part, "said").size() >= said;
  }

  /** Each event came once, in order, and without a gap; none is missing where it must not be. */
  void check() {
    boolean sound = !scene.isHurt(this);
    for (Part part : parts) {
      Life life = scene.life(part.client.id());
      List<Integer> heard = heard(part);
      assertThat(heard).as(name + " to " + life).isEqualTo(range(part.base, heard.size()));
      assertThat(heard).as("answered by " + life).containsAll(part.acked);
      if (sound && part.left) {
        assertThat(heard).as(name + " left in peace").hasSize(part.sent);
      }
      List<Integer> news = received(part, "news", "blob");
      assertThat(news).as(life + " to " + name).isEqualTo(range(0, news.size()));
      List<Integer> said = received(part, "said");
      assertThat(said).as(life + " in the hall").isEqualTo(range(life.joinedAfter(), said.size()));
      assertThat(received(part, "question"))
          .as("questions to " + name)
          .isSorted()
          .doesNotHaveDuplicates();
      if (sound && part.there) {
        assertThat(news).as("all that " + name + " was told").hasSize(life.told());
      }
    }
  }

  private static List<Integer> range(int base, int size) {
    return IntStream.rangeClosed(base + 1, base + size).boxed().toList();
  }

  @Override
  public String toString() {
    return name
        + (lost ? " (lost)" : "")
        + parts.stream()
            .map(
                part ->
                    "\n  %s sent %d, got answers to %s, received %s"
                        .formatted(part.client.id(), part.sent, part.acked, part.client.pending()))
            .collect(Collectors.joining());
  }
}
