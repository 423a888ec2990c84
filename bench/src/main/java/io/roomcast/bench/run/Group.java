package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads that are measured side by side, since their numbers are compared.
 *
 * @param name the group
 * @param scenarios the loads, on the servers that are there
 */
record Group(String name, List<Scenario> scenarios) {
  /** One server under one load. */
  record Step(Scenario scenario, Contender contender) {}

  List<String> contenderIds() {
    return contenders().stream().map(Contender::id).toList();
  }

  private List<Contender> contenders() {
    return scenarios.stream()
        .flatMap(scenario -> scenario.contenders().stream())
        .distinct()
        .sorted()
        .toList();
  }

  int repetitions() {
    return scenarios.stream().mapToInt(scenario -> scenario.info().repetitions()).max().orElse(0);
  }

  /**
   * The order of a repetition, from 1: each server has all loads in a row, and each repetition
   * begins with the next server.
   */
  List<Step> round(int repetition) {
    List<Contender> all = contenders();
    List<Step> steps = new ArrayList<>();
    for (int turn = 0; turn < all.size(); turn++) {
      Contender contender = all.get((turn + repetition - 1) % all.size());
      for (Scenario scenario : scenarios) {
        if (scenario.contenders().contains(contender)) {
          steps.add(new Step(scenario, contender));
        }
      }
    }
    return steps;
  }

  /** How long a repetition may take. */
  long estimatedMillisOfRound() {
    return round(1).stream().mapToLong(step -> step.scenario().estimatedMillis()).sum();
  }

  long estimatedMillis() {
    return repetitions() * estimatedMillisOfRound();
  }
}
