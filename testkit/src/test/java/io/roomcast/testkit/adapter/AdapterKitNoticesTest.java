package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

@DisplayName("The adapter kit notices")
class AdapterKitNoticesTest {
  private static final Set<String> PASSED = new HashSet<>();

  /** The kit on adapters that work, but for what the test has broken. */
  static final class Patient extends AdapterCompatibilityKit {
    static Fault fault;
    private final InMemoryCluster cluster = new InMemoryCluster();

    @Override
    protected List<RoomAdapter.Factory> createAdapters(int count) {
      return Stream.of("a", "b", "c").limit(count).map(this::adapters).toList();
    }

    private RoomAdapter.Factory adapters(String server) {
      RoomAdapter.Factory working = cluster.server(server);
      return fault == null ? working : local -> fault.of(working.create(local));
    }

    @Override
    protected boolean recoversOnAnyServer() {
      return true;
    }

    @AfterEach
    void close() {
      cluster.close();
    }
  }

  /** What a call does instead. */
  @FunctionalInterface
  interface Instead {
    Object answer(Call call);
  }

  /** A call that may still be made. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Call(Object target, Method method, Object[] args) {
    Object proceed(Object... otherArgs) {
      try {
        return method.invoke(target, otherArgs.length == 0 ? args : otherArgs);
      } catch (InvocationTargetException e) {
        throw new AssertionError(e.getCause());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    @SuppressWarnings("unchecked")
    <T> Object then(UnaryOperator<T> change) {
      return ((CompletionStage<T>) proceed()).thenApply(change);
    }
  }

  /**
   * A broken promise.
   *
   * @param check the method of the kit that has to notice
   */
  record Fault(String promise, String check, Class<?> type, Map<String, Instead> instead) {

    RoomAdapter of(RoomAdapter working) {
      Map<String, Instead> calls =
          type == RoomAdapter.class
              ? instead
              : Map.of(
                  "sessions",
                  call ->
                      ((Optional<?>) call.proceed())
                          .map(store -> broken(SessionStore.class, store, instead)));
      return broken(RoomAdapter.class, working, calls);
    }

