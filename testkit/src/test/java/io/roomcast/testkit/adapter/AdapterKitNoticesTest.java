package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.cluster.ClusterAdapter;
import io.roomcast.spi.adapter.cluster.ClusterWire;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    static AdapterFault fault;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private final InMemoryCluster cluster = new InMemoryCluster();

    @Override
    protected List<RoomAdapter.Factory> createAdapters(int count) {
      return NAMES.stream().limit(count).map(this::adapters).toList();
    }

    private RoomAdapter.Factory adapters(String server) {
      return local -> {
        ClusterWire working = new InMemoryWire(cluster, server, local.namespace());
        return fault.of(new ClusterAdapter(local, server, fault.of(working)));
      };
    }

    @Override
    protected void cutOff(int server) {
      cluster.cutOff(NAMES.get(server));
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

  static Stream<AdapterFault> faults() {
    return Stream.of(SingleServerFaults.all(), ClusterFaults.all(), RecoveryFaults.all())
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void brokenPromise(AdapterFault fault) {
    if (!PASSED.contains(fault.check())) {
      assertThat(failures(fault.mended(), 20)).as("adapters that work").isZero();
      PASSED.add(fault.check());
    }
    assertThat(failures(fault, 1)).as("adapters with " + fault).isEqualTo(1);
  }

  @Test
  @DisplayName("something with each of its checks: none of them passes whatever happens")
  void everyCheck() {
    Set<String> checks =
        Stream.<Class<?>>iterate(
                AdapterCompatibilityKit.class, type -> type != Object.class, Class::getSuperclass)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(checks).hasSizeGreaterThan(30);
    assertThat(faults().map(AdapterFault::check).collect(Collectors.toSet())).isEqualTo(checks);
  }

  private static long failures(AdapterFault fault, int patience) {
    Patient.fault = fault;
    System.setProperty("roomcast.testkit.patience", String.valueOf(patience));
    try {
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectMethod(Patient.class, fault.check()))
                  .build(),
              listener);
      assertThat(listener.getSummary().getTestsStartedCount()).isEqualTo(1);
      return listener.getSummary().getTestsFailedCount();
    } finally {
      System.clearProperty("roomcast.testkit.patience");
    }
  }
}
