package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.codec.Arguments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A question to all servers, on a wire where answers do not say whose they are: servers are only
 * counted, and so are the answers of their clients. It is over when this server's own part is
 * there, as many servers have answered as there are, and their clients as well; or when it is told
 * that it is. Completes once. Thread-safe, never blocks.
 */
final class ClassicQuestion<T> {
  private static final int UNKNOWN = -1;
  private static final int MAX_ANSWERS = 1_000_000;

  private final CompletableFuture<Replies<T>> replies = new CompletableFuture<>();
  private final List<T> values = new ArrayList<>(); // guarded by this, as all that follows
  private final Set<String> silentSockets = new HashSet<>();
  private final Set<String> ownSockets = new HashSet<>(); // of this server, that owe an answer
  private boolean ownPartKnown;
  private int others = UNKNOWN;
  private int heard; // servers
  private long owed; // answers of other servers' clients; below zero where these were faster
  private boolean cutOff;
  private int notKept; // answers

  CompletionStage<Replies<T>> replies() {
    return replies;
  }

  /** How the others are told, and how many servers there are, this one included. */
  void dependOn(CompletionStage<Void> published, CompletionStage<Integer> counted) {
    var told =
        published.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                cutOff();
              }
            });
    var unused = told.thenAcceptBoth(counted, (done, count) -> expect(count - 1));
  }

  /** How many other servers there are. */
  void expect(int servers) {
    change(() -> others = Math.max(0, servers));
  }

  /** The other servers cannot be asked, or cannot answer. */
  void cutOff() {
    change(() -> cutOff = true);
  }

  /** All that this server knows. */
  void own(List<T> answers) {
    change(
        () -> {
          ownPartKnown = true;
          values.addAll(answers);
        });
  }

  /** Another server tells all that it knows. */
  void answered(List<T> answers) {
    change(
        () -> {
          heard++;
          add(answers);
        });
  }

  /** Another server tells how many clients it asks. */
  void counted(int clients) {
    change(
        () -> {
          heard++;
          owed += clients;
        });
  }

  /** A client of another server has answered. */
  void clientAnswered(T answer) {
    change(
        () -> {
          owed--;
          add(List.of(answer));
        });
  }

  private void add(List<T> answers) {
    if (values.size() + answers.size() <= MAX_ANSWERS) {
      values.addAll(answers);
    } else {
      notKept += answers.size();
    }
  }

  /** For this server's own clients. */
  static AckCollector ownClients(ClassicQuestion<Arguments> question) {
    return new AckCollector() {
      @Override
      public void expected(Set<String> sockets) {
        question.change(
            () -> {
              question.ownPartKnown = true;
              question.ownSockets.addAll(sockets);
            });
      }

      @Override
      public void answered(String socket, Arguments answer) {
        question.change(
            () -> {
              question.ownSockets.remove(socket);
              question.values.add(answer);
            });
      }

      @Override
      public void silent(String socket) {
        question.change(
            () -> {
              question.ownSockets.remove(socket);
              question.silentSockets.add(socket);
            });
      }
    };
  }

  /** The time is up. */
  void end() {
    Replies<T> some;
    synchronized (this) {
      some = soFar();
    }
    replies.complete(some);
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
    return ownPartKnown
        && ownSockets.isEmpty()
        && (cutOff || (others != UNKNOWN && heard >= others && owed <= 0));
  }

  /** The silent servers are named as well as can be: by their number. */
  private Replies<T> soFar() {
    Set<String> sockets = new HashSet<>(silentSockets);
    sockets.addAll(ownSockets);
    Set<String> servers = new HashSet<>();
    if (cutOff || others == UNKNOWN) {
      servers.add("all other servers");
    } else if (heard < others) {
      servers.add((others - heard) + " of " + (others + 1) + " servers");
    }
    if (owed > 0) {
      servers.add("servers of " + owed + " silent clients");
    }
    if (notKept > 0) {
      servers.add("servers of " + notKept + " answers beyond " + MAX_ANSWERS);
    }
    return new Replies<>(values, sockets, servers);
  }
}
