package io.roomcast.internal.socketio;

import io.roomcast.internal.recovery.Places;
import java.util.Collection;

/**
 * A member's places in an index.
 *
 * @param <M> the kind of member
 */
record IndexPlaces<M>(RoomIndex<M> index, String id, M member) implements Places {

  @Override
  public void enter(Collection<String> rooms) {
    index.addMember(id, member);
    rooms.forEach(this::add);
  }

  @Override
  public void add(String room) {
    index.add(room, member);
  }

  @Override
  public void remove(String room) {
    index.remove(room, member);
  }

  @Override
  public void exit(Collection<String> rooms) {
    index.removeMember(id, member);
    rooms.forEach(this::remove);
  }

  @Override
  public void announce() {
    index.announce();
  }
}