    private static <T> T broken(Class<T> type, Object working, Map<String, Instead> instead) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, args) -> {
                Call call = new Call(working, method, args);
                Instead other = instead.get(method.getName());
                return other == null ? call.proceed() : other.answer(call);
              }));
    }

    @Override
    public String toString() {
      return promise;
    }
  }

  private static Fault store(String promise, String check, String method, Instead instead) {
    return new Fault(promise, check, SessionStore.class, Map.of(method, instead));
  }

  private static Fault missing(String promise, String check, UnaryOperator<MissedEvents> change) {
    return store(
        promise,
        check,
        "missed",
        call -> call.<Optional<MissedEvents>>then(missed -> missed.map(change)));
  }

  private static MissedEvents with(MissedEvents missed, List<MissedEvents.Event> events) {
    return new MissedEvents(events, missed.rooms(), missed.last());
  }

  static Stream<Fault> faults() {
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
            call -> call.proceed(withoutData((StoredSession) call.args()[0]), call.args()[1])),
        new Fault(
            "numbers that are rounded on their way",
            "largeNumbers",
            RoomAdapter.class,
            Map.of("broadcast", AdapterKitNoticesTest::rounded)),
        store(
            "data that is rounded where it is kept",
            "dataThatCannotBeStored",
            "persist",
            call -> call.proceed(rounded((StoredSession) call.args()[0]), call.args()[1])),
        store("sessions that are not found", "onTheSameServer", "take", call -> none()),
        store("sessions that are given twice", "once", "take", AdapterKitNoticesTest::given),
        missing("events that are not there", "privateEvents", missed -> with(missed, List.of())),
        new Fault(
            "events that are said to be through before they are",
            "orderOfOneSocket",
            RoomAdapter.class,
            Map.of("broadcast", late())),
        missing("an event too many", "notReplayed", AdapterKitNoticesTest::oneMore),
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
                                    ((StoredSession) call.args()[0]).rooms(),
                                    it.last())))),
        store(
            "the return of who was disconnected",
            "disconnectedWhileAway",
            "missed",
            AdapterKitNoticesTest::always),
        new Fault(
            "sessions that nobody has had",
            "anew",
            SessionStore.class,
            Map.of("take", AdapterKitNoticesTest::invented, "missed", call -> always(call))),
        store(
            "what was sent before the session began",
            "earlierSession",
            "missed",
            call -> {
              Object[] args = call.args().clone();
              args[0] = fromTheBeginning((StoredSession) args[0]);
              return call.proceed(args);
            }),
        store(
            "sessions that are forgotten at once",
            "stops",
            "persist",
            call -> CompletableFuture.completedStage(null)),
        store(
            "sessions that last for ever",
            "remainingTime",
            "persist",
            call -> call.proceed(call.args()[0], Duration.ofDays(1))),
        store(
            "a time that is none",
            "remainingTime",
            "take",
            call ->
                call.<Optional<SessionStore.Taken>>then(
                    taken ->
                        taken.map(it -> new SessionStore.Taken(it.session(), Optional.empty())))));
  }

  private static Object rounded(Call call) {
    Packet packet = (Packet) call.args()[0];
    Object[] args = call.args().clone();
    Object[] values = packet.data().toList().stream().map(AdapterKitNoticesTest::rounded).toArray();
    args[0] = Packet.of(packet.type(), packet.namespace(), Arguments.of(values));
    return call.proceed(args);
  }

  private static StoredSession rounded(StoredSession session) {
    Map<String, Object> data = new HashMap<>();
    session.data().forEach((key, value) -> data.put(key, rounded(value)));
    return new StoredSession(
        session.id(), session.privateId(), session.rooms(), data, session.stay());
  }

  private static Object rounded(Object value) {
    return value instanceof Number number ? (Object) number.doubleValue() : value;
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

  private static Object given(Call call) {
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
  private static Object always(Call call) {
    StoredSession session = (StoredSession) call.args()[0];
    String offset = (String) call.args()[1];
    return call.<Optional<MissedEvents>>then(
        missed ->
            missed.or(() -> Optional.of(new MissedEvents(List.of(), session.rooms(), offset))));
  }

  private static Object invented(Call call) {
    String privateId = (String) call.args()[0];
    StoredSession session =
        new StoredSession("nobody", privateId, Set.of("nobody"), Map.of(), Optional.empty());
    return CompletableFuture.completedStage(
        Optional.of(new SessionStore.Taken(session, Optional.empty())));
  }

  /** Each event waits for the next one. */
  private static Instead late() {
    AtomicReference<Runnable> waiting = new AtomicReference<>(() -> {});
    return call -> {
      waiting.getAndSet(call::proceed).run();
      return CompletableFuture.completedStage(null);
    };
  }

  @ParameterizedTest
  @MethodSource("faults")
  void brokenPromise(Fault fault) {
    if (PASSED.add(fault.check())) {
      assertThat(failures(fault.check(), null)).as("adapters that work").isZero();
    }
    assertThat(failures(fault.check(), fault)).as("adapters with " + fault).isEqualTo(1);
  }

  @Test
  @DisplayName("something with each of its checks of recovery: none passes whatever happens")
  void everyCheck() {
    Set<String> checks =
        Arrays.stream(RecoveryChecks.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(faults().map(Fault::check)).containsAll(checks);
  }

  private static long failures(String check, Fault fault) {
    Patient.fault = fault;
    System.setProperty("roomcast.testkit.patience", fault == null ? "20" : "1");
    try {
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectMethod(Patient.class, check))
                  .build(),
              listener);
      assertThat(listener.getSummary().getTestsStartedCount()).isEqualTo(1);
      return listener.getSummary().getTestsFailedCount();
    } finally {
      System.clearProperty("roomcast.testkit.patience");
    }
  }
}
