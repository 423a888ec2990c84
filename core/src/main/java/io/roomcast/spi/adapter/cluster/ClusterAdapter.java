package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastWithAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.DisconnectSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Presence;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmit;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsJoin;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsLeave;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One namespace of one server of a cluster, on any {@link ClusterWire}: says what the application
 * wants, does what other servers want, and knows who owes which answer. Thread-safe, never blocks.
 *
 * <pre>{@code
 * RoomAdapter.Factory on(Function<String, ClusterWire> wires) {
 *   return local ->
 *       new ClusterAdapter(local, ClusterAdapter.randomName(), wires.apply(local.namespace()));
 * }
 * }</pre>
 *
 * <p>An operation is published, and done on this server right after, without waiting for the wire.
 * Where publishing fails, it is done on this server alone and the stage fails; a question then
 * completes with this server's answers. At most 10 000 questions of each kind are under way; one
 * more fails with a {@link RejectedExecutionException}, and nobody is asked. Of the answers to one
 * question a million are kept; a server whose answers are beyond that is named as silent.
 *
 * <p>A server whose answer the wire cannot carry, because it is too large, says so in its log, and
 * is silent for the one that has asked.
 *
 * <p>Where the wire is a {@link ClusterLog} and clients may come back, an operation is done on this
 * server when it is its turn in the log, so that all servers act in one order; questions, and what
 * the application does with single sockets, do not wait for that. What the log refuses, because too
 * much waits for its turn already, is done nowhere, and the stage fails.
 *
 * <p>Counterpart in Socket.IO: {@code ClusterAdapter} and {@code ClusterAdapterWithHeartbeat} of
 * the package {@code socket.io-adapter}. Unlike them, it answers with what it has.
 */
public final class ClusterAdapter implements RoomAdapter {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 8;

  private enum Phase {
    NEW,
    OPENED, // one that was not needed is never opened, and says no farewell
    CLOSED
  }

