package io.roomcast.internal.socketio;

import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.transport.Burst;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sends something to each member of a selection, so that it costs little for each of many.
 *
 * <p>I/O threads are woken when it is queued for all. And before it is sent to the members of a
 * block, all of them are looked at: what is sent ends with an atomic operation, behind which a
 * processor fetches nothing ahead, so what a member has in memory would be waited for member by
 * member; looks it does many of at a time.
 *
 * @param <M> a member
 */
final class Fanout<M> implements Consumer<M> {
  private static final int BLOCK = 16;

  private final Predicate<? super M> look;
  private final Consumer<? super M> send;
  private final Object[] block = new Object[BLOCK];
  private int size;

  @SuppressWarnings("UnusedVariable") // what is looked at has to go somewhere
  private int seen;

  private Fanout(Predicate<? super M> look, Consumer<? super M> send) {
    this.look = look;
    this.send = send;
  }

  /**
   * Sends to each.
   *
   * @param look reads, without changing anything, what sending would read; what it says is nothing
   */
  static <M> void send(
      RoomIndex<M> index,
      Selection selection,
      Predicate<? super M> look,
      Consumer<? super M> send) {
    Burst burst = Burst.beginSending();
    try {
      Fanout<M> fanout = new Fanout<>(look, send);
      index.forEach(selection, fanout);
      fanout.flush();
    } finally {
      burst.end();
    }
  }

  @Override
  public void accept(M member) {
    block[size++] = member;
    if (size == BLOCK) {
      flush();
    }
  }

  @SuppressWarnings("unchecked") // nothing else is in it
  private void flush() {
    for (int i = 0; i < size; i++) {
      if (look.test((M) block[i])) {
        seen++;
      }
    }
    for (int i = 0; i < size; i++) {
      send.accept((M) block[i]);
    }
    size = 0;
  }
}
