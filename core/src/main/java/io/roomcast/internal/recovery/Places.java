package io.roomcast.internal.recovery;

import java.util.Collection;

/** Where broadcasts find somebody: by its id, and by its rooms. Thread-safe; nothing here waits. */
public interface Places {

  /**
   * Makes them for somebody.
   *
   * @param <M> who is to be found
   */
  @FunctionalInterface
  interface Of<M> {
    Places of(M somebody);
  }

  /** It is found from now on, in these rooms too; what it is in already stays. */
  void enter(Collection<String> rooms);

  void add(String room);

  void remove(String room);

  /** It is found no more; {@code rooms} are those it was in. */
  void exit(Collection<String> rooms);

  /** Tells whoever wants to know which rooms came and went; to be called without a lock. */
  void announce();
}
