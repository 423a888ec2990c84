package io.roomcast.testkit.adapter;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one server tells another: data that could be written to a wire. Values are in neutral form.
 */
sealed interface ClusterMessage {

  /** Takes effect at a server; {@code from} is the one that sent it. */
  void arrive(ClusterAdapter at, String from);

  record Event(List<?> values, Selection to, EmitFlags flags) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.local().broadcast(at.event(values), to, flags);
    }
  }

  record Join(Selection who, Set<String> rooms) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.local().join(who, rooms);
    }
  }

  record Leave(Selection who, Set<String> rooms) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.local().leave(who, rooms);
    }
  }

  record Disconnect(Selection who, boolean close) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.local().disconnect(who, close);
    }
  }

  /** An event that clients are to answer. */
  record Question(long id, List<?> values, Selection to, EmitFlags flags, Duration timeout)
      implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.askForOther(from, this);
    }
  }

  /** How many clients of a server have been asked. */
  record Count(long question, int clients) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.question(question).ifPresent(asked -> asked.counted(from, clients));
    }
  }

  /** The answer of a client. */
  record Answer(long question, List<?> values) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.question(question).ifPresent(asked -> asked.answered(from, at.arguments(values)));
    }
  }

  /** A client will not answer. */
  record Silent(long question, String socket) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.question(question).ifPresent(asked -> asked.silent(from, socket));
    }
  }

  record Fetch(long id, Selection selection) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.tellSockets(from, this);
    }
  }

  record Sockets(long fetch, List<Details> sockets) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.fetch(fetch).ifPresent(asked -> asked.answeredAll(from, at.details(sockets)));
    }
  }

  /** A socket, in values only. */
  record Details(
      String id,
      HandshakeRequest request,
      List<?> auth,
      Set<String> rooms,
      Map<String, Object> data) {}

  /** An event for servers; {@code question} where they are to answer. */
  record ServerSide(Optional<Long> question, List<?> values) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.serverSideEvent(from, this);
    }
  }

  record ServerSideAnswer(long question, List<?> values) implements ClusterMessage {
    @Override
    public void arrive(ClusterAdapter at, String from) {
      at.question(question)
          .ifPresent(asked -> asked.answeredAll(from, List.of(at.arguments(values))));
    }
  }
}
