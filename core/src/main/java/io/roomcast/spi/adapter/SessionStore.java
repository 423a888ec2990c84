package io.roomcast.spi.adapter;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the sessions of clients that are away where every server of the cluster finds them, beside
 * a log of what was sent: so a client may come back to another server than it was on. An adapter
 * that has one says so by {@link RoomAdapter#sessions()}, and hands each event to {@link
 * LocalRooms#broadcast(io.roomcast.spi.codec.Packet, Selection, EmitFlags, String)} with its offset
 * in that log, in the order of the log.
 *
 * <p>Offsets are texts that only the store understands; clients see them, and may send any. The
 * core asks when a client comes back: first {@link #take}, then, with the rooms of that session
 * listening to what arrives, {@link #missed}. Whatever fails, is empty, or takes longer than 5 s,
 * gives the client a new session. A server asks for 100 sessions at a time, and 10 000 more clients
 * wait for that; what is decoded for them is best left to {@link LocalRooms#execute}.
 *
 * <p>Thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * CompletionStage<Optional<MissedEvents>> back(
 *     SessionStore store, String privateId, String offset) {
 *   return store.take(privateId)
 *       .thenCompose(taken -> store.missed(taken.orElseThrow().session(), offset, 1000, 1 << 20));
 * }
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code persistSession} and {@code restoreSession} of adapters.
 */
public interface SessionStore {

  /**
   * What was taken out.
   *
   * <p>Example: {@link SessionStore}.
   *
   * @param session as it was given to {@link #persist}
   * @param remaining how much longer it would have been kept: if nobody goes on with it, it is put
   *     back for what is left of that. Empty where that is not known, as of a session that another
   *     software has stored without an end; then it is put back as if its client had gone now
   */
  record Taken(StoredSession session, Optional<Duration> remaining) {}

  /**
   * How far this server has come in the log: all up to there was handed to the local half. Cheap.
   *
   * @return an offset, perhaps one before all entries
   */
  String position();

  /**
   * The order of the log. Cheap.
   *
   * @param offset an offset of this store
   * @param other another one
   * @return whether {@code offset} is behind {@code other}
   */
  boolean isBehind(String offset, String other);

  /**
   * Keeps the session of a client that has gone and may be back, or one that was taken in vain.
   *
   * @param session what is kept, with data in neutral form
   * @param keep after which it is forgotten
   * @return completes when it can be taken; fails where it cannot be kept, because it is too large
   *     for one
   */
  CompletionStage<Void> persist(StoredSession session, Duration keep);

  /**
   * Takes a session out: whoever of all servers asks first gets it, and nobody a second time.
   *
   * @param privateId what a client has sent, of at most 64 characters
   * @return completes with the session; empty where there is none, or it is known to be of another
   *     namespace
   */
  CompletionStage<Optional<Taken>> take(String privateId);

  /**
   * What was sent to a session since. An event is for it as for a socket in its rooms; what has
   * changed its rooms while nobody was connected counts. Volatile events are left out.
   *
   * @param session the session, with the rooms that it has by now
   * @param offset that of the last event which the client has, as it says; where it is of before
   *     the session began, the beginning counts
   * @param maxEvents more of them are too many
   * @param maxBytes roughly, and likewise
   * @return completes with what is in the log behind that offset. Empty where that offset is not in
   *     the log, or not any more, where that is too much, or where the session was disconnected by
   *     a server meanwhile
   */
  CompletionStage<Optional<MissedEvents>> missed(
      StoredSession session, String offset, int maxEvents, long maxBytes);
}
