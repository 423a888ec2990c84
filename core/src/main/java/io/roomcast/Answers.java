package io.roomcast;

import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What many were asked, and answered in time: those who did not are named, and cost nobody the
 * answers of the others. Immutable and thread-safe.
 *
 * <pre>{@code
 * io.to("team").timeout(Duration.ofSeconds(2)).emitWithAck("ready?").thenAccept(answers -> {
 *   for (EventArgs answer : answers) {
 *     log.info("ready: {}", answer.get(0, Boolean.class));
 *   }
 *   answers.silentSockets().forEach(id -> log.info("{} did not answer", id));
 * });
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code responses}, and the error beside them.
 *
 * @param values the answers, in the order of their arrival
 * @param silentSockets the ids of the sockets that were asked and did not answer: they were too
 *     slow, went meanwhile, were not sent a volatile event or owe too many answers already. All of
 *     this server; of others those that the adapter tells of
 * @param silentServers the other servers that did not answer, or that still owed answers of sockets
 *     when the time was up or they left, as the adapter calls them
 * @param <T> an answer
 */
public record Answers<T>(List<T> values, Set<String> silentSockets, Set<String> silentServers)
    implements Iterable<T> {

  /** Copies the collections. */
  public Answers {
    values = List.copyOf(values);
    silentSockets = Set.copyOf(silentSockets);
    silentServers = Set.copyOf(silentServers);
  }

  /**
   * Whether everybody has answered who was asked, be it nobody.
   *
   * @return true if nobody was silent
   */
  public boolean complete() {
    return silentSockets.isEmpty() && silentServers.isEmpty();
  }

  /**
   * The answers, where incomplete ones are of no use.
   *
   * @return all of them
   * @throws MissingAnswersException if somebody was silent; it carries those that came
   */
  public List<T> requireComplete() {
    if (!complete()) {
      throw new MissingAnswersException(this);
    }
    return values;
  }

  /**
   * The answers that came.
   *
   * @return in the order of their arrival; takes nothing away
   */
  @Override
  public Iterator<T> iterator() {
    return values.iterator();
  }
}
