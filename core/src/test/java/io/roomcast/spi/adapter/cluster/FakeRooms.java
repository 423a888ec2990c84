package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.testing.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A local half that notes what it is told, on a clock that a test moves. */
final class FakeRooms implements LocalRooms {
  /** A value that no codec takes. */
  static final Object UNSENDABLE = new Object();

  final ManualTimers timers = new ManualTimers();
  final List<String> done = new ArrayList<>();
  final List<AckCollector> asked = new ArrayList<>();
  final List<Consumer<Arguments>> serverSide = new ArrayList<>();
  Set<String> rooms = Set.of("r");
  boolean recovers;
  List<SocketDetails> sockets = List.of();
  CompletionStage<List<SocketDetails>> forServers = CompletableFuture.completedStage(List.of());

  @Override
  public String namespace() {
    return "/chat";
  }

  @Override
  public void broadcast(Packet packet, Selection selection, EmitFlags flags) {
    done.add("broadcast " + packet.data().toList() + " to " + selection.rooms());
  }

  @Override
  public void broadcast(Packet packet, Selection selection, EmitFlags flags, String offset) {
    done.add("broadcast " + packet.data().toList() + " to " + selection.rooms() + " at " + offset);
  }

  @Override
  public boolean recovers() {
    return recovers;
  }

  @Override
  public void broadcastWithAck(
      Packet packet,
      Selection selection,
      EmitFlags flags,
      Duration timeout,
      AckCollector collector) {
    done.add("ask " + packet.data().toList() + " within " + timeout);
    asked.add(collector);
  }

  @Override
  public void join(Selection selection, Set<String> joined) {
    done.add("join " + joined);
  }

  @Override
  public void leave(Selection selection, Set<String> left) {
    done.add("leave " + left);
  }

  @Override
  public void disconnect(Selection selection, boolean close) {
    done.add("disconnect " + close);
  }

  @Override
  public List<SocketDetails> details(Selection selection) {
    return sockets;
  }

  @Override
  public CompletionStage<List<SocketDetails>> neutralDetails(Selection selection) {
    return forServers;
  }

  @Override
  public Set<String> sockets(Selection selection) {
    return Set.of();
  }

  @Override
  public boolean hasSocket(String id) {
    return false;
  }

  @Override
  public Set<String> rooms() {
    return rooms;
  }

  @Override
  public boolean hasRoom(String room) {
    return rooms.contains(room);
  }

  @Override
  public void serverSideEvent(Arguments event, Optional<Consumer<Arguments>> ack) {
    done.add("server side " + event.toList());
    ack.ifPresent(serverSide::add);
  }

  @Override
  public Arguments neutral(Arguments values) {
    if (values.toList().contains(UNSENDABLE)) {
      throw new EncodeException("on purpose");
    }
    return values;
  }

  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    return timers.schedule(delay, task)::cancel;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }
}
