package io.roomcast.internal.socketio;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The rooms of one namespace in this server's memory: the local half of every adapter.
 *
 * @param index the sockets that are connected; an adapter hears of its rooms only where nobody may
 *     come back
 * @param recoverable the sessions, where clients may come back: with the rooms of those that are
 *     connected and those that are away
 * @param ackIds counts the questions of the namespace
 * @param events hears what other servers send to this namespace
 * @param forServers tells other servers of the sockets
 */
record MemoryRooms(
    String namespace,
    RoomIndex<LocalSocket> index,
    Optional<RecoverableSessions> recoverable,
    PacketEncoder encoder,
    CurrentRun run,
    LongSupplier ackIds,
    ServerSideEvents events,
    DetailsForServers forServers)
    implements LocalRooms {

  @Override
  public void broadcast(Packet packet, Selection selection, EmitFlags flags) {
    Packet ours = ours(packet, packet.id());
    if (recoverable.isPresent() && !ours.hasId()) {
      recoverable.get().broadcast(ours, selection, flags);
    } else {
      OutboundEvent event = OutboundEvent.of(ours, flags, encoder); // before anybody gets it
      Fanout.send(
          each -> index.forEach(selection, each),
          LocalSocket::idle,
          socket -> socket.outbound().deliver(event));
    }
  }

  @Override
  public void broadcast(Packet packet, Selection selection, EmitFlags flags, String offset) {
    if (recoverable.isPresent() && !packet.hasId()) {
      recoverable.get().broadcast(ours(packet, packet.id()), selection, flags, offset);
    } else {
      broadcast(packet, selection, flags);
    }
  }

  @Override
  public boolean recovers() {
    return recoverable.isPresent();
  }

  @Override
  public void broadcastWithAck(
      Packet packet,
      Selection selection,
      EmitFlags flags,
      Duration timeout,
      AckCollector collector) {
    long id = ackIds.getAsLong();
    OutboundEvent event = OutboundEvent.of(ours(packet, id), flags, encoder);
    List<LocalSocket> asked = index.select(selection);
    if (asked.isEmpty()) {
      collector.expected(Set.of());
    } else {
      new BroadcastQuestion(id, asked, collector).ask(event, timeout, run.timers().orElseThrow());
    }
  }

  private Packet ours(Packet packet, long id) {
    return packet.id() == id && packet.namespace().equals(namespace)
        ? packet
        : new Packet(packet.type(), namespace, id, packet.data());
  }

  @Override
  public void join(Selection selection, Set<String> rooms) {
    recoverable.ifPresentOrElse(
        sessions -> sessions.join(selection, rooms),
        () -> index.forEach(selection, socket -> socket.join(rooms)));
  }

  @Override
  public void leave(Selection selection, Set<String> rooms) {
    recoverable.ifPresentOrElse(
        sessions -> sessions.leave(selection, rooms),
        () -> index.forEach(selection, socket -> socket.leave(rooms)));
  }

  @Override
  public void disconnect(Selection selection, boolean close) {
    recoverable.ifPresentOrElse(
        sessions -> sessions.disconnect(selection, close),
        () -> index.forEach(selection, socket -> socket.disconnect(close)));
  }

  @Override
  public List<SocketDetails> details(Selection selection) {
    List<SocketDetails> details = new ArrayList<>();
    index.forEach(selection, socket -> details.add(socket.details()));
    return List.copyOf(details);
  }

  @Override
  public CompletionStage<List<SocketDetails>> neutralDetails(Selection selection) {
    return forServers.of(() -> details(selection));
  }

  @Override
  public Set<String> sockets(Selection selection) {
    Set<String> ids = new HashSet<>();
    index.forEach(selection, socket -> ids.add(socket.id()));
    return Set.copyOf(ids);
  }

  @Override
  public boolean hasSocket(String id) {
    return recoverable
        .map(sessions -> sessions.reach().member(id).isPresent())
        .orElseGet(() -> index.member(id).isPresent());
  }

  @Override
  public Set<String> rooms() {
    return recoverable.map(sessions -> sessions.reach().rooms()).orElseGet(index::rooms);
  }

  @Override
  public boolean hasRoom(String room) {
    return recoverable
        .map(sessions -> !sessions.reach().members(room).isEmpty())
        .orElseGet(() -> !index.members(room).isEmpty());
  }

  @Override
  public void serverSideEvent(Arguments event, Optional<Consumer<Arguments>> ack) {
    events.arrived(event, ack);
  }

  @Override
  public Arguments neutral(Arguments values) {
    return new NeutralForm(encoder.codec()).of(values);
  }

  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    return run.timers()
        .<Timeout>map(timers -> timers.schedule(delay, task)::cancel)
        .orElse(() -> {});
  }

  @Override
  public void execute(Runnable task) {
    run.completions().execute(task);
  }
}
