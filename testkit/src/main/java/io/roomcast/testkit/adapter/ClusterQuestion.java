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
 * known and no server that is there owes anything, or when it is told that it is.
 */
final class ClusterQuestion<T> {
  private final CompletableFuture<Replies<T>> replies = new CompletableFuture<>();
  private final List<T> values = new ArrayList<>(); // guarded by this, as all that follows
  private final Set<String> silentSockets = new HashSet<>();
  private final Set<String> unheard = new HashSet<>(); // servers that have not answered at all
  private final Set<String> gone = new HashSet<>(); // servers that have left since it was asked
  private final Set<String> silentServers = new HashSet<>(); // those that owed answers then
  private final Map<String, Integer> owed = new HashMap<>(); // answers of a server's clients
  private final Set<String> ownSockets = new HashSet<>(); // of this server, that owe an answer
  private boolean ownPartKnown;

  CompletableFuture<Replies<T>> replies() {
    return replies;
  }

  /** Who is asked; before this server's own part is known. */
  void expect(Collection<String> others) {
    change(
        () -> {
          for (String server : others) {
            (gone.contains(server) ? silentServers : unheard).add(server);
          }
        });
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

  void counted(String server, int clients) {
    change(
        () -> {
          unheard.remove(server);
          owed.merge(server, clients, Integer::sum);
        });
  }

  void answered(String server, T answer) {
    change(
        () -> {
          values.add(answer);
          owed.merge(server, -1, Integer::sum);
        });
  }

  void silent(String server, String socket) {
    change(
        () -> {
          silentSockets.add(socket);
          owed.merge(server, -1, Integer::sum);
        });
  }

  void answeredAll(String server, List<T> answers) {
    change(
        () -> {
          if (unheard.remove(server)) {
            values.addAll(answers);
          }
        });
  }

  /** A server has left: what it owes will not come, and is not waited for. */
  void left(String server) {
    change(
        () -> {
          gone.add(server);
          Integer count = owed.remove(server);
          if (unheard.remove(server) || (count != null && count > 0)) {
            silentServers.add(server);
          }
        });
  }

  private void change(Runnable change) {
    Replies<T> all;
    synchronized (this) {
      change.run();
      if (!ownPartKnown || !ownSockets.isEmpty() || !unheard.isEmpty() || !nothingOwed()) {
        return;
      }
      all = new Replies<>(values, silentSockets, silentServers);
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
      Set<String> servers = new HashSet<>(silentServers);
      servers.addAll(unheard);
      owed.forEach(
          (server, count) -> {
            if (count > 0) {
              servers.add(server);
            }
          });
      some = new Replies<>(values, sockets, servers);
    }
    replies.complete(some);
  }
}
