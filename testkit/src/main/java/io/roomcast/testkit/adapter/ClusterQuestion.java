package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.codec.Arguments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A question to all servers, and what has come so far. It is over when this server's own part is
 * known and no other server owes anything, or when it is told that it is.
 */
final class ClusterQuestion<T> {
  private final CompletableFuture<Replies<T>> replies = new CompletableFuture<>();
  private final List<T> values = new ArrayList<>(); // guarded by this, as all that follows
  private final Set<String> silentSockets = new HashSet<>();
  private final Set<String> unheard; // servers that have not answered at all
  private final Map<String, Integer> owed = new HashMap<>(); // answers of a server's clients
  private final Set<String> ownSockets = new HashSet<>(); // of this server, that owe an answer
  private boolean ownPartKnown;

  ClusterQuestion(Collection<String> others) {
    this.unheard = new HashSet<>(others);
  }

  CompletableFuture<Replies<T>> replies() {
    return replies;
  }

  /** What this server knows by itself. */
  void own(List<T> answers) {
    change(
        () -> {
          ownPartKnown = true;
          values.addAll(answers);
        });
  }

  /** For this server's sockets. */
  AckCollector own(Function<Arguments, T> form) {
    return new AckCollector() {
      @Override
      public void expected(Set<String> sockets) {
        change(
            () -> {
              ownPartKnown = true;
              ownSockets.addAll(sockets);
            });
      }

      @Override
      public void answered(String socket, Arguments answer) {
        change(
            () -> {
              ownSockets.remove(socket);
              values.add(form.apply(answer));
            });
      }

      @Override
      public void silent(String socket) {
        change(
            () -> {
              ownSockets.remove(socket);
              silentSockets.add(socket);
            });
      }
    };
  }

  void counted(String node, int clients) {
    change(
        () -> {
          unheard.remove(node);
          owed.merge(node, clients, Integer::sum);
        });
  }

  void answered(String node, T answer) {
    change(
        () -> {
          values.add(answer);
          owed.merge(node, -1, Integer::sum);
        });
  }

  void silent(String node, String socket) {
    change(
        () -> {
          silentSockets.add(socket);
          owed.merge(node, -1, Integer::sum);
        });
  }

  void answeredAll(String node, List<T> answers) {
    change(
        () -> {
          if (unheard.remove(node)) {
            values.addAll(answers);
          }
        });
  }

  /** A server has left: what it owes will not come. */
  void left(String node) {
    change(
        () -> {
          unheard.remove(node);
          owed.remove(node);
        });
  }

  private void change(Runnable change) {
    Replies<T> all;
    synchronized (this) {
      change.run();
      if (!ownPartKnown || !ownSockets.isEmpty() || !unheard.isEmpty() || !nothingOwed()) {
        return;
      }
      all = new Replies<>(values, silentSockets, Set.of());
    }
    replies.complete(all);
  }

  private boolean nothingOwed() {
    return owed.values().stream().allMatch(count -> count <= 0);
  }

  /** The time is up. */
  void end() {
    Replies<T> some;
    synchronized (this) {
      Set<String> sockets = new HashSet<>(silentSockets);
      sockets.addAll(ownSockets);
      Set<String> nodes = new HashSet<>(unheard);
      owed.forEach(
          (node, count) -> {
            if (count > 0) {
              nodes.add(node);
            }
          });
      some = new Replies<>(values, sockets, nodes);
    }
    replies.complete(some);
  }
}
