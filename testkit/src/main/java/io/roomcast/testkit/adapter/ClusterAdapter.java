package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** One namespace of one server of an {@link InMemoryCluster}. */
final class ClusterAdapter implements RoomAdapter {
  private final InMemoryCluster cluster;
  private final String server;
  private final LocalRooms local;
  private final AtomicLong ids = new AtomicLong();
  private final ConcurrentMap<Long, ClusterQuestion<Arguments>> questions =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, ClusterQuestion<SocketDetails>> fetches =
      new ConcurrentHashMap<>();

  ClusterAdapter(InMemoryCluster cluster, String server, LocalRooms local) {
    this.cluster = cluster;
    this.server = server;
    this.local = local;
  }

  String server() {
    return server;
  }

  @Override
  public LocalRooms local() {
    return local;
  }

  @Override
  public CompletionStage<Void> open() {
    cluster.enter(this);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> close() {
    cluster.leave(this);
    questions.values().forEach(ClusterQuestion::end);
    fetches.values().forEach(ClusterQuestion::end);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Integer> serverCount() {
    return CompletableFuture.completedStage(1 + cluster.others(this).size());
  }

  // ---- what this server wants

  @Override
  public CompletionStage<Void> broadcast(Packet packet, Selection to, EmitFlags flags) {
    ClusterMessage event = new ClusterMessage.Event(plain(packet.data()), to, flags);
    CompletionStage<Void> published = cluster.publish(this, event);
    local.broadcast(packet, to, flags);
    return published;
  }

  @Override
  public CompletionStage<Void> join(Selection who, Set<String> rooms) {
    CompletionStage<Void> published = cluster.publish(this, new ClusterMessage.Join(who, rooms));
    local.join(who, rooms);
    return published;
  }

  @Override
  public CompletionStage<Void> leave(Selection who, Set<String> rooms) {
    CompletionStage<Void> published = cluster.publish(this, new ClusterMessage.Leave(who, rooms));
    local.leave(who, rooms);
    return published;
  }

  @Override
  public CompletionStage<Void> disconnect(Selection who, boolean close) {
    CompletionStage<Void> published =
        cluster.publish(this, new ClusterMessage.Disconnect(who, close));
    local.disconnect(who, close);
    return published;
  }

  @Override
  public CompletionStage<Replies<Arguments>> broadcastWithAck(
      Packet packet, Selection to, EmitFlags flags, Duration timeout) {
    List<?> values = plain(packet.data());
    long id = ids.incrementAndGet();
    ClusterQuestion<Arguments> question = asked(questions, id, timeout);
    var unused = cluster.publish(this, new ClusterMessage.Question(id, values, to, flags, timeout));
    local.broadcastWithAck(packet, to, flags, timeout, question.own(answer -> answer));
    return question.replies();
  }

  @Override
  public CompletionStage<Replies<SocketDetails>> fetchSockets(Selection of, Duration timeout) {
    long id = ids.incrementAndGet();
    ClusterQuestion<SocketDetails> fetch = asked(fetches, id, timeout);
    var unused = cluster.publish(this, new ClusterMessage.Fetch(id, of));
    fetch.own(local.details(of));
    return fetch.replies();
  }

  @Override
  public CompletionStage<Void> serverSideEmit(Arguments event) {
    return cluster.publish(this, new ClusterMessage.ServerSide(Optional.empty(), event.toList()));
  }

  @Override
  public CompletionStage<Replies<Arguments>> serverSideEmitWithAck(
      Arguments event, Duration timeout) {
    long id = ids.incrementAndGet();
    ClusterQuestion<Arguments> question = asked(questions, id, timeout);
    var unused =
        cluster.publish(this, new ClusterMessage.ServerSide(Optional.of(id), event.toList()));
    question.own(List.of());
    return question.replies();
  }

  /** Registered before anybody can answer or leave, and gone when it is over. */
  private <T> ClusterQuestion<T> asked(
      Map<Long, ClusterQuestion<T>> all, long id, Duration timeout) {
    ClusterQuestion<T> question = new ClusterQuestion<>();
    all.put(id, question);
    question.expect(cluster.others(this).stream().map(ClusterAdapter::server).toList());
    Future<?> timer = cluster.schedule(timeout, question::end);
    var unused =
        question
            .replies()
            .whenComplete(
                (replies, never) -> {
                  timer.cancel(false);
                  all.remove(id);
                });
    return question;
  }

  // ---- what other servers want

  void askForOther(String asker, ClusterMessage.Question question) {
    AckCollector answers =
        new AckCollector() {
          private void tell(ClusterMessage message) {
            cluster.answer(ClusterAdapter.this, asker, message);
          }

          @Override
          public void expected(Set<String> sockets) {
            tell(new ClusterMessage.Count(question.id(), sockets.size()));
          }

          @Override
          public void answered(String socket, Arguments answer) {
            tell(new ClusterMessage.Answer(question.id(), answer.toList()));
          }

          @Override
          public void silent(String socket) {
            tell(new ClusterMessage.Silent(question.id(), socket));
          }
        };
    local.broadcastWithAck(
        event(question.values()), question.to(), question.flags(), question.timeout(), answers);
  }

  void tellSockets(String asker, ClusterMessage.Fetch fetch) {
    List<ClusterMessage.Details> sockets =
        local.details(fetch.selection()).stream().map(this::plain).toList();
    cluster.answer(this, asker, new ClusterMessage.Sockets(fetch.id(), sockets));
  }

  void serverSideEvent(String asker, ClusterMessage.ServerSide event) {
    local.serverSideEvent(
        Arguments.of(event.values().toArray()),
        event
            .question()
            .map(
                question ->
                    answer ->
                        cluster.answer(
                            this,
                            asker,
                            new ClusterMessage.ServerSideAnswer(question, answer.toList()))));
  }

  Optional<ClusterQuestion<Arguments>> question(long id) {
    return Optional.ofNullable(questions.get(id));
  }

  Optional<ClusterQuestion<SocketDetails>> fetch(long id) {
    return Optional.ofNullable(fetches.get(id));
  }

  void left(String gone) {
    questions.values().forEach(question -> question.left(gone));
    fetches.values().forEach(fetch -> fetch.left(gone));
  }

  // ---- to the wire and back

  private List<?> plain(Arguments values) {
    return local.neutral(values).toList();
  }

  private ClusterMessage.Details plain(SocketDetails socket) {
    Map<String, Object> data = new LinkedHashMap<>();
    socket.data().forEach((key, value) -> travelling(value).ifPresent(it -> data.put(key, it)));
    return new ClusterMessage.Details(
        socket.id(), socket.request(), socket.auth().toList(), socket.rooms(), data);
  }

  /** Empty where the codec cannot encode it. */
  private Optional<Object> travelling(Object value) {
    try {
      return Optional.ofNullable(local.neutral(Arguments.of(new Object[] {value})).get(0));
    } catch (EncodeException cannotTravel) {
      return Optional.empty();
    }
  }

  Packet event(List<?> values) {
    return Packet.of(PacketType.EVENT, local.namespace(), Arguments.of(values.toArray()));
  }

  Arguments arguments(List<?> values) {
    return local.neutral(Arguments.of(values.toArray()));
  }

  List<SocketDetails> details(List<ClusterMessage.Details> sockets) {
    return sockets.stream()
        .map(
            socket ->
                new SocketDetails(
                    socket.id(),
                    socket.request(),
                    arguments(socket.auth()),
                    socket.rooms(),
                    socket.data()))
        .toList();
  }
}
