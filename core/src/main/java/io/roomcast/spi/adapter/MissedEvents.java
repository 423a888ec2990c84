package io.roomcast.spi.adapter;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client missed while it was away.
 *
 * <p>Example: {@link SessionStore}.
 *
 * @param events in the order of the log
 * @param rooms those that the client is in by now
 * @param last the newest offset of the namespace up to which the log was read, from which it can be
 *     read on; the one that was asked for where nothing of it was behind that
 */
public record MissedEvents(List<Event> events, Set<String> rooms, String last) {

  /**
   * One of them.
   *
   * <p>Example: {@link SessionStore}.
   *
   * @param offset its place in the log
   * @param values its name and its arguments, in neutral form
   * @param flags how it is delivered
   */
  public record Event(String offset, List<? extends @Nullable Object> values, EmitFlags flags) {}

  /** Copies the collections. */
  public MissedEvents {
    events = List.copyOf(events);
    rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
  }
}
