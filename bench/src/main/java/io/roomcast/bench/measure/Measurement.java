package io.roomcast.bench.measure;

import java.util.List;
import java.util.Map;

/**
 * One server under one load, once.
 *
 * @param turn which one, and when
 * @param windows all stretches that were measured, in order
 * @param kept windows that count
 * @param metrics what came out; without those of windows where none was kept
 * @param faults what went wrong with messages
 * @param problem why there is no result, or empty
 */
public record Measurement(
    Turn turn,
    List<Window> windows,
    int kept,
    Map<Metric, Double> metrics,
    Faults faults,
    String problem) {

  /** One that could not be made. */
  public static Measurement failed(Turn turn, String problem) {
    return new Measurement(turn, List.of(), 0, Map.of(), Faults.NONE, problem);
  }

  /** Windows in which others used the CPU. */
  public int dropped() {
    return windows.size() - kept;
  }

  /** Whether there was an end to it. */
  public boolean isMade() {
    return problem.isEmpty();
  }

  /** Whether it has numbers: it was made, and not all windows were disturbed. */
  public boolean counts() {
    return isMade() && kept > 0;
  }
}
