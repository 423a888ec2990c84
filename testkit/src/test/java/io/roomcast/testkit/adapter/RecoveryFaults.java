package io.roomcast.testkit.adapter;

import static io.roomcast.testkit.adapter.AdapterFault.DONE;
import static io.roomcast.testkit.adapter.AdapterFault.adapter;
import static io.roomcast.testkit.adapter.AdapterFault.store;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What an adapter does wrong with clients that come back. */
final class RecoveryFaults {
  private RecoveryFaults() {}

  private static AdapterFault missing(
      String promise, String check, UnaryOperator<MissedEvents> change) {
    return store(
        promise,
        check,
        "missed",
        call -> call.<Optional<MissedEvents>>then(missed -> missed.map(change)));
  }

  private static MissedEvents with(MissedEvents missed, List<MissedEvents.Event> events) {
    return new MissedEvents(events, missed.rooms(), missed.last());
  }

  static Stream<AdapterFault> all() {
    return Stream.of(
        missing(
            "the last event that is not there",
            "onAnotherServer",
            missed -> {
              List<MissedEvents.Event> events = missed.events();
              return with(missed, events.subList(0, Math.max(0, events.size() - 1)));
            }),
        store(
            "the data that is not there",
            "onAnotherServer",
            "persist",
            call -> call.proceedWith(0, withoutData(call.arg(0, StoredSession.class)))),
        store(
            "data that is lost where it cannot be kept",
            "dataThatCannotBeStored",
            "persist",
            call -> call.proceedWith(0, withoutData(call.arg(0, StoredSession.class)))),
        store("sessions that are not found", "onTheSameServer", "take", call -> none()),
        store("sessions that are given twice", "once", "take", RecoveryFaults::given),
        missing("events that are not there", "privateEvents", missed -> with(missed, List.of())),
        adapter(
            "events that are said to be through before they are",
            "orderOfOneSocket",
            "broadcast",
            ClusterFaults.late()),
        missing("an event too many", "notReplayed", RecoveryFaults::oneMore),
        store(
            "rooms as they were",
            "roomsWhileAway",
            "missed",
            call ->
                call.<Optional<MissedEvents>>then(
                    missed ->
                        missed.map(
                            it ->
                                new MissedEvents(
                                    it.events(),
                                    call.arg(0, StoredSession.class).rooms(),
                                    it.last())))),
        store(
            "the return of who was disconnected",
            "disconnectedWhileAway",
            "missed",
            RecoveryFaults::always),
        new AdapterFault(
            "sessions that nobody has had",
            "anew",
            SessionStore.class,
            Map.of("take", RecoveryFaults::invented, "missed", RecoveryFaults::always)),
        store(
            "what was sent before the session began",
            "earlierSession",
            "missed",
            call -> call.proceedWith(0, fromTheBeginning(call.arg(0, StoredSession.class)))),
        store("sessions that are forgotten at once", "stops", "persist", call -> DONE),
        store(
            "sessions that last for ever",
            "remainingTime",
            "persist",
            call -> call.proceedWith(1, Duration.ofDays(1))),
        store(
            "a time that is none",
            "remainingTime",
            "take",
            call ->
                call.<Optional<SessionStore.Taken>>then(
                    taken ->
                        taken.map(it -> new SessionStore.Taken(it.session(), Optional.empty())))));
  }

  private static CompletionStage<?> none() {
    return CompletableFuture.completedStage(Optional.empty());
  }

  private static StoredSession withoutData(StoredSession session) {
    return new StoredSession(
        session.id(), session.privateId(), session.rooms(), Map.of(), session.stay());
  }

  private static StoredSession fromTheBeginning(StoredSession session) {
    return new StoredSession(
        session.id(),
        session.privateId(),
        session.rooms(),
        session.data(),
        session.stay().map(stay -> new StoredSession.Stay("0", stay.until())));
  }

  private static Object given(AdapterFault.Call call) {
    return call.<Optional<SessionStore.Taken>>then(
        taken -> {
          taken.ifPresent(
              it -> {
                var unused =
                    ((SessionStore) call.target()).persist(it.session(), Duration.ofMinutes(1));
              });
          return taken;
        });
  }

  private static MissedEvents oneMore(MissedEvents missed) {
    List<MissedEvents.Event> events = new ArrayList<>(missed.events());
    events.add(0, new MissedEvents.Event("0", List.of("n", "volatile"), EmitFlags.DEFAULT));
    return with(missed, events);
  }

  /** Nothing was missed, where it cannot be told. */
  private static Object always(AdapterFault.Call call) {
    StoredSession session = call.arg(0, StoredSession.class);
    String offset = call.arg(1, String.class);
    return call.<Optional<MissedEvents>>then(
        missed ->
            missed.or(() -> Optional.of(new MissedEvents(List.of(), session.rooms(), offset))));
  }

  private static Object invented(AdapterFault.Call call) {
    String privateId = call.arg(0, String.class);
    StoredSession session =
        new StoredSession("nobody", privateId, Set.of("nobody"), Map.of(), Optional.empty());
    return CompletableFuture.completedStage(
        Optional.of(new SessionStore.Taken(session, Optional.empty())));
  }
}
