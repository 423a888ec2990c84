package io.roomcast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PartTargetsTest {
  private static final PartResult.Metric NONE =
      new PartResult.Metric(1000, "ns/op", List.of(List.of(1000.0)));

  @Test
  @DisplayName("a union of rooms is compared by the members that it reaches")
  void selection() {
    PartResult one = result("RoomSelection.emitToUnion", Map.of("rooms", "1"), 1000, 100);
    PartResult hundred = result("RoomSelection.emitToUnion", Map.of("rooms", "100"), 75_750, 5050);

    assertThat(PartTargets.measured(List.of(one, hundred)))
        .containsExactly(
            List.of(
                "CPU per delivery of a broadcast to 100 rooms against one",
                "RoomSelection",
                "≤ 2",
                "1.50",
                "met"));
    assertThat(PartTargets.measured(List.of(one))).isEmpty();
  }

  @Test
  @DisplayName("an event that has to look through the others is told of")
  void dispatch() {
    Map<String, String> alone = Map.of("threads", "CALLER", "listeners", "1", "otherEvents", "0");
    Map<String, String> among = Map.of("threads", "CALLER", "listeners", "1", "otherEvents", "100");
    Map<String, String> other =
        Map.of("threads", "DEFAULT", "listeners", "1", "otherEvents", "100");

    assertThat(
            PartTargets.measured(
                List.of(
                    result("Dispatch.event", other, 1, 0),
                    result("Dispatch.event", alone, 1000, 0),
                    result("Dispatch.event", among, 1600, 0))))
        .singleElement()
        .satisfies(row -> assertThat(row).endsWith("Dispatch", "≤ 1.5", "1.60", "**not met**"));
  }

  @Test
  @DisplayName("targets that were not measured are told of, with the command")
  void missing() {
    assertThat(PartTargets.rows(List.of()))
        .hasSize(4)
        .allSatisfy(
            row -> assertThat(row.get(4)).startsWith("not measured: `bench/jmh -rff docs/"));
    assertThat(PartTargets.measured(List.of())).isEmpty();
  }

  /** With so many nanoseconds of CPU for an operation, and so many deliveries if there are any. */
  private static PartResult result(
      String name, Map<String, String> parameters, double cpu, int deliveries) {
    PartResult.Metric measured = new PartResult.Metric(cpu, "ns/op", List.of(List.of(cpu)));
    PartResult.Metric each =
        new PartResult.Metric(1000.0 / Math.max(1, deliveries), "ns/op", List.of());
    return new PartResult(
        "io.roomcast.bench.jmh." + name,
        1,
        "a JVM",
        "17",
        List.of(),
        1,
        1,
        "1 s",
        parameters,
        NONE,
        deliveries == 0
            ? Map.of("cpu.norm", measured)
            : Map.of("cpu.norm", measured, "perDelivery", each));
  }
}
