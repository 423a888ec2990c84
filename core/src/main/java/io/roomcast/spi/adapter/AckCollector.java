package io.roomcast.spi.adapter;

import io.roomcast.spi.codec.Arguments;
import java.util.Set;

/**
 * Hears what becomes of an event that the {@linkplain LocalRooms local half} was to have answered:
 * first who is asked, then of each of them exactly once whether an answer came. So it is over when
 * each has been heard of, which is when the time is up at the latest, and at once where nobody is
 * asked.
 *
 * <p>Called by the thread that broadcasts, by threads that serve the network and by the timer, also
 * by several at a time: implementations are thread-safe and short, never block, and throw nothing.
 *
 * <pre>{@code
 * // what another server asks of the sockets of this one, told to it as it comes
 * local.broadcastWithAck(packet, selection, flags, timeout, new AckCollector() {
 *   public void expected(Set<String> sockets) {
 *     bus.reply("asked", sockets.size());
 *   }
 *
 *   public void answered(String socket, Arguments answer) {
 *     bus.reply("answered", answer.toList());
 *   }
 *
 *   public void silent(String socket) {
 *     bus.reply("silent", socket);
 *   }
 * });
 * }</pre>
 */
public interface AckCollector {

  /**
   * Who is asked. Called once, before anything is sent and before the other methods.
   *
   * @param sockets their ids; perhaps none. How many there are is what other servers want to know
   *     first
   */
  void expected(Set<String> sockets);

  /**
   * An answer came.
   *
   * @param socket the id
   * @param answer all that the client's callback was given, in neutral form
   */
  void answered(String socket, Arguments answer);

  /**
   * There will be no answer: the time is up, or before that the socket has gone, owes too many
   * answers already, or was not sent a volatile event. What it sends later is not told.
   *
   * @param socket the id
   */
  void silent(String socket);
}