  private final LocalRooms local;
  private final String name;
  private final ClusterWire wire;
  private final Optional<Heartbeats> heartbeats;
  private final ClusterMembership membership;
  private final Optional<ClusterLog> log; // where clients may recover on any server
  private final KnownServers known = new KnownServers();
  private final ClusterQuestions<Arguments> questions;
  private final ClusterQuestions<SocketDetails> fetches;
  private final ClusterArrivals arrivals;
  private final AtomicLong counts = new AtomicLong(); // of the other servers, begun so far
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);

  /**
   * Makes the adapter of a namespace.
   *
   * @param local the local half
   * @param name of this server among the others: no two adapters share one, not even one after the
   *     other
   * @param wire carries what it says
   */
  public ClusterAdapter(LocalRooms local, String name, ClusterWire wire) {
    this.local = local;
    this.name = name;
    this.wire = wire;
    this.questions = new ClusterQuestions<>(local, known::latestFirst);
    this.fetches = new ClusterQuestions<>(local, known::latestFirst);
    Optional<ClusterMembership> counted = wire.membership();
    this.heartbeats =
        counted.isPresent()
            ? Optional.empty()
            : Optional.of(new Heartbeats(local, () -> tell(Presence.HEARTBEAT), this::left));
    this.membership = counted.or(() -> heartbeats).orElseThrow();
    this.log = local.recovers() ? wire.log() : Optional.empty();
    this.arrivals = new ClusterArrivals(this, local, questions, fetches);
  }

  /**
   * A name like those that servers of Node.js give themselves.
   *
   * @return 16 hexadecimal digits, of 64 random bits
   */
  public static String randomName() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The name of this server, by which others call it where it is silent.
   *
   * @return as it was given
   */
  public String name() {
    return name;
  }

  /**
   * How many messages were ignored, because they made no sense or were of another namespace.
   *
   * @return the count so far
   */
  public long ignoredMessages() {
    return arrivals.ignored();
  }

  @Override
  public LocalRooms local() {
    return local;
  }

  @Override
  public CompletionStage<Void> open() {
    var unused = phase.compareAndSet(Phase.NEW, Phase.OPENED);
    return wire.open(arrivals)
        .thenRun(
            () -> {
              if (heartbeats.map(Heartbeats::start).orElse(false)) {
                tell(Presence.INITIAL_HEARTBEAT);
              }
            });
  }

  @Override
  public CompletionStage<Void> close() {
    heartbeats.ifPresent(Heartbeats::stop);
    if (phase.getAndSet(Phase.CLOSED) == Phase.OPENED) {
      // servers of Node.js that only count ignore it
      var unused = attempted(() -> wire.publish(envelope(Presence.ADAPTER_CLOSE)));
    }
    questions.close();
    fetches.close();
    return wire.close();
  }

  @Override
  public CompletionStage<Integer> serverCount() {
    return membership.peers().thenApply(peers -> 1 + peers.count());
  }

  @Override
  public void roomCreated(String room) {
    wire.roomCreated(room);
  }

  @Override
  public void roomDeleted(String room) {
    wire.roomDeleted(room);
  }

  // ---- what this server wants

  @Override
  public CompletionStage<Void> broadcast(Packet packet, Selection to, EmitFlags flags) {
    return broadcast(packet, to, flags, () -> {});
  }

  @Override
  public CompletionStage<Void> broadcast(
      Packet packet, Selection to, EmitFlags flags, Runnable here) {
    Broadcast event = new Broadcast(neutral(packet.data()), to, flags);
    if (log.isPresent()) {
      return append(log.get(), event, offset -> deliver(event, offset), here);
    }
    CompletionStage<Void> published = publish(event);
    local.broadcast(packet, to, flags);
    here.run();
    return published;
  }

  @Override
  public CompletionStage<Void> join(Selection who, Set<String> rooms) {
    return everywhere(
        new SocketsJoin(who, Set.copyOf(rooms)), () -> local.join(who, Set.copyOf(rooms)));
  }

  @Override
  public CompletionStage<Void> leave(Selection who, Set<String> rooms) {
    return everywhere(
        new SocketsLeave(who, Set.copyOf(rooms)), () -> local.leave(who, Set.copyOf(rooms)));
  }

  @Override
  public CompletionStage<Void> disconnect(Selection who, boolean close) {
    return everywhere(new DisconnectSockets(who, close), () -> local.disconnect(who, close));
  }

  private CompletionStage<Void> everywhere(ClusterMessage message, Runnable here) {
    if (log.isPresent()) {
      return append(log.get(), message, offset -> here.run(), () -> {});
    }
    CompletionStage<Void> published = publish(message);
    here.run();
    return published;
  }

  /**
   * Done here when it is its turn, whatever becomes of it elsewhere; {@code then} follows. Not done
   * at all where the log refuses it.
   */
  private CompletionStage<Void> append(
      ClusterLog to, ClusterMessage message, Consumer<Optional<String>> here, Runnable then) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    AtomicBoolean begun = new AtomicBoolean();
    Consumer<Optional<String>> turn =
        offset -> {
          if (begun.compareAndSet(false, true)) {
            try {
              here.accept(offset);
            } finally {
              then.run();
              done.complete(null);
              if (offset.isPresent()) { // so it is in the log
                outcome.complete(null);
              }
            }
          }
        };
    CompletionStage<Void> appended = sent(() -> to.append(envelope(message), turn));
    var unused =
        appended
            .whenComplete(
                (position, failure) -> {
                  if (failure == null) {
                    heartbeats.ifPresent(Heartbeats::published);
                  } else if (!(failure instanceof RejectedExecutionException)) {
                    turn.accept(Optional.empty()); // where the wire has thrown
                  }
                })
            .thenCompose(itsTurn -> done)
            .whenComplete(
                (ended, failure) -> {
                  if (failure == null) {
                    outcome.complete(null);
                  } else {
                    outcome.completeExceptionally(failure);
                  }
                });
    return outcome;
  }

  /** An event for the sockets of this server. */
  void deliver(Broadcast event, Optional<String> offset) {
    Packet packet = event(event.values());
    if (offset.isPresent()) {
      local.broadcast(packet, event.to(), event.flags(), offset.get());
    } else {
      local.broadcast(packet, event.to(), event.flags());
    }
  }

  Packet event(List<? extends @Nullable Object> values) {
    return Packet.of(PacketType.EVENT, local.namespace(), Arguments.of(values.toArray()));
  }

  @Override
  public Optional<SessionStore> sessions() {
    return log.map(ClusterLog::sessions);
  }

  @Override
  public CompletionStage<Replies<Arguments>> broadcastWithAck(
      Packet packet, Selection to, EmitFlags flags, Duration timeout) {
    List<? extends @Nullable Object> values = neutral(packet.data());
    return ask(
        questions,
        timeout,
        requestId -> new BroadcastWithAck(requestId, timeout, values, to, flags),
        question -> local.broadcastWithAck(packet, to, flags, timeout, new OwnAnswers(question)));
  }

  @Override
  public CompletionStage<Replies<SocketDetails>> fetchSockets(Selection of, Duration timeout) {
    return ask(
        fetches,
        timeout,
        requestId -> new FetchSockets(of, requestId),
        question -> question.own(local.details(of)));
  }

  @Override
  public CompletionStage<Void> serverSideEmit(Arguments event) {
    return publish(new ServerSideEmit(Optional.empty(), event.toList()));
  }

  @Override
  public CompletionStage<Replies<Arguments>> serverSideEmitWithAck(
      Arguments event, Duration timeout) {
    return ask(
        questions,
        timeout,
        requestId -> new ServerSideEmit(Optional.of(requestId), event.toList()),
        question -> question.own(List.of()));
  }

  private <T> CompletionStage<Replies<T>> ask(
      ClusterQuestions<T> open,
      Duration timeout,
      Function<String, ClusterMessage> message,
      Consumer<ClusterQuestion<T>> ownPart) {
    String requestId = randomName();
    long count = counts.incrementAndGet();
    Optional<ClusterQuestion<T>> added = open.ask(requestId, count, timeout);
    if (added.isEmpty()) {
      return CompletableFuture.failedStage(
          new RejectedExecutionException(
              ClusterQuestions.MAX_OPEN
                  + " questions of the namespace "
                  + local.namespace()
                  + " are under way"));
    }
    ClusterQuestion<T> question = added.get();
    try {
      CompletionStage<Peers> peers = membership.peers(); // before: who comes later is not asked
      CompletionStage<Void> published = publish(message.apply(requestId));
      ownPart.accept(question);
      whenKnown(peers, others -> question.expect(count, others), question::cutOff);
      whenKnown(published, nothing -> {}, question::cutOff);
    } catch (RuntimeException e) { // what cannot be encoded
      question.end();
      throw e;
    }
    return question.replies();
  }

  private static <T extends @Nullable Object> void whenKnown(
      CompletionStage<T> stage, Consumer<? super T> then, Runnable otherwise) {
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                then.accept(value);
              } else {
                otherwise.run();
              }
            });
  }

  private record OwnAnswers(ClusterQuestion<Arguments> question) implements AckCollector {
    @Override
    public void expected(Set<String> sockets) {
      question.ownAsked(sockets);
    }

    @Override
    public void answered(String socket, Arguments answer) {
      question.ownAnswered(socket, answer);
    }

    @Override
    public void silent(String socket) {
      question.ownSilent(socket);
    }
  }

  private List<? extends @Nullable Object> neutral(Arguments values) {
    return local.neutral(values).toList();
  }

  private CompletionStage<Void> publish(ClusterMessage message) {
    CompletionStage<Void> published = sent(() -> wire.publish(envelope(message)));
    if (heartbeats.isPresent() && isForEverybody(message)) {
      whenKnown(published, nothing -> heartbeats.get().published(), () -> {});
    }
    return published;
  }

  /** A wire may spare servers what is for rooms that they do not have. */
  private static boolean isForEverybody(ClusterMessage message) {
    return !(message instanceof Broadcast event) || event.to().rooms().isEmpty();
  }

  /** Where nobody waits for the outcome. */
  void tell(ClusterMessage message) {
    var unused = publish(message);
  }

  /** To one server alone. */
  CompletionStage<Void> respond(String server, ClusterMessage.Response response) {
    return sent(() -> wire.respond(server, envelope(response)));
  }

  private ClusterEnvelope envelope(ClusterMessage message) {
    return new ClusterEnvelope(name, local.namespace(), message);
  }

  private CompletionStage<Void> sent(Supplier<CompletionStage<Void>> sending) {
    return phase.get() == Phase.CLOSED
        ? CompletableFuture.failedStage(
            new IllegalStateException(
                "the adapter of the namespace " + local.namespace() + " is closed"))
        : attempted(sending);
  }

  private static CompletionStage<Void> attempted(Supplier<CompletionStage<Void>> sending) {
    try {
      return sending.get();
    } catch (EncodeException e) {
      throw e;
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  // ---- what becomes of the others

  /** Somebody has said something. */
  void heard(String server, ClusterMessage message) {
    if (message == Presence.ADAPTER_CLOSE) {
      heartbeats.ifPresent(beats -> beats.left(server));
      left(server);
      return;
    }
    heartbeats.ifPresent(beats -> beats.heard(server));
    if (message instanceof ClusterMessage.Response) {
      known.heard(server);
    } else if (message == Presence.INITIAL_HEARTBEAT && heartbeats.isPresent()) {
      tell(Presence.HEARTBEAT);
    }
  }

  private void left(String server) {
    known.left(server);
    questions.forEach(question -> question.left(server));
    fetches.forEach(fetch -> fetch.left(server));
    if (heartbeats.isEmpty() && !(questions.isEmpty() && fetches.isEmpty())) {
      countAgain();
    }
  }

  /** Once for all questions, since nobody knows whether a server that was counted has left. */
  private void countAgain() {
    long count = counts.incrementAndGet();
    var unused =
        membership
            .peers()
            .thenAccept(
                peers -> {
                  if (peers instanceof Peers.Counted) {
                    questions.forEach(question -> question.expect(count, peers));
                    fetches.forEach(fetch -> fetch.expect(count, peers));
                  }
                });
  }
}
