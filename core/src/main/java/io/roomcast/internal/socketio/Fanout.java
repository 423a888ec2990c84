package io.roomcast.internal.socketio;

import io.roomcast.spi.transport.Burst;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sends something to many, so that it costs little for each of them.
 *
 * <p>I/O threads are woken when it is queued for all, or after a while: in a handler's burst when
 * that is released, and otherwise after {@value #MOST_MILLIS} ms.
 *
 * <p>And before it is sent to the members of a block, all of them are looked at: what is sent ends
 * with an atomic operation, behind which a processor fetches nothing ahead, so what a member has in
 * memory would be waited for member by member; looks it does many of at a time.
 *
 * @param <M> a member
 */
final class Fanout<M> implements Consumer<M> {
  private static final int BLOCK = 16;
  private static final int MOST_MILLIS = 4;
  private static final long MOST_NANOS = MOST_MILLIS * 1_000_000L;

  private final Predicate<? super M> look;
  private final Consumer<? super M> send;
  private final boolean watched = Burst.isOpen(); // by others
  private final Object[] block = new Object[BLOCK];
  private long start = System.nanoTime();
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
   * @param members hands all of them over, on this thread
   * @param look reads, without changing anything, what sending would read; what it says is nothing
   */
  static <M> void send(
      Consumer<? super Consumer<M>> members, Predicate<? super M> look, Consumer<? super M> send) {
    Fanout<M> fanout = new Fanout<>(look, send);
    Burst burst = Burst.beginSending();
    try {
      members.accept(fanout);
      fanout.sendBlock();
    } finally {
      burst.end();
    }
  }

  @Override
  public void accept(M member) {
    block[size++] = member;
    if (size == BLOCK) {
      sendBlock();
      pause();
    }
  }

  /** Nobody waits longer for those behind him. */
  private void pause() {
    if (!watched && System.nanoTime() - start > MOST_NANOS) {
      Burst.releaseNow();
      start = System.nanoTime();
    }
  }

  @SuppressWarnings("unchecked") // nothing else is in it
  private void sendBlock() {
    for (int i = 0; i < size; i++) {
      lookAt((M) block[i]);
    }
    for (int i = 0; i < size; i++) {
      send.accept((M) block[i]);
    }
    size = 0;
  }

  private void lookAt(M member) {
    try {
      if (look.test(member)) {
        seen++;
      }
    } catch (RuntimeException e) {
      seen--; // sending will find out, and know what to do about it
    }
  }
}
