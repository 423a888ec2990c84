package io.roomcast.spi.adapter;

import java.util.List;
import java.util.Set;

/**
 * What was answered in time to a question for many, and who did not answer. Immutable. The
 * application gets it as {@code Answers}.
 *
 * <pre>{@code
 * // three servers were asked, and "eu-2" was too slow
 * new Replies<>(answers, Set.of(), Set.of("eu-2"));
 * }</pre>
 *
 * @param values the answers, in the order of their arrival
 * @param silentSockets ids of the sockets that were asked and did not answer, as far as they are
 *     known: those of this server
 * @param silentServers the other servers that did not answer, or not for all of their sockets;
 *     named as a person who looks for them can use it
 * @param <T> an answer
 */
public record Replies<T>(List<T> values, Set<String> silentSockets, Set<String> silentServers) {

  /** Copies the collections. */
  public Replies {
    values = List.copyOf(values);
    silentSockets = Set.copyOf(silentSockets);
    silentServers = Set.copyOf(silentServers);
  }

  /**
   * Everybody has answered.
   *
   * @param values the answers
   * @param <T> an answer
   * @return with nobody silent
   */
  public static <T> Replies<T> complete(List<T> values) {
    return new Replies<>(values, Set.of(), Set.of());
  }
}
