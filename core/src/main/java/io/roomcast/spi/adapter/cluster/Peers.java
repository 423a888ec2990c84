package io.roomcast.spi.adapter.cluster;

import java.util.Set;

/**
 * The other servers of a namespace, as far as a wire knows. Immutable.
 *
 * <p>Example: {@link ClusterAdapter}.
 */
public sealed interface Peers {

  /**
   * How many there are.
   *
   * @return without this server
   */
  int count();

  /**
   * Servers whose names are known.
   *
   * @param names as the senders of {@link ClusterEnvelope}
   */
  record Named(Set<String> names) implements Peers {

    /** Copies the names. */
    public Named {
      names = Set.copyOf(names);
    }

    @Override
    public int count() {
      return names.size();
    }
  }

  /**
   * Servers that have only been counted.
   *
   * @param count how many; not negative
   */
  record Counted(int count) implements Peers {

    /**
     * Checks the count.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Counted {
      if (count < 0) {
        throw new IllegalArgumentException("a number of servers cannot be " + count);
      }
    }
  }
}
