package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.cluster.SocketForm;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from other servers and from emitters, for one namespace. On the thread that reads from
 * Redis, in the order of publishing. What cannot be understood is counted and disturbs nothing.
 */
final class ClassicArrivals implements Subscriptions.Listener {
  private static final Logger log = LoggerFactory.getLogger(ClassicArrivals.class);

  private final LocalRooms local;
  private final ClassicChannels channels;
  private final ClassicQuestions questions;
  private final HealthMonitor health;
  private final boolean answersToAsker;
  private final BiFunction<String, byte[], CompletionStage<Void>> publisher;
  private final Refusals refusals;
  private final AtomicLong unanswered = new AtomicLong();

  ClassicArrivals(
      LocalRooms local,
      ClassicChannels channels,
      ClassicQuestions questions,
      HealthMonitor health,
      boolean answersToAsker,
      BiFunction<String, byte[], CompletionStage<Void>> publisher) {
    this.local = local;
    this.channels = channels;
    this.questions = questions;
    this.health = health;
    this.answersToAsker = answersToAsker;
    this.publisher = publisher;
    this.refusals = new Refusals(local.namespace(), health);
  }

  @Override
  public void onMessage(String channel, byte[] message) {
    try {
      if (understood(channel, message)) {
        health.received.increment();
      }
    } catch (RuntimeException e) { // whatever it is, the next message is another
      health.malformed.increment();
      log.debug("a message on {} was ignored: {}", channel, e.toString());
    }
  }

  @Override
  public Refusals refusals() {
    return refusals;
  }

  /** Returns false for what is no concern of this server. */
  private boolean understood(String channel, byte[] message) {
    if (channel.startsWith(channels.broadcasts())) {
      return broadcast(channels.room(channel), message);
    } else if (channel.startsWith(channels.responses())) {
      return questions.answer(Fields.of(Payload.read(message)));
    } else if (channel.startsWith(channels.requests())) {
      return request(Fields.of(Payload.read(message)));
    }
    return false;
  }

  /** What is for a room that has no member here is not even read. */
  private boolean broadcast(String room, byte[] message) {
    if (!room.isEmpty() && !local.hasRoom(room)) {
      return false;
    }
    Optional<ClassicEvent> event = ClassicEvent.read(message, channels.uid());
    if (event.isEmpty() || !event.get().namespace().equals(channels.namespace())) {
      return false;
    }
    local.broadcast(event.get().toPacket(), event.get().to(), event.get().flags());
    return true;
  }

  private boolean request(Fields fields) {
    String asker = fields.value("uid") instanceof String uid ? uid : "";
    if (asker.equals(channels.uid())) {
      return false;
    }
    ClassicRequest request = ClassicRequest.read(fields);
    if (request instanceof ClassicRequest.Join join) {
      local.join(join.who(), join.rooms());
      confirm(asker, join.who(), join.requestId());
    } else if (request instanceof ClassicRequest.Leave leave) {
      local.leave(leave.who(), leave.rooms());
      confirm(asker, leave.who(), leave.requestId());
    } else if (request instanceof ClassicRequest.Disconnect disconnect) {
      boolean here = isHere(disconnect.who());
      local.disconnect(disconnect.who(), disconnect.close());
      if (here) {
        disconnect.requestId().ifPresent(id -> respond(asker, response(id)));
      }
    } else if (request instanceof ClassicRequest.ServerSideEmit event) {
      local.serverSideEvent(
          Arguments.of(event.values().toArray()), event.requestId().map(this::serverSideAnswer));
    } else {
      return answer(asker, request);
    }
    return true;
  }

  /** The old form asks for one socket, and only the server that has it answers. */
  private void confirm(String asker, Selection who, Optional<String> requestId) {
    if (isHere(who)) {
      requestId.ifPresent(id -> respond(asker, response(id)));
    }
  }

  private boolean isHere(Selection who) {
    return who.rooms().stream().anyMatch(local::hasSocket);
  }

