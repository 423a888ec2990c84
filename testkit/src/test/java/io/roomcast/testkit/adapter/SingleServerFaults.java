package io.roomcast.testkit.adapter;

import static io.roomcast.testkit.adapter.AdapterFault.DONE;
import static io.roomcast.testkit.adapter.AdapterFault.NEVER;
import static io.roomcast.testkit.adapter.AdapterFault.adapter;

import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What an adapter does wrong on one server already. */
final class SingleServerFaults {
  private SingleServerFaults() {}

  static Stream<AdapterFault> all() {
    return Stream.of(
        adapter(
            "events for those who are left out",
            "selection",
            "broadcast",
            call ->
                call.proceedWith(1, new Selection(call.arg(1, Selection.class).rooms(), Set.of()))),
        adapter("an event twice", "selection", "broadcast", SingleServerFaults::twice),
        adapter(
            "a stage that fails for what cannot be encoded",
            "cannotBeEncoded",
            "broadcast",
            SingleServerFaults::failingLater),
        adapter(
            "a question that fails later, as it cannot be encoded",
            "cannotBeEncoded",
            "broadcastWithAck",
            SingleServerFaults::failingLater),
        adapter(
            "an answer that is lost",
            "answers",
            "broadcastWithAck",
            call -> call.<Replies<Arguments>>then(SingleServerFaults::withoutTheLast)),
        adapter(
            "a question to nobody that is open for ever",
            "answers",
            "broadcastWithAck",
            call ->
                call.adapter().local().sockets(call.arg(1, Selection.class)).isEmpty()
                    ? NEVER
                    : call.proceed()),
        adapter(
            "all answers or none",
            "silence",
            "broadcastWithAck",
            call -> call.<Replies<Arguments>>then(SingleServerFaults::allOrNone)),
        adapter(
            "silent sockets that nobody names",
            "silence",
            "broadcastWithAck",
            call -> call.<Replies<Arguments>>then(all -> Replies.complete(all.values()))),
        adapter(
            "sockets that were not selected",
            "fetch",
            "fetchSockets",
            call -> call.proceedWith(0, Selection.all())),
        adapter(
            "sockets without their data",
            "fetch",
            "fetchSockets",
            details(
                it -> new SocketDetails(it.id(), it.request(), it.auth(), it.rooms(), Map.of()))),
        adapter("rooms that nobody joins", "together", "join", call -> DONE),
        adapter("rooms that nobody leaves", "together", "leave", call -> DONE),
        adapter(
            "the disconnection of all",
            "together",
            "disconnect",
            call -> call.proceedWith(0, Selection.all())),
        adapter(
            "what it has said itself",
            "noOtherServers",
            "serverSideEmit",
            SingleServerFaults::heardHere),
        adapter(
            "a wait for servers that are not there",
            "noOtherServers",
            "serverSideEmitWithAck",
            call -> NEVER));
  }

  static Object twice(AdapterFault.Call call) {
    call.proceed();
    return call.proceed();
  }

  private static Object failingLater(AdapterFault.Call call) {
    try {
      return call.proceed();
    } catch (EncodeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static Replies<Arguments> withoutTheLast(Replies<Arguments> all) {
    List<Arguments> values = all.values();
    return Replies.complete(values.subList(0, Math.max(0, values.size() - 1)));
  }

  static Replies<Arguments> allOrNone(Replies<Arguments> all) {
    boolean complete = all.silentSockets().isEmpty() && all.silentServers().isEmpty();
    return complete ? all : new Replies<>(List.of(), all.silentSockets(), all.silentServers());
  }

  static AdapterFault.Instead details(UnaryOperator<SocketDetails> change) {
    return call ->
        call.<Replies<SocketDetails>>then(
            all ->
                new Replies<>(
                    all.values().stream().map(change).toList(),
                    all.silentSockets(),
                    all.silentServers()));
  }

  static Object heardHere(AdapterFault.Call call) {
    call.adapter().local().serverSideEvent(call.arg(0, Arguments.class), Optional.empty());
    return call.proceed();
  }
}
