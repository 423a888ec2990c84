package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.AlreadyLogged;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastClientCount;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastWithAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.DisconnectSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSocketsResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Response;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmit;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmitResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsJoin;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsLeave;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what other servers want, and takes their answers. Nothing that they send disturbs it. */
final class ClusterArrivals implements ClusterInbox {
  private static final Logger log = LoggerFactory.getLogger(ClusterAdapter.class);

  private final ClusterAdapter adapter;
  private final LocalRooms local;
  private final ClusterQuestions<Arguments> questions;
  private final ClusterQuestions<SocketDetails> fetches;
  private final AtomicLong ignored = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();

  ClusterArrivals(
      ClusterAdapter adapter,
      LocalRooms local,
      ClusterQuestions<Arguments> questions,
      ClusterQuestions<SocketDetails> fetches) {
    this.adapter = adapter;
    this.local = local;
    this.questions = questions;
    this.fetches = fetches;
  }

  long ignored() {
    return ignored.get();
  }

  @Override
  public void malformed(DecodeException why) {
    ignore(String.valueOf(why.getMessage()));
  }

  /** Logs the 1st, 2nd, 4th, 8th and so on: whoever sends them does not decide how much. */
  private void ignore(String why) {
    long count = ignored.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      log.warn(
          "ignored what another server sent (namespace {}, message {} of that kind): {}",
          local.namespace(),
          count,
          why);
    }
  }

  @Override
  public void receive(ClusterEnvelope envelope) {
    receive(envelope, Optional.empty());
  }

  @Override
  public void receive(ClusterEnvelope envelope, String offset) {
    receive(envelope, Optional.of(offset));
  }

  private void receive(ClusterEnvelope envelope, Optional<String> offset) {
    if (envelope.sender().equals(adapter.name())) {
      return;
    } else if (!envelope.namespace().equals(local.namespace())) {
      ignore("it is of another namespace");
      return;
    } else if (envelope.fromEmitter() && isOfServers(envelope.message())) {
      ignore("an emitter neither asks nor answers");
      return;
    }
    try {
      if (!envelope.fromEmitter()) {
        adapter.heard(envelope.sender(), envelope.message());
      }
      arrive(envelope.sender(), envelope.message(), offset);
    } catch (RuntimeException e) { // values that this server's codec refuses, for one
      ignore(e.toString());
    }
  }

  private void arrive(String from, ClusterMessage message, Optional<String> offset) {
    if (message instanceof Response response) {
      answered(from, response);
    } else if (message instanceof Broadcast event) {
      if (reachesAnybody(event.to())) {
        adapter.deliver(event, offset);
      }
    } else if (message instanceof BroadcastWithAck event) {
      AckCollector answers = new ClientAnswers(from, event.requestId());
      local.broadcastWithAck(
          adapter.event(event.values()), event.to(), event.flags(), event.timeout(), answers);
    } else if (message instanceof SocketsJoin join) {
      local.join(join.who(), join.rooms());
    } else if (message instanceof SocketsLeave leave) {
      local.leave(leave.who(), leave.rooms());
    } else if (message instanceof DisconnectSockets disconnect) {
      local.disconnect(disconnect.who(), disconnect.close());
    } else if (message instanceof FetchSockets fetch) {
      tellSockets(from, fetch);
    } else if (message instanceof ServerSideEmit event) {
      local.serverSideEvent(
          Arguments.of(event.values().toArray()),
          event.requestId().map(requestId -> answerTo(from, requestId)));
    }
  }

  /** Spares the encoding of what is for rooms of others. */
  private boolean reachesAnybody(Selection to) {
    return to.rooms().isEmpty() || to.rooms().stream().anyMatch(local::hasRoom);
  }

  private Consumer<Arguments> answerTo(String server, String requestId) {
    return answer -> respond(server, new ServerSideEmitResponse(requestId, answer.toList()));
  }

  private void tellSockets(String asker, FetchSockets fetch) {
    var unused =
        local
            .neutralDetails(fetch.of())
            .whenComplete(
                (sockets, failure) -> {
                  if (failure == null) {
                    respond(asker, new FetchSocketsResponse(fetch.requestId(), sockets));
                  } else {
                    unanswered(asker, failure);
                  }
                });
  }

  /** Throws nothing: what cannot be answered is no fault of whoever has an answer. */
  private void respond(String asker, Response response) {
    CompletionStage<Void> sent;
    try {
      sent = adapter.respond(asker, response);
    } catch (EncodeException e) {
      sent = CompletableFuture.failedStage(e);
    }
    var unused =
        sent.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                unanswered(asker, failure);
              }
            });
  }

  /** Logged as what is ignored, for the same reason. */
  private void unanswered(String asker, Throwable why) {
    if (AlreadyLogged.is(why)) {
      return;
    }
    long count = unanswered.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      log.error(
          "the server {} was not answered, and will call this one silent (namespace {}, answer {}"
              + " of that kind): {}. Where sockets are fetched and the answer is too large, let"
              + " fewer be fetched at a time, by room, or keep less in their data",
          asker,
          local.namespace(),
          count,
          why.toString());
    }
  }

  /** The others have no word for a client that is silent: they wait for it. */
  private final class ClientAnswers implements AckCollector {
    private final String server;
    private final String requestId;

    ClientAnswers(String server, String requestId) {
      this.server = server;
      this.requestId = requestId;
    }

    @Override
    public void expected(Set<String> sockets) {
      respond(server, new BroadcastClientCount(requestId, sockets.size()));
    }

    @Override
    public void answered(String socket, Arguments answer) {
      respond(server, new BroadcastAck(requestId, answer.toList()));
    }

    @Override
    public void silent(String socket) {}
  }

  /** What only a server says: nobody could answer it, or it is an answer itself. */
  private static boolean isOfServers(ClusterMessage message) {
    return message instanceof Response
        || message instanceof BroadcastWithAck
        || message instanceof FetchSockets
        || (message instanceof ServerSideEmit event && event.requestId().isPresent());
  }

  private void answered(String from, Response response) {
    if (response instanceof BroadcastClientCount count) {
      question(count).ifPresent(question -> question.counted(from, count.clients()));
    } else if (response instanceof BroadcastAck ack) {
      question(ack).ifPresent(question -> question.answered(from, neutral(ack.values())));
    } else if (response instanceof ServerSideEmitResponse answer) {
      question(answer)
          .ifPresent(question -> question.answeredAll(from, List.of(neutral(answer.values()))));
    } else if (response instanceof FetchSocketsResponse sockets) {
      fetches
          .find(sockets.requestId())
          .ifPresent(
              fetch ->
                  fetch.answeredAll(from, sockets.sockets().stream().map(this::neutral).toList()));
    }
  }

  private Optional<ClusterQuestion<Arguments>> question(Response response) {
    return questions.find(response.requestId());
  }

  private Arguments neutral(List<? extends @Nullable Object> values) {
    return local.neutral(Arguments.of(values.toArray()));
  }

  private SocketDetails neutral(SocketDetails socket) {
    return new SocketDetails(
        socket.id(), socket.request(), local.neutral(socket.auth()), socket.rooms(), socket.data());
  }
}