  private boolean answer(String asker, ClassicRequest request) {
    if (request instanceof ClassicRequest.Sockets wanted) {
      Map<String, @Nullable Object> response = response(wanted.requestId());
      response.put("sockets", List.copyOf(local.sockets(new Selection(wanted.rooms(), Set.of()))));
      respond(asker, response);
    } else if (request instanceof ClassicRequest.AllRooms wanted) {
      Map<String, @Nullable Object> response = response(wanted.requestId());
      response.put("rooms", List.copyOf(local.rooms()));
      respond(asker, response);
    } else if (request instanceof ClassicRequest.Fetch fetch) {
      tellSockets(asker, fetch);
    } else if (request instanceof ClassicRequest.BroadcastWithAck question) {
      return ask(asker, question);
    }
    return true;
  }

  private void tellSockets(String asker, ClassicRequest.Fetch fetch) {
    var unused =
        local
            .neutralDetails(fetch.of())
            .whenComplete(
                (sockets, failure) -> {
                  if (failure == null) {
                    Map<String, @Nullable Object> response = response(fetch.requestId());
                    response.put("sockets", sockets.stream().map(SocketForm::write).toList());
                    respond(asker, response);
                  } else {
                    unanswered(failure);
                  }
                });
  }

  private boolean ask(String asker, ClassicRequest.BroadcastWithAck question) {
    ClassicEvent event = question.event();
    if (!event.namespace().equals(channels.namespace())) {
      return false;
    }
    local.broadcastWithAck(
        event.toPacket(),
        event.to(),
        event.flags(),
        question.timeout(),
        new AckCollector() {
          @Override
          public void expected(Set<String> sockets) {
            Map<String, @Nullable Object> count =
                response(ClassicRequest.BROADCAST_CLIENT_COUNT, question.requestId());
            count.put("clientCount", (long) sockets.size());
            respond(asker, count);
          }

          @Override
          public void answered(String socket, Arguments answer) {
            Map<String, @Nullable Object> ack =
                response(ClassicRequest.BROADCAST_ACK, question.requestId());
            putFirst(ack, "packet", answer);
            publish(responses(asker), () -> Payload.messagePack(ack));
          }

          @Override
          public void silent(String socket) {
            // this wire has no word for it: who asks waits until the time is up
          }
        });
    return true;
  }

  /** All servers hear this answer, as the reference has it. */
  private Consumer<Arguments> serverSideAnswer(String requestId) {
    return answer -> {
      Map<String, @Nullable Object> response = response(ClassicRequest.SERVER_SIDE_EMIT, requestId);
      putFirst(response, "data", answer);
      publish(channels.responses(), () -> Payload.write(response));
    };
  }

  private static void putFirst(
      Map<String, @Nullable Object> response, String name, Arguments answer) {
    if (answer.size() > 0) {
      response.put(name, answer.get(0));
    }
  }

  private static Map<String, @Nullable Object> response(int type, String requestId) {
    Map<String, @Nullable Object> response = new LinkedHashMap<>();
    response.put("type", (long) type);
    response.put("requestId", requestId);
    return response;
  }

  private static Map<String, @Nullable Object> response(String requestId) {
    Map<String, @Nullable Object> response = new LinkedHashMap<>();
    response.put("requestId", requestId);
    return response;
  }

  private void respond(String asker, Map<String, @Nullable Object> response) {
    publish(responses(asker), () -> Payload.write(response));
  }

  private String responses(String asker) {
    return answersToAsker && !asker.isEmpty() ? channels.responses(asker) : channels.responses();
  }

  /** Throws nothing: what cannot be answered is no fault of whoever has an answer. */
  private void publish(String channel, Supplier<byte[]> message) {
    byte[] written;
    try {
      written = message.get();
    } catch (EncodeException e) {
      unanswered(e);
      return;
    }
    var unused = publisher.apply(channel, written); // where this fails, it is counted
  }

  /** Logs the 1st, 2nd, 4th, 8th and so on: whoever asks does not decide how much. */
  private void unanswered(Throwable why) {
    long count = unanswered.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      log.error(
          "a server was not answered, and will call this one silent (namespace {}, answer {} of"
              + " that kind): {}. Where sockets are fetched and the answer is too large, let fewer"
              + " be fetched at a time, by room, or keep less in their data",
          channels.namespace(),
          count,
          why.toString());
    }
  }
}
