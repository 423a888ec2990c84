package io.roomcast.bench.report;

import java.util.List;
import java.util.Map;

/**
 * What is to be known about a run.
 *
 * @param date when it began, with the time zone
 * @param command what was typed
 * @param environment the machine, the kernel, the JDK and so on: name and value, in order
 * @param maxForeignShare windows in which others used more than this share of one CPU are dropped
 * @param contenders the servers, in order
 * @param scenarios the loads, in order
 */
public record RunInfo(
    String date,
    String command,
    Map<String, String> environment,
    double maxForeignShare,
    List<ContenderInfo> contenders,
    List<ScenarioInfo> scenarios) {

  /**
   * A server.
   *
   * @param id as the measurements have it
   * @param title for people
   * @param version what exactly it was
   */
  public record ContenderInfo(String id, String title, String version) {}

  /**
   * A load.
   *
   * @param id as the measurements have it
   * @param title for people
   * @param text what it does
   * @param kind which of its numbers are worth a table
   */
  public record ScenarioInfo(String id, String title, String text, Kind kind) {}

  /** What a load is about. */
  public enum Kind {
    /** CPU time, throughput and latency of messages or connects. */
    TRAFFIC,
    /** Throughput with one and with two CPUs. */
    CORES,
    /** Memory of connections at rest, and their heartbeats. */
    MEMORY
  }
}
