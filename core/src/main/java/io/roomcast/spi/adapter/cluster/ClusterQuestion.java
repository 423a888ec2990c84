package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.Replies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A question to all servers, and what has come so far. It is over when this server's own part is
 * there and no other server owes anything, or when it is told that it is. Whatever comes in
 * whatever order, and how often, it completes once. Thread-safe, never blocks.
 *
 * <p>Where servers are only counted, one that comes between the count and the publishing answers
 * without having been counted. It must not stand for one that is silent: the servers that have
 * answered lately are known by name, and as long as there are no more of them than were counted,
 * each of them is waited for. Where there are more, some have gone without a word, nobody knows
 * which, and any answers will do.
 *
 * <p>Of at most 1000 servers it takes note, and of a million answers; a server whose answers are
 * beyond that is named as silent.
 *
 * @param <T> an answer
 */
final class ClusterQuestion<T> {
  private static final int MAX_ANSWERS = 1_000_000;

  private final CompletableFuture<Replies<T>> replies = new CompletableFuture<>();
  private final List<String> known;
  private final List<T> values = new ArrayList<>(); // guarded by this, as all that follows
  private final Set<String> silentSockets = new HashSet<>();
  private final Set<String> ownSockets = new HashSet<>(); // of this server, that owe an answer
  private boolean ownPartKnown;
  private final Set<String> servers = new HashSet<>(); // that have been heard of in any way
  private final Set<String> heard = new HashSet<>(); // servers that have answered for themselves
  private final Set<String> gone = new HashSet<>(); // servers that have left since it was asked
  private final Map<String, Integer> owed = new HashMap<>(); // answers of a server's clients
  private final Set<String> cutShort = new HashSet<>(); // servers of which not all was kept
  private long latestCount;
  private @Nullable Peers asked; // when it was published
  private @Nullable Peers expected; // now
  private boolean cutOff;

  /**
   * A question that nobody has answered.
   *
   * @param known names of servers that have answered others lately, the latest first
   * @param count the number of the count of servers that it waits for; those before it are too old
   */
  ClusterQuestion(List<String> known, long count) {
    this.known = known;
    this.latestCount = count;
  }

  /**
   * How it ends.
   *
   * @return completes with what has come, and who was silent; never fails
   */
  CompletionStage<Replies<T>> replies() {
    return replies;
  }

  /**
   * Who is asked. May come after answers, and again where servers are counted and one has left.
   *
   * @param count tells it from other counts; one that was begun before the latest is ignored
   * @param others the other servers
   */
  void expect(long count, Peers others) {
    change(
        () -> {
          if (count >= latestCount) {
            latestCount = count;
            asked = asked == null ? others : asked;
            expected = others;
          }
        });
  }

  /** The other servers cannot be reached, or nobody knows who they are: none is waited for. */
  void cutOff() {
    change(() -> cutOff = true);
  }

  /**
   * All that this server has to say.
   *
   * @param answers its own
   */
  void own(List<T> answers) {
    change(
        () -> {
          ownPartKnown = true;
          values.addAll(answers);
        });
  }

  /**
   * This server asks its own clients.
   *
   * @param sockets their ids
   */
  void ownAsked(Set<String> sockets) {
    change(
        () -> {
          ownPartKnown = true;
          ownSockets.addAll(sockets);
        });
  }

  /**
   * A client of this server has answered.
   *
   * @param socket its id
   * @param answer the answer
   */
  void ownAnswered(String socket, T answer) {
    change(
        () -> {
          if (ownSockets.remove(socket) && !add(List.of(answer))) {
            silentSockets.add(socket);
          }
        });
  }

  /**
   * A client of this server will not answer.
   *
   * @param socket its id
   */
  void ownSilent(String socket) {
    change(
        () -> {
          if (ownSockets.remove(socket)) {
            silentSockets.add(socket);
          }
        });
  }

  /**
   * Another server says how many clients it asks. Counts once.
   *
   * @param server its name
   * @param clients how many
   */
  void counted(String server, int clients) {
    change(
        () -> {
          if (isHere(server) && heard.add(server)) {
            owed.merge(server, clients, Integer::sum);
          }
        });
  }

  /**
   * A client of another server has answered, perhaps before that server has counted. More answers
   * than it has counted are ignored.
   *
   * @param server its name
   * @param answer the answer
   */
  void answered(String server, T answer) {
    change(
        () -> {
          boolean tooMany = heard.contains(server) && owed.getOrDefault(server, 0) <= 0;
          if (isHere(server) && !tooMany) {
            owed.merge(server, -1, Integer::sum);
            add(server, List.of(answer));
          }
        });
  }

