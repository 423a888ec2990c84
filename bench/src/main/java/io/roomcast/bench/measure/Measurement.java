package io.roomcast.bench.measure;

import java.util.Map;

/**
 * One server under one load, once.
 *
 * @param scenario the id of the load
 * @param contender the id of the server
 * @param repetition from 1
 * @param kept windows that count
 * @param dropped windows in which others used the CPU
 * @param metrics what came out; without those of windows where none was kept
 * @param faults what went wrong with messages
 * @param problem why there is no result, or empty
 */
public record Measurement(
    String scenario,
    String contender,
    int repetition,
    int kept,
    int dropped,
    Map<Metric, Double> metrics,
    Faults faults,
    String problem) {

  /** One that could not be made. */
  public static Measurement failed(
      String scenario, String contender, int repetition, String problem) {
    return new Measurement(scenario, contender, repetition, 0, 0, Map.of(), Faults.NONE, problem);
  }
}
