package io.roomcast.internal.socketio;

import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.EventArgs;
import io.roomcast.RemoteSocket;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A selection of a namespace's sockets, and what can be done with it. */
record BroadcastOperator(
    String namespace,
    NamespaceAdapter adapter,
    RoomIndex<LocalSocket> index,
    Selection selection,
    EmitSettings settings)
    implements Broadcast {
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(5);

  @Override
  public BroadcastOperator to(String... rooms) {
    return with(new Selection(union(selection.rooms(), rooms), selection.except()));
  }

  @Override
  public BroadcastOperator except(String... rooms) {
    return with(new Selection(selection.rooms(), union(selection.except(), rooms)));
  }

  @Override
  public BroadcastOperator local() {
    return with(settings.onlyLocal());
  }

  @Override
  public BroadcastOperator asVolatile() {
    return with(settings.asVolatile());
  }

  @Override
  public BroadcastOperator compress(boolean on) {
    return with(settings.compress(on));
  }

  @Override
  public BroadcastOperator timeout(Duration timeout) {
    return with(settings.within(timeout));
  }

  @Override
  public void emit(String event, @Nullable Object... values) {
    var unused = adapter.broadcast(packet(event, values), selection, settings);
  }

  @Override
  public CompletableFuture<Answers<EventArgs>> emitWithAck(
      String event, @Nullable Object... values) {
    return ask(BroadcastOperator::args, event, values);
  }

  /** As {@link #emitWithAck}, with {@code result} of what came; it may throw. */
  <R> CompletableFuture<R> ask(
      Function<Replies<Arguments>, R> result, String event, @Nullable Object... values) {
    return adapter.broadcastWithAck(packet(event, values), selection, settings, result);
  }

  /** The answers of clients or of servers. */
  static Answers<EventArgs> args(Replies<Arguments> replies) {
    return answers(replies, answer -> EventArgs.of(answer, 0));
  }

  private Packet packet(String event, @Nullable Object... values) {
    Arguments data = Arguments.event(EventNames.requireFree(event), values);
    return Packet.of(PacketType.EVENT, namespace, data);
  }

  @Override
  public CompletableFuture<Answers<RemoteSocket>> fetchSockets() {
    Duration timeout = settings.timeout().orElse(FETCH_TIMEOUT);
    return adapter.fetchSockets(
        selection, settings, timeout, replies -> answers(replies, this::remote));
  }

  private RemoteSocket remote(SocketDetails details) {
    Selection room = new Selection(Set.of(details.id()), Set.of());
    return new FetchedSocket(
        details, new BroadcastOperator(namespace, adapter, index, room, EmitSettings.DEFAULT));
  }

  /** What the application is told of what an adapter was. */
  private static <T, A> Answers<A> answers(
      Replies<T> replies, Function<? super T, ? extends A> form) {
    List<A> values = replies.values().stream().<A>map(form).toList();
    return new Answers<>(values, replies.silentSockets(), replies.silentServers());
  }

  @Override
  public CompletableFuture<Void> socketsJoin(String... rooms) {
    return adapter.join(selection, RoomNames.of(rooms), settings);
  }

  @Override
  public CompletableFuture<Void> socketsLeave(String... rooms) {
    return adapter.leave(selection, RoomNames.of(rooms), settings);
  }

  @Override
  public CompletableFuture<Void> disconnectSockets(boolean close) {
    return adapter.disconnect(selection, close, settings);
  }

  @Override
  public Collection<Socket> sockets() {
    return List.copyOf(index.select(selection));
  }

  private BroadcastOperator with(Selection changed) {
    return new BroadcastOperator(namespace, adapter, index, changed, settings);
  }

  private BroadcastOperator with(EmitSettings changed) {
    return new BroadcastOperator(namespace, adapter, index, selection, changed);
  }

  private static Set<String> union(Set<String> rooms, String... more) {
    Set<String> all = new HashSet<>(rooms);
    all.addAll(RoomNames.of(more));
    return all;
  }
}
