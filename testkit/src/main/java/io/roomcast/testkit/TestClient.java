package io.roomcast.testkit;

import com.google.gson.JsonObject;
import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.Subscription;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO client for tests of event handlers. It speaks the real protocol to a {@link Server}
 * of this process, usually one on an {@link InMemoryTransport}, without a network, and fails the
 * test with a message that tells what did arrive. Thread-safe.
 *
 * <pre>{@code
 * class ChatTest {
 *   private final Server io = Server.builder().transport(InMemoryTransport.create()).build();
 *
 *   @Test
 *   void reachesTheMembersOfTheRoom() {
 *     chat(io); // adds the listeners under test
 *     io.start().join();
 *     try (io;
 *         TestClient ada = TestClient.connect(io);
 *         TestClient bob = TestClient.connect(io)) {
 *       ada.emit("joinroom").emit("room1-send", "hello");
 *       assertThat(ada.await("broadcast", String.class)).isEqualTo("hello");
 *       bob.assertNoEvent("broadcast");
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>The methods whose names begin with {@code await} and {@code assert}, and {@link #settle},
 * block, for at most the timeout (5 s unless {@linkplain TestClientBuilder#timeout set}); the
 * others do not. It understands the JSON codec only.
 *
 * <p>Counterpart in Socket.IO: the {@code Socket} of the JavaScript client.
 */
public final class TestClient implements AutoCloseable {
  private static final String SETTLE = "roomcast:settle";

  private final Server server;
  private final ClientConnection connection;
  private final String namespace;
  private final Duration timeout;
  private final Settling settling = this::startSettling;
  private final ReceivedEvents events;
  private final PendingAnswers answers;
  private final ClientMembership membership;

  private TestClient(
      Server server,
      ClientConnection connection,
      String namespace,
      Duration timeout,
      @Nullable Consumer<ReceivedEvent> listener,
      @Nullable String lastOffset) {
    this.server = server;
    this.connection = connection;
    this.namespace = namespace;
    this.timeout = timeout;
    this.events = new ReceivedEvents(this::toString, timeout);
    this.answers = new PendingAnswers(timeout);
    this.membership =
        new ClientMembership(
            connection,
            namespace,
            listener == null ? events::add : listener,
            answers,
            this::left,
            lastOffset);
  }

  /**
   * Connects to the main namespace over a WebSocket.
   *
   * @param server started, on an {@link InMemoryTransport}
   * @return connected
   * @throws ConnectErrorException if the server refuses
   * @throws IllegalArgumentException if the server has another transport
   */
  public static TestClient connect(Server server) {
    return to(server).connect();
  }

  /**
   * Connects in another way.
   *
   * <pre>{@code
   * TestClient admin =
   *     TestClient.to(io).namespace("/admin").auth(Map.of("token", "secret")).connect();
   * }</pre>
   *
   * @param server started, on an {@link InMemoryTransport}
   * @return a builder
   * @throws IllegalArgumentException if the server has another transport
   */
  public static TestClientBuilder to(Server server) {
    if (!(server.options().transport() instanceof InMemoryTransport)) {
      throw new IllegalArgumentException(
          "a TestClient needs a server on an InMemoryTransport, or a peer that reaches it, not "
              + server.options().transport());
    }
    return new TestClientBuilder(server, null);
  }

  /**
   * Connects through a peer: over TCP and TLS, for example, to a server that listens on a port.
   *
   * <pre>{@code
   * InetSocketAddress bound = io.start().join();
   * try (SocketPeer peer = SocketPeer.of(bound)) {
   *   TestClient client = TestClient.to(io, peer).connect();
   *   client.emit("joinroom").settle();
   * }
   * }</pre>
   *
   * @param server started, in this process
   * @param peer reaches it; stays open
   * @return a builder
   */
  public static TestClientBuilder to(Server server, Peer peer) {
    return new TestClientBuilder(server, peer);
  }

  static TestClient join(
      Server server,
      ClientConnection connection,
      String namespace,
      @Nullable Object auth,
      Duration timeout,
      @Nullable Consumer<ReceivedEvent> listener,
      @Nullable String lastOffset) {
    TestClient client =
        new TestClient(server, connection, namespace, timeout, listener, lastOffset);
    client.membership.join(auth);
    Awaited.result(client.membership.joined(), timeout, () -> client + " got no answer to joining");
    Settling.of(server).add(client.settling);
    if (!client.connected()) {
      Settling.of(server).remove(client.settling); // it has gone already
    }
    client.awaitMembership();
    return client;
  }

  /**
   * The server tells the client first, and a moment later counts it in: then broadcasts reach it.
   */
  private void awaitMembership() {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (connected() && socket().isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("the server does not know " + this + " within " + timeout);
      }
      Thread.onSpinWait();
    }
  }

  /** Its other end. The namespace is not asked for by name, since that would make it last. */
  private Optional<Socket> socket() {
    return server.namespaces().stream()
        .filter(each -> each.name().equals(namespace))
        .findFirst()
        .flatMap(each -> each.socket(id()));
  }

  /**
   * Joins a further namespace over the same connection.
   *
   * @param name its name; a missing leading {@code /} is added
   * @return connected, with events of its own
   * @throws ConnectErrorException if the server refuses
   * @throws IllegalStateException if the connection is in that namespace already
   */
  public TestClient of(String name) {
    String full = name.startsWith("/") ? name : "/" + name;
    return join(server, connection, full, null, timeout, null, null);
  }

  /**
   * As {@link #of(String)}, with {@code auth}.
   *
   * @param name its name; a missing leading {@code /} is added
   * @param auth a map, or a record or class that becomes a JSON object
   * @return connected, with events of its own
   * @throws ConnectErrorException if the server refuses
   * @throws IllegalStateException if the connection is in that namespace already
   */
  public TestClient of(String name, Object auth) {
    String full = name.startsWith("/") ? name : "/" + name;
    return join(server, connection, full, auth, timeout, null, null);
  }

  /**
   * The id that the server gave.
   *
   * @return as {@link Socket#id()}
   */
  public String id() {
    return membership.joined().join();
  }

  /**
   * The namespace that it joined.
   *
   * @return begins with {@code /}
   */
  public String namespace() {
    return namespace;
  }

  /** What it shows to go on where it was; nothing where the server does not let it. */
  JsonObject ticket() {
    return membership.ticket();
  }

  @Nullable String offset() {
    return membership.offset();
  }

  /**
   * Whether it is in its namespace.
   *
   * @return false after a disconnection by either side
   */
  public boolean connected() {
    return membership.connected();
  }

  /**
   * Sends an event.
   *
   * @param event its name
   * @param values its arguments: null, strings, numbers, booleans, {@code byte[]}, {@link
   *     java.nio.ByteBuffer}, records, classes, maps and collections of them
   * @return this
   * @throws IllegalStateException if it is disconnected
   */
  public TestClient emit(String event, @Nullable Object... values) {
    send(event, -1, values);
    return this;
  }

  /**
   * Sends an event and asks for an answer.
   *
   * @param event its name
   * @param values as in {@link #emit}
   * @return completes with the answer; exceptionally with an {@link AssertionError} after the
   *     timeout, or with {@link PeerDisconnectedException} where the connection goes
   * @throws IllegalStateException if it is disconnected
   */
  public CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values) {
    PendingAnswers.Pending pending =
        answers.expect(
            () -> "no answer to \"" + event + "\" within " + timeout + ". " + events.report());
    send(event, pending.id(), values);
    return pending.answer().copy();
  }

  /**
   * Moves from polling to a WebSocket, as official clients do by themselves once they are in.
   * Events come and go meanwhile, for all namespaces of the connection.
   *
   * @return completes when it has moved; exceptionally with a {@link ConnectErrorException} where
   *     the connection goes before
   * @throws IllegalStateException if it is not on polling, or is moving already
   */
  public CompletableFuture<Void> upgrade() {
    return connection.upgrade();
  }

  /**
   * Waits for an event, or takes it where it has arrived already. Each is taken once, in order.
   *
   * @param event its name
   * @return the event
   * @throws AssertionError if it does not arrive in time; lists what did
   */
  public ReceivedEvent await(String event) {
    return await(event, any -> true);
  }

  /**
   * Waits for an event of one argument.
   *
   * @param event its name
   * @param type of its first argument
   * @param <T> of its first argument
   * @return the argument
   * @throws AssertionError if it does not arrive in time; lists what did
   * @throws io.roomcast.spi.codec.ConversionException if the argument does not fit
   */
  public <T> T await(String event, Class<T> type) {
    return await(event).get(0, type);
  }

  /**
   * Waits for an event that fits; others of that name stay where they are.
   *
   * @param event its name
   * @param fits is asked about each such event; short, as it runs under a lock
   * @return the first that fits
   * @throws AssertionError if it does not arrive in time; lists what did
   */
  public ReceivedEvent await(String event, Predicate<ReceivedEvent> fits) {
    return events.await(event, fits);
  }

  /**
   * Waits until the server has handled all that this client has sent, and all that it sent back in
   * doing so has arrived: one round trip through the server and its handlers, without sleeping.
   * Right after connecting it waits for the listeners of the connection. What handlers do on
   * threads of their own is not waited for.
   *
   * @return this
   * @throws AssertionError if handlers are not through within the timeout
   */
  public TestClient settle() {
    Awaited.result(startSettling(), timeout, () -> "listeners of " + this + " were not through");
    return this;
  }

  /**
   * Checks that an event has not arrived, and will not on account of anything that any test client
   * of this server has sent so far: all of them {@link #settle} first.
   *
   * @param event its name; those taken by {@link #await(String)} do not count
   * @return this
   * @throws AssertionError if it has arrived
   */
  public TestClient assertNoEvent(String event) {
    settleAll();
    events.refute(e -> e.name().equals(event), "an unexpected \"" + event + "\"");
    return this;
  }

  /**
   * As {@link #assertNoEvent}, for every name.
   *
   * @return this
   * @throws AssertionError if anything has arrived that was not taken
   */
  public TestClient assertNoEvents() {
    settleAll();
    events.refute(e -> true, "unexpected events");
    return this;
  }

  /**
   * What has arrived and was not taken.
   *
   * @return a snapshot, in order
   */
  public List<ReceivedEvent> pending() {
    return events.pending();
  }

  /**
   * Waits until the server, or the loss of the connection, has disconnected this client.
   *
   * @return the reason as the JavaScript client gives it: {@code io server disconnect}, {@code io
   *     client disconnect}, {@code transport close}, or a longer text beginning with {@code
   *     transport error} or {@code parse error}
   * @throws AssertionError if it stays connected
   */
  public String awaitDisconnect() {
    return Awaited.result(membership.left(), timeout, () -> this + " is still connected");
  }

  /**
   * Leaves the namespace as {@code socket.disconnect()} does; where it was the last one of the
   * connection, that closes too. Harmless when disconnected.
   *
   * @return this
   */
  public TestClient disconnect() {
    if (connected()) {
      membership.leave();
    }
    return this;
  }

  /**
   * Cuts the connection without a word, as when the network goes: all its namespaces are left.
   *
   * @return this
   */
  public TestClient loseConnection() {
    connection.abort();
    return this;
  }

  /** Disconnects. */
  @Override
  public void close() {
    disconnect();
  }

  @Override
  public String toString() {
    return membership + InMemoryTransport.troubleOf(server);
  }

  private void send(String event, long id, @Nullable Object[] values) {
    if (!connected()) {
      throw new IllegalStateException(
          this + " is disconnected: " + membership.left().getNow("not joined yet"));
    }
    membership.emit(event, id, values);
  }

  private void settleAll() {
    CompletableFuture<?>[] all =
        Settling.of(server).stream().map(Settling::settle).toArray(CompletableFuture<?>[]::new);
    Awaited.result(
        CompletableFuture.allOf(all),
        timeout,
        () -> "listeners of others than " + this + " were not through");
    settle(); // what they sent to this client has arrived
  }

  /** The server answers on the queue of this client's own events, after those before it. */
  private CompletableFuture<Void> startSettling() {
    Optional<Socket> socket = socket();
    if (socket.isEmpty() || !connected()) {
      return CompletableFuture.completedFuture(null);
    }
    Subscription answering = socket.get().on(SETTLE, (EventArgs args, Ack ack) -> ack.send());
    return asked()
        .handle(
            (answer, failure) -> {
              answering.cancel();
              if (failure != null && Awaited.cause(failure) instanceof AssertionError stuck) {
                throw stuck;
              }
              return null; // answered, or disconnected: nothing more will come
            });
  }

  private CompletableFuture<?> asked() {
    try {
      return emitWithAck(SETTLE);
    } catch (IllegalStateException disconnected) { // since it was looked at
      return CompletableFuture.completedFuture(null);
    }
  }

  private void left(String why) {
    events.end(why);
    Settling.of(server).remove(settling);
  }
}
