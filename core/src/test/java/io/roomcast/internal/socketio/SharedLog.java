package io.roomcast.internal.socketio;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import io.roomcast.spi.adapter.cluster.SessionReplay;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What servers have in common, on the test's thread: a log and the sessions in it. A test says what
 * is done at once and what waits for it. Offsets count the entries.
 */
final class SharedLog {
  /** What waits where the test wants that. */
  final ByHand takes = new ByHand();

  final ByHand reads = new ByHand();
  final ByHand deliveries = new ByHand();
  final ByHand persists = new ByHand();
  boolean holdPersists;
  boolean holdTakes;
  boolean holdReads;
  boolean holdDeliveries;
  boolean failing;
  Runnable onRoomDeleted = () -> {};
  int readCalls;
  int takeCalls;
  Duration kept;

  /** How long a session that is taken had left. */
  Optional<Duration> remaining = Optional.of(RecoveringClient.TIME);

  final Map<String, StoredSession> sessions = new HashMap<>();
  private final List<ClusterMessage> entries = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();

  /** The adapters of one server. */
  RoomAdapter.Factory server() {
    return local -> {
      Member member = new Member(local);
      members.add(member);
      return member;
    };
  }

  private final class Member implements RoomAdapter, SessionStore {
    private final LocalRooms local;
    private int position = entries.size();

    Member(LocalRooms local) {
      this.local = local;
    }

    @Override
    public LocalRooms local() {
      return local;
    }

    @Override
    public Optional<SessionStore> sessions() {
      return Optional.of(this);
    }

    @Override
    public void roomDeleted(String room) {
      onRoomDeleted.run();
    }

    private CompletionStage<Void> append(ClusterMessage message) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      entries.add(message);
      int number = entries.size();
      Runnable delivery =
          () -> {
            members.forEach(member -> member.deliver(message, number));
            done.complete(null);
          };
      if (holdDeliveries) {
        deliveries.execute(delivery);
      } else {
        delivery.run();
      }
      return done;
    }

    private void deliver(ClusterMessage message, int number) {
      if (message instanceof ClusterMessage.Broadcast event) {
        Packet packet = Packet.of(PacketType.EVENT, "/", Arguments.of(event.values().toArray()));
        local.broadcast(packet, event.to(), event.flags(), String.valueOf(number));
      } else if (message instanceof ClusterMessage.SocketsJoin join) {
        local.join(join.who(), join.rooms());
      } else if (message instanceof ClusterMessage.SocketsLeave leave) {
        local.leave(leave.who(), leave.rooms());
      } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
        local.disconnect(disconnect.who(), disconnect.close());
      }
      position = number;
    }

    @Override
    public CompletionStage<Void> broadcast(Packet packet, Selection to, EmitFlags flags) {
      return append(new ClusterMessage.Broadcast(local.neutral(packet.data()).toList(), to, flags));
    }

    @Override
    public CompletionStage<Void> join(Selection who, Set<String> rooms) {
      return append(new ClusterMessage.SocketsJoin(who, rooms));
    }

    @Override
    public CompletionStage<Void> leave(Selection who, Set<String> rooms) {
      return append(new ClusterMessage.SocketsLeave(who, rooms));
    }

    @Override
    public CompletionStage<Void> disconnect(Selection who, boolean close) {
      return append(new ClusterMessage.DisconnectSockets(who, close));
    }

    @Override
    public String position() {
      return String.valueOf(position);
    }

    private <T> CompletionStage<T> answer(boolean held, ByHand later, Supplier<T> answer) {
      if (failing) {
        return CompletableFuture.failedStage(new IllegalStateException("on purpose"));
      } else if (!held) {
        return CompletableFuture.completedStage(answer.get());
      }
      CompletableFuture<T> comesLater = new CompletableFuture<>();
      later.execute(() -> comesLater.complete(answer.get()));
      return comesLater;
    }

    @Override
    public boolean isBehind(String offset, String other) {
      return Integer.parseInt(offset) > Integer.parseInt(other);
    }

    @Override
    public CompletionStage<Void> persist(StoredSession session, Duration keep) {
      kept = keep;
      return answer(
          holdPersists,
          persists,
          () -> {
            sessions.put(session.privateId(), session);
            return null;
          });
    }

    @Override
    public CompletionStage<Optional<Taken>> take(String privateId) {
      takeCalls++;
      return answer(
          holdTakes,
          takes,
          () ->
              Optional.ofNullable(sessions.remove(privateId))
                  .map(session -> new Taken(session, remaining)));
    }

    @Override
    public CompletionStage<Optional<MissedEvents>> missed(
        StoredSession session, String offset, int maxEvents, long maxBytes) {
      readCalls++;
      Optional<MissedEvents> now = read(session, offset, maxEvents, maxBytes);
      return answer(holdReads, reads, () -> now); // what comes meanwhile is not in it
    }
  }

  /** Of a session in the store it is not said any more from when to when it lasted, nor where. */
  void forgetStay(String privateId) {
    sessions.computeIfPresent(
        privateId,
        (id, known) ->
            new StoredSession(
                known.id(), known.privateId(), known.rooms(), known.data(), Optional.empty()));
  }

  /** What nobody hears at once. */
  void append(ClusterMessage message) {
    entries.add(message);
  }

  private Optional<MissedEvents> read(
      StoredSession session, String offset, int maxEvents, long maxBytes) {
    if (!offset.matches("\\d+") || Integer.parseInt(offset) > entries.size()) {
      return Optional.empty();
    }
    SessionReplay replay = new SessionReplay(session, maxEvents, maxBytes);
    int until = session.stay().map(stay -> Integer.parseInt(stay.until())).orElse(0);
    for (int number = Integer.parseInt(offset) + 1; number <= entries.size(); number++) {
      if (!replay.add(String.valueOf(number), entries.get(number - 1), number > until, 1)) {
        return Optional.empty();
      }
    }
    return replay.missed(String.valueOf(entries.size()));
  }
}
