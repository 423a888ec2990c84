package io.roomcast.testkit.adapter;

import static io.roomcast.testkit.adapter.AdapterFault.DONE;
import static io.roomcast.testkit.adapter.AdapterFault.adapter;
import static io.roomcast.testkit.adapter.AdapterFault.wire;
import static io.roomcast.testkit.adapter.SingleServerFaults.details;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import io.roomcast.spi.codec.Arguments;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What an adapter, or its wire, does wrong across servers. */
final class ClusterFaults {
  private ClusterFaults() {}

  static Stream<AdapterFault> all() {
    return Stream.of(
        wire("messages twice", "everywhere", "publish", SingleServerFaults::twice),
        wire(
            "events for all where some are left out",
            "everywhere",
            "publish",
            events(it -> new ClusterMessage.Broadcast(it.values(), Selection.all(), it.flags()))),
        wire("events in another order", "order", "publish", swapped()),
        adapter("events with the values of later ones", "snapshot", "broadcast", late()),
        wire(
            "numbers that are rounded on their way",
            "largeNumbers",
            "publish",
            events(
                it ->
                    new ClusterMessage.Broadcast(
                        it.values().stream().map(ClusterFaults::rounded).toList(),
                        it.to(),
                        it.flags()))),
        wire("no volatile events", "volatileEvents", "publish", without(ClusterFaults::isVolatile)),
        wire(
            "volatile events like others",
            "volatileEvents",
            "publish",
            events(it -> new ClusterMessage.Broadcast(it.values(), it.to(), EmitFlags.DEFAULT))),
        wire(
            "no answers of other servers' clients",
            "answersFromEverywhere",
            "respond",
            without(ClusterMessage.BroadcastAck.class)),
        adapter(
            "all answers or none of the cluster",
            "silenceElsewhere",
            "broadcastWithAck",
            call -> call.<Replies<Arguments>>then(SingleServerFaults::allOrNone)),
        adapter(
            "sockets without their rooms",
            "remoteSockets",
            "fetchSockets",
            details(
                it -> new SocketDetails(it.id(), it.request(), it.auth(), Set.of(), it.data()))),
        adapter(
            "sockets without the data that is elsewhere",
            "remoteSockets",
            "fetchSockets",
            details(
                it -> new SocketDetails(it.id(), it.request(), it.auth(), it.rooms(), Map.of()))),
        adapter(
            "sockets without what their clients gave",
            "largeNumbersOfClients",
            "fetchSockets",
            details(
                it ->
                    new SocketDetails(
                        it.id(), it.request(), Arguments.none(), it.rooms(), it.data()))),
        wire(
            "rooms that others do not join",
            "togetherEverywhere",
            "publish",
            without(ClusterMessage.SocketsJoin.class)),
        wire(
            "rooms that others do not leave",
            "togetherEverywhere",
            "publish",
            without(ClusterMessage.SocketsLeave.class)),
        wire(
            "sockets that others do not disconnect",
            "togetherEverywhere",
            "publish",
            without(ClusterMessage.DisconnectSockets.class)),
        adapter(
            "what it has said to others",
            "serverSideEvents",
            "serverSideEmit",
            SingleServerFaults::heardHere),
        wire(
            "no events for servers",
            "serverSideEvents",
            "publish",
            without(ClusterMessage.ServerSideEmit.class)),
        wire(
            "no answers of servers",
            "serverSideAnswers",
            "respond",
            without(ClusterMessage.ServerSideEmitResponse.class)),
        adapter(
            "silent servers that nobody names",
            "serverSideAnswers",
            "serverSideEmitWithAck",
            unnamed()),
        wire("servers that go without a word", "stopped", "close", call -> DONE),
        adapter("sockets of all, though one is away", "partial", "fetchSockets", unnamed()),
        adapter(
            "answers of all servers, though one is away",
            "partial",
            "serverSideEmitWithAck",
            unnamed()),
        adapter(
            "answers of all, though a server is away", "partial", "broadcastWithAck", unnamed()),
        adapter("a failure to join that nobody is told of", "noWire", "join", untold()),
        adapter(
            "a failure to disconnect that nobody is told of", "noWire", "disconnect", untold()));
  }

  private static ClusterEnvelope envelope(AdapterFault.Call call) {
    return call.arg(call.args().length - 1, ClusterEnvelope.class);
  }

  private static AdapterFault.Instead events(UnaryOperator<ClusterMessage.Broadcast> change) {
    return call -> {
      ClusterEnvelope sent = envelope(call);
      return sent.message() instanceof ClusterMessage.Broadcast event
          ? call.proceedWith(
              0, new ClusterEnvelope(sent.sender(), sent.namespace(), change.apply(event)))
          : call.proceed();
    };
  }

  private static Object rounded(Object value) {
    return value instanceof Number number ? (Object) number.doubleValue() : value;
  }

  private static AdapterFault.Instead without(Class<? extends ClusterMessage> type) {
    return without(type::isInstance);
  }

  private static AdapterFault.Instead without(Predicate<ClusterMessage> lost) {
    return call -> lost.test(envelope(call).message()) ? DONE : call.proceed();
  }

  private static boolean isVolatile(ClusterMessage message) {
    return message instanceof ClusterMessage.Broadcast event && event.flags().isVolatile();
  }

  /** Every second one before the first. */
  private static AdapterFault.Instead swapped() {
    AtomicReference<Optional<AdapterFault.Call>> waiting = new AtomicReference<>(Optional.empty());
    return call -> {
      Optional<AdapterFault.Call> first = waiting.getAndSet(Optional.empty());
      if (first.isEmpty()) {
        waiting.set(Optional.of(call));
        return DONE;
      }
      Object published = call.proceed();
      first.get().proceed();
      return published;
    };
  }

  /** Each waits for the next one. */
  static AdapterFault.Instead late() {
    AtomicReference<Runnable> waiting = new AtomicReference<>(() -> {});
    return call -> {
      waiting.getAndSet(call::proceed).run();
      return DONE;
    };
  }

  private static AdapterFault.Instead unnamed() {
    return call -> call.<Replies<Object>>then(all -> Replies.complete(all.values()));
  }

  private static AdapterFault.Instead untold() {
    return call -> ((CompletionStage<?>) call.proceed()).handle((done, failure) -> done);
  }
}
