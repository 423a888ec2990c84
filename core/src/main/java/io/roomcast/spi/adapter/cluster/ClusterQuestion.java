package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.Replies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question to all servers, and what has come so far. It is over when this server's own part is
 * there and no other server owes anything, or when it is told that it is. Whatever comes in
 * whatever order, and how often, it completes once. Thread-safe, never blocks.
 *
 * <p>{@link ClusterAdapter} has all that adapters of its messages need; this is for adapters that
 * speak another language and have the same questions.
 *
 * <p>Example: {@link ClusterQuestions}.
 *
 * @param <T> an answer
 */
public final class ClusterQuestion<T> {
  private static final int MAX_ANSWERS = 1_000_000;
  private static final int MAX_UNNAMED = 1000;

  private final CompletableFuture<Replies<T>> replies = new CompletableFuture<>();
  private final Supplier<List<String>> known;
  private final List<T> values = new ArrayList<>(); // guarded by this, as all that follows
  private final Set<String> silentSockets = new HashSet<>();
  private final Set<String> ownSockets = new HashSet<>(); // of this server, that owe an answer
  private boolean ownPartKnown;
  private final Set<String> heard = new HashSet<>(); // servers that have answered for themselves
  private final Set<String> gone = new HashSet<>(); // servers that have left since it was asked
  private final Map<String, Integer> owed = new HashMap<>(); // answers of a server's clients
  private @Nullable Peers asked; // when it was published
  private @Nullable Peers expected; // now
  private boolean cutOff;

  /**
   * A question that nobody has answered.
   *
   * @param known names of servers that may be the silent ones, the likeliest first: asked where
   *     servers are counted only. Called under a lock; takes none itself
   */
  public ClusterQuestion(Supplier<List<String>> known) {
    this.known = known;
  }

  /**
   * How it ends.
   *
   * @return completes with what has come, and who was silent; never fails
   */
  public CompletionStage<Replies<T>> replies() {
    return replies;
  }

  /**
   * Who is asked. May come after answers, and again where servers are counted and one has left.
   *
   * @param others the other servers
   */
  public void expect(Peers others) {
    change(
        () -> {
          asked = asked == null ? others : asked;
          expected = others;
        });
  }

  /** The other servers cannot be reached, or nobody knows who they are: none is waited for. */
  public void cutOff() {
    change(() -> cutOff = true);
  }

  /**
   * All that this server has to say.
   *
   * @param answers its own
   */
  public void own(List<T> answers) {
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
  public void ownAsked(Set<String> sockets) {
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
  public void ownAnswered(String socket, T answer) {
    change(
        () -> {
          if (ownSockets.remove(socket)) {
            add(List.of(answer));
          }
        });
  }

  /**
   * A client of this server will not answer.
   *
   * @param socket its id
   */
  public void ownSilent(String socket) {
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
  public void counted(String server, int clients) {
    change(
        () -> {
          if (!gone.contains(server) && heard.add(server)) {
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
  public void answered(String server, T answer) {
    change(
        () -> {
          boolean tooMany = heard.contains(server) && owed.getOrDefault(server, 0) <= 0;
          if (!gone.contains(server) && !tooMany) {
            owed.merge(server, -1, Integer::sum);
            add(List.of(answer));
          }
        });
  }

  /**
   * Another server says all that it has to. Counts once.
   *
   * @param server its name
   * @param answers its answers
   */
  public void answeredAll(String server, List<T> answers) {
    change(
        () -> {
          if (!gone.contains(server) && heard.add(server)) {
            add(answers);
          }
        });
  }

  /**
   * Another server has left: what it owes will not come, and is not waited for. Where servers are
   * counted only, a new {@linkplain #expect count} is to follow.
   *
   * @param server its name
   */
  public void left(String server) {
    change(() -> gone.add(server));
  }

  /** The time is up. */
  public void end() {
    Replies<T> some;
    synchronized (this) {
      some = soFar();
    }
    replies.complete(some);
  }

  private void add(List<T> answers) { // with the lock held, as all that follows
    if (values.size() + answers.size() <= MAX_ANSWERS) {
      values.addAll(answers);
    }
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
    return expected != null && present() >= expected.count();
  }

  /** Of those that have answered. */
  private int present() {
    return (int) heard.stream().filter(server -> !gone.contains(server)).count();
  }

  private Replies<T> soFar() {
    Set<String> sockets = new HashSet<>(silentSockets);
    sockets.addAll(ownSockets);
    Set<String> servers = new HashSet<>();
    owed.keySet().stream().filter(this::owes).forEach(servers::add);
    if (expected instanceof Peers.Named named) {
      named.names().stream().filter(name -> !heard.contains(name)).forEach(servers::add);
    } else {
      servers.addAll(missing(missingCount()));
    }
    return new Replies<>(values, sockets, servers);
  }

  /** Who had left before it was published is not missed, though the word of it came later. */
  private int missingCount() {
    if (asked == null || expected == null) {
      return 1;
    }
    return Math.max(asked.count() - heard.size(), expected.count() - present());
  }

  /** Names for so many servers that have not been heard of: their own where they can be known. */
  private List<String> missing(int count) {
    if (count <= 0) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>(gone);
    names.addAll(known.get());
    names.removeAll(heard);
    for (int number = 1; names.size() < Math.min(count, MAX_UNNAMED); number++) {
      names.add("unnamed server " + number);
    }
    return names.stream().limit(count).toList();
  }
}
