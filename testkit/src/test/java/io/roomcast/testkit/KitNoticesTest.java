package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.transport.TransportCompatibilityKit;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

@DisplayName("The transport kit notices")
class KitNoticesTest {
  private static final Set<String> PASSED = new HashSet<>();

  /** The kit on a transport that works, but for what the test has broken. */
  static final class Patient extends TransportCompatibilityKit {
    static Mutation operation;
    private static InMemoryTransport current;
    private final InMemoryTransport working = InMemoryTransport.create();

    @Override
    protected Transport createTransport() {
      current = working;
      return operation == null ? working : operation.of(working);
    }

    @Override
    protected Peer createPeer(Transport started, InetSocketAddress bound) {
      return operation == null ? working.peer() : operation.of(working.peer());
    }

    /** What a transport does that a callback has brought down. */
    static void stopWorking() {
      var unused = current.stop(Duration.ZERO);
    }
  }

  static Stream<Mutation> mutations() {
    return Stream.of(ExchangeMutations.all(), WebSocketMutations.all(), LifecycleMutations.all())
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void brokenPromise(Mutation mutation) {
    if (!PASSED.contains(mutation.check())) {
      assertThat(run(mutation.check(), null).getTestsSucceededCount())
          .as("a transport that works")
          .isEqualTo(1);
      PASSED.add(mutation.check());
    }
    assertThat(run(mutation.check(), mutation).getTestsFailedCount())
        .as("a transport with " + mutation)
        .isEqualTo(1);
  }

  @Test
  @DisplayName("something with each of its checks: none of them passes whatever happens")
  void everyCheck() {
    Set<String> checks =
        Stream.<Class<?>>iterate(
                TransportCompatibilityKit.class, type -> type != Object.class, Class::getSuperclass)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(checks).hasSizeGreaterThan(100);
    assertThat(mutations().map(Mutation::check).collect(Collectors.toSet())).isEqualTo(checks);
  }

  private static TestExecutionSummary run(String check, Mutation operation) {
    Patient.operation = operation;
    System.setProperty("roomcast.testkit.patience", operation == null ? "20" : "1");
    try {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectMethod(Patient.class, check))
              .build();
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, summary);
      return summary.getSummary();
    } finally {
      System.clearProperty("roomcast.testkit.patience");
    }
  }
}
