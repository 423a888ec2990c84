package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.StoredSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through a log for one session that is away, as its socket would have if it had been there.
 * Not thread-safe.
 *
 * <pre>{@code
 * Optional<MissedEvents> missed(StoredSession session, Map<String, ClusterMessage> log) {
 *   SessionReplay replay = new SessionReplay(session, 1000, 1 << 20);
 *   log.forEach((offset, message) -> replay.add(offset, message, true, 100));
 *   return replay.missed("last offset");
 * }
 * }</pre>
 */
public final class SessionReplay {
  private final StoredSession session;
  private final int maxEvents;
  private final long maxBytes;
  private final Set<String> rooms;
  private final List<MissedEvents.Event> events = new ArrayList<>();
  private long bytes;
  private boolean over;

  /**
   * Begins.
   *
   * @param session whose events are looked for
   * @param maxEvents more of them are too many
   * @param maxBytes likewise
   */
  public SessionReplay(StoredSession session, int maxEvents, long maxBytes) {
    this.session = session;
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.rooms = new LinkedHashSet<>(session.rooms());
  }

  /**
   * The next entry of the log.
   *
   * @param offset its offset
   * @param message what it says
   * @param later whether it is of after the client went: what was done to its socket before that is
   *     in its rooms already
   * @param size of the entry in bytes, roughly
   * @return false where there is no point in going on
   */
  public boolean add(String offset, ClusterMessage message, boolean later, int size) {
    if (message instanceof ClusterMessage.Broadcast event) {
      if (meant(event.to()) && !event.flags().isVolatile()) {
        events.add(new MissedEvents.Event(offset, event.values(), event.flags()));
        bytes += size;
        over |= events.size() > maxEvents || bytes > maxBytes;
      }
    } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
      over |= later && meant(disconnect.who());
    } else if (later && session.stay().isPresent()) { // else it may be in its rooms already
      changeRooms(message);
    }
    return !over;
  }

  private void changeRooms(ClusterMessage message) {
    if (message instanceof ClusterMessage.SocketsJoin join && meant(join.who())) {
      rooms.addAll(join.rooms());
    } else if (message instanceof ClusterMessage.SocketsLeave leave && meant(leave.who())) {
      rooms.removeIf(room -> leave.rooms().contains(room) && !room.equals(session.id()));
    }
  }

  private boolean meant(Selection selection) {
    return (selection.rooms().isEmpty() || selection.rooms().stream().anyMatch(rooms::contains))
        && selection.except().stream().noneMatch(rooms::contains);
  }

  /**
   * What was found.
   *
   * @param last as in {@link MissedEvents#last}
   * @return empty where it is too much, or the session was disconnected
   */
  public Optional<MissedEvents> missed(String last) {
    return over ? Optional.empty() : Optional.of(new MissedEvents(events, rooms, last));
  }
}
