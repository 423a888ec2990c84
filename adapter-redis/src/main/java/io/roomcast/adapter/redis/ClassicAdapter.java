package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.adapter.cluster.SocketForm;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One namespace of one server, on the channels of the classic adapter: what this server wants of
 * the others. What they want is {@link ClassicArrivals}' business.
 *
 * <p>What changes many sockets is published, then done here at once; the reference does it when its
 * own message comes back. So a room that was joined can be emitted to right after, and a Redis that
 * is away stops nothing here.
 */
final class ClassicAdapter implements RoomAdapter {
  private final LocalRooms local;
  private final String uid;
  private final ClassicChannels channels;
  private final Lease lease;
  private final ClassicQuestions questions;
  private final ClassicArrivals arrivals;

  ClassicAdapter(
      LocalRooms local,
      String prefix,
      boolean answersToAsker,
      SharedConnections shared,
      HealthMonitor health) {
    this.local = local;
    this.uid = Uid.next();
    this.channels = new ClassicChannels(prefix, local.namespace(), uid);
    this.questions = new ClassicQuestions(local);
    ClassicArrivals heard =
        new ClassicArrivals(local, channels, questions, health, answersToAsker, this::publish);
    this.arrivals = heard;
    this.lease = new Lease(shared, redis -> redis.unsubscribe(channels.topics(), heard));
  }

  @Override
  public LocalRooms local() {
    return local;
  }

  @Override
  public CompletionStage<Void> open() {
    return lease.open(connections -> connections.subscribe(channels.topics(), arrivals));
  }

  @Override
  public CompletionStage<Void> close() {
    questions.close();
    return lease.close();
  }

  @Override
  public CompletionStage<Integer> serverCount() {
    return subscribers().thenApply(count -> Math.max(1, count));
  }

  private CompletionStage<Integer> subscribers() {
    return lease.use(connections -> connections.subscribers(Topic.channel(channels.requests())));
  }

  private CompletionStage<Void> publish(String channel, byte[] message) {
    return lease.use(connections -> connections.publish(channel, message));
  }

  // ---- changes

  @Override
  public CompletionStage<Void> broadcast(Packet packet, Selection to, EmitFlags flags) {
    byte[] message = event(packet, to, flags).write(uid);
    CompletionStage<Void> published = publish(channels.broadcast(to), message);
    local.broadcast(packet, to, flags);
    return published;
  }

  private ClassicEvent event(Packet packet, Selection to, EmitFlags flags) {
    return new ClassicEvent(local.namespace(), local.neutral(packet.data()).toList(), to, flags);
  }

  @Override
  public CompletionStage<Void> join(Selection who, Set<String> rooms) {
    CompletionStage<Void> published =
        publish(channels.requests(), ClassicRequest.join(Optional.of(uid), who, rooms));
    local.join(who, rooms);
    return published;
  }

  @Override
  public CompletionStage<Void> leave(Selection who, Set<String> rooms) {
    CompletionStage<Void> published =
        publish(channels.requests(), ClassicRequest.leave(Optional.of(uid), who, rooms));
    local.leave(who, rooms);
    return published;
  }

  @Override
  public CompletionStage<Void> disconnect(Selection who, boolean close) {
    CompletionStage<Void> published =
        publish(channels.requests(), ClassicRequest.disconnect(Optional.of(uid), who, close));
    local.disconnect(who, close);
    return published;
  }

  @Override
  public CompletionStage<Void> serverSideEmit(Arguments event) {
    return publish(
        channels.requests(), ClassicRequest.serverSideEmit(uid, Optional.empty(), event.toList()));
  }

  // ---- questions

  @Override
  public CompletionStage<Replies<Arguments>> broadcastWithAck(
      Packet packet, Selection to, EmitFlags flags, Duration timeout) {
    String id = Uid.next();
    return ask(
        id,
        timeout,
        this::readAnswer,
        ClassicRequest.broadcastWithAck(uid, id, event(packet, to, flags), timeout),
        question ->
            local.broadcastWithAck(
                packet, to, flags, timeout, ClassicQuestion.ownClients(question)));
  }

  private void readAnswer(ClassicQuestion<Arguments> question, Fields response) {
    switch (response.type()) {
      case ClassicRequest.BROADCAST_CLIENT_COUNT ->
          question.counted(response.number("clientCount"));
      case ClassicRequest.BROADCAST_ACK -> question.clientAnswered(answer(response, "packet"));
      default -> {}
    }
  }

  @Override
  public CompletionStage<Replies<SocketDetails>> fetchSockets(Selection of, Duration timeout) {
    String id = Uid.next();
    return ask(
        id,
        timeout,
        (question, response) ->
            question.answered(response.list("sockets").stream().map(this::details).toList()),
        ClassicRequest.fetch(uid, id, of),
        question -> question.own(local.details(of)));
  }

  private SocketDetails details(@Nullable Object form) {
    SocketDetails read = SocketForm.read(form);
    return new SocketDetails(
        read.id(), read.request(), local.neutral(read.auth()), read.rooms(), read.data());
  }

  @Override
  public CompletionStage<Replies<Arguments>> serverSideEmitWithAck(
      Arguments event, Duration timeout) {
    String id = Uid.next();
    return ask(
        id,
        timeout,
        (question, response) -> question.answered(List.of(answer(response, "data"))),
        ClassicRequest.serverSideEmit(uid, Optional.of(id), event.toList()),
        question -> question.own(List.of()));
  }

  private <T> CompletionStage<Replies<T>> ask(
      String id,
      Duration timeout,
      BiConsumer<ClassicQuestion<T>, Fields> reader,
      byte[] request,
      Consumer<ClassicQuestion<T>> ownPart) {
    Optional<ClassicQuestion<T>> added = questions.ask(id, timeout, reader);
    if (added.isEmpty()) {
      return CompletableFuture.failedStage(
          new RejectedExecutionException(
              ClassicQuestions.MAX_OPEN
                  + " questions of the namespace "
                  + local.namespace()
                  + " are under way"));
    }
    ClassicQuestion<T> question = added.get();
    askOthers(question, request);
    ownPart.accept(question);
    return question.replies();
  }

  /** One value has a place; one that is absent was undefined. */
  private Arguments answer(Fields response, String name) {
    return local.neutral(
        response.members().containsKey(name)
            ? Arguments.of(Collections.singletonList(response.value(name)).toArray())
            : Arguments.none());
  }

  /** The servers are counted right behind the request, so hardly any comes or goes in between. */
  private void askOthers(ClassicQuestion<?> question, byte[] request) {
    question.dependOn(publishIfHeard(request), subscribers());
  }

  /** What is asked while nothing can be heard would be answered in vain. */
  private CompletionStage<Void> publishIfHeard(byte[] request) {
    return lease.use(
        connections ->
            connections.listening()
                ? connections.publish(channels.requests(), request)
                : CompletableFuture.failedFuture(
                    new RedisAwayException("answers would not be heard")));
  }
}
