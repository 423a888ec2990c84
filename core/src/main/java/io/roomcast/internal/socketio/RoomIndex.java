package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.ShrinkingMap;
import io.roomcast.spi.adapter.Selection;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of one namespace, by id and by room: its sockets, or its sessions with those whose
 * clients are away. A socket's places are changed by its {@link Membership} alone, a session's by
 * the session alone.
 *
 * <p>Thread-safe. Nothing is locked while it is read: a selection is walked as it is found, members
 * that come or go meanwhile may or may not be met, and nobody is met twice. A room without members
 * does not exist. Most rooms are the own ones of sockets and have a single member, so a room of one
 * is an immutable set and only a larger one has a table, which shrinks as its members go.
 *
 * @param <M> a member
 */
final class RoomIndex<M> {
  private final ShrinkingMap<String, M> members = new ShrinkingMap<>();
  private final ConcurrentMap<String, Set<M>> rooms = new ConcurrentHashMap<>();
  private final RoomEvents events;

  RoomIndex(RoomEvents events) {
    this.events = events;
  }

  void addMember(String id, M member) {
    members.put(id, member);
  }

  void removeMember(String id, M member) {
    members.remove(id, member);
  }

  void add(String room, M member) {
    rooms.compute(room, (name, before) -> with(name, before, member));
  }

  void remove(String room, M member) {
    rooms.computeIfPresent(room, (name, before) -> without(name, before, member));
  }

  /** Tells the adapter which rooms came and went; called without a lock, after each change. */
  void announce() {
    events.deliver();
  }

  Optional<M> member(String id) {
    return Optional.ofNullable(members.get(id));
  }

  /** A live view that must not be changed. */
  Set<M> members(String room) {
    return rooms.getOrDefault(room, Set.of());
  }

  Set<String> rooms() {
    return Set.copyOf(rooms.keySet());
  }

  int size() {
    return members.size();
  }

  List<M> select(Selection selection) {
    List<M> selected = new ArrayList<>();
    forEach(selection, selected::add);
    return Collections.unmodifiableList(selected);
  }

  void forEach(Selection selection, Consumer<? super M> action) {
    List<Set<M>> excluded = membersOf(selection.except());
    if (selection.rooms().isEmpty()) {
      for (M member : members.values()) {
        if (!inAny(excluded, member)) {
          action.accept(member);
        }
      }
      return;
    }
    List<Set<M>> wanted = membersOf(selection.rooms());
    putLargestLast(wanted);
    Set<M> met = wanted.size() <= 1 ? Set.of() : Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < wanted.size(); i++) {
      boolean last = i == wanted.size() - 1; // the largest: looked up in the others, not copied
      for (M member : wanted.get(i)) {
        boolean first = last ? !met.contains(member) : met.add(member);
        if (first && !inAny(excluded, member)) {
          action.accept(member);
        }
      }
    }
  }

  /** Each size is read once: sets that change meanwhile are in no order that could be sorted by. */
  private static <M> void putLargestLast(List<Set<M>> sets) {
    int largest = -1;
    int at = 0;
    for (int i = 0; i < sets.size(); i++) {
      int size = sets.get(i).size();
      if (size > largest) {
        largest = size;
        at = i;
      }
    }
    if (largest >= 0) {
      Collections.swap(sets, at, sets.size() - 1);
    }
  }

  private List<Set<M>> membersOf(Set<String> names) {
    List<Set<M>> sets = new ArrayList<>(names.size());
    for (String name : names) {
      Set<M> found = rooms.get(name);
      if (found != null) {
        sets.add(found);
      }
    }
    return sets;
  }

  private static <M> boolean inAny(List<Set<M>> sets, M member) {
    for (int i = 0; i < sets.size(); i++) { // asked for each member: mostly there are none
      if (sets.get(i).contains(member)) {
        return true;
      }
    }
    return false;
  }

  /** Runs inside the map's atomic update, so that the events of a room are in its order. */
  private Set<M> with(String room, @Nullable Set<M> before, M member) {
    if (before == null) {
      events.created(room);
      return Set.of(member);
    }
    if (before.contains(member)) {
      return before;
    }
    Many<M> many = before instanceof Many<M> already ? already : new Many<>(before);
    many.members.put(member, member);
    return many;
  }

  private @Nullable Set<M> without(String room, Set<M> before, M member) {
    if (!before.contains(member)) {
      return before;
    }
    if (before instanceof Many<M> many) {
      many.members.remove(member, member);
      if (!many.isEmpty()) {
        return many;
      }
    }
    events.deleted(room);
    return null;
  }

  /** A room of more than one, now or before. Only the map's atomic update changes it. */
  private static final class Many<M> extends AbstractSet<M> {
    private final ShrinkingMap<M, M> members = new ShrinkingMap<>();

    Many(Set<M> first) {
      first.forEach(member -> members.put(member, member));
    }

    @Override
    public boolean contains(Object object) {
      return members.keys().contains(object);
    }

    @Override
    public Iterator<M> iterator() {
      return Collections.unmodifiableSet(members.keys()).iterator();
    }

    @Override
    public int size() {
      return members.size();
    }
  }
}