  /**
   * Another server says all that it has to. Counts once.
   *
   * @param server its name
   * @param answers its answers
   */
  void answeredAll(String server, List<T> answers) {
    change(
        () -> {
          if (isHere(server) && heard.add(server)) {
            add(server, answers);
          }
        });
  }

  /**
   * Another server has left: what it owes will not come, and is not waited for. Where servers are
   * counted only, a new {@linkplain #expect count} is to follow.
   *
   * @param server its name
   */
  void left(String server) {
    change(
        () -> {
          if (isNoted(server)) {
            gone.add(server);
          }
        });
  }

  /** The time is up. */
  void end() {
    Replies<T> some;
    synchronized (this) {
      some = soFar();
    }
    replies.complete(some);
  }

  private void add(String server, List<T> answers) { // with the lock held, as all that follows
    if (!add(answers)) {
      cutShort.add(server);
    }
  }

  private boolean add(List<T> answers) {
    if (values.size() + answers.size() > MAX_ANSWERS) {
      return false;
    }
    values.addAll(answers);
    return true;
  }

  private boolean isHere(String server) {
    return isNoted(server) && !gone.contains(server);
  }

  /** Whoever makes up names does not decide how many are kept. */
  private boolean isNoted(String server) {
    boolean named = expected instanceof Peers.Named peers && peers.names().contains(server);
    if (named || servers.size() < Heartbeats.MAX_SERVERS) {
      servers.add(server);
    }
    return servers.contains(server);
  }

  private void change(Runnable change) {
    Replies<T> all;
    synchronized (this) {
      if (replies.isDone()) {
        return;
      }
      change.run();
      if (!isOver()) {
        return;
      }
      all = soFar();
    }
    replies.complete(all);
  }

  private boolean isOver() {
    if (!ownPartKnown || !ownSockets.isEmpty()) {
      return false;
    } else if (cutOff) {
      return true;
    }
    return allHeard() && owed.keySet().stream().noneMatch(this::isAwaited);
  }

  private boolean isAwaited(String server) {
    return owes(server) && !gone.contains(server);
  }

  private boolean owes(String server) {
    return owed.getOrDefault(server, 0) > 0;
  }

  private boolean allHeard() {
    if (expected instanceof Peers.Named named) {
      return named.names().stream().allMatch(name -> heard.contains(name) || gone.contains(name));
    }
    return expected != null && missingOf(expected.count(), except(heard, gone)) <= 0;
  }

  /** How many of so many servers are missing, where these have answered. */
  private int missingOf(int count, Set<String> answered) {
    Set<String> awaited = except(known, gone);
    int strangers = except(answered, awaited).size();
    int places = count - awaited.size(); // that strangers may have
    return places < 0
        ? count - answered.size()
        : count - (answered.size() - strangers) - Math.min(strangers, places);
  }

  private static Set<String> except(Collection<String> names, Set<String> without) {
    return names.stream().filter(name -> !without.contains(name)).collect(Collectors.toSet());
  }

  private Replies<T> soFar() {
    Set<String> sockets = new HashSet<>(silentSockets);
    sockets.addAll(ownSockets);
    Set<String> silent = new HashSet<>(cutShort);
    owed.keySet().stream().filter(this::owes).forEach(silent::add);
    if (expected instanceof Peers.Named named) {
      named.names().stream().filter(name -> !heard.contains(name)).forEach(silent::add);
    } else {
      silent.addAll(missing(missingCount()));
    }
    return new Replies<>(values, sockets, silent);
  }

  /** Who had left before it was published is not missed, though the word of it came later. */
  private int missingCount() {
    if (asked == null || expected == null) {
      return 1;
    }
    return Math.max(
        missingOf(asked.count(), heard), missingOf(expected.count(), except(heard, gone)));
  }

  /** Names for so many servers that have not been heard of: their own where they can be known. */
  private List<String> missing(int count) {
    if (count <= 0) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>(gone);
    names.addAll(known);
    names.removeAll(heard);
    for (int number = 1; names.size() < Math.min(count, Heartbeats.MAX_SERVERS); number++) {
      names.add("unnamed server " + number);
    }
    return names.stream().limit(count).toList();
  }
}
