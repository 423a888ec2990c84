package io.roomcast.bench.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What is to be known about a run. Several runs are one if they measure the same sources on the
 * same machine with the same options.
 *
 * @param commands what was typed, in order
 * @param environment the sources, the machine, the JDK and so on: name and value, in order
 * @param deviations options that make it other than the run that is published
 * @param cpus how many CPUs there are for all processes together
 * @param maxForeignShare windows in which others used more than this share of one CPU are dropped
 * @param contenders the servers, in order
 * @param scenarios the loads, in order, whether they have been measured or not
 */
public record RunInfo(
    List<String> commands,
    Map<String, String> environment,
    List<String> deviations,
    int cpus,
    double maxForeignShare,
    List<ContenderInfo> contenders,
    List<ScenarioInfo> scenarios) {

  /**
   * A server.
   *
   * @param id as the measurements have it
   * @param title for people
   * @param version what exactly it was
   * @param speaksSocketIo whether it speaks Socket.IO, and not only WebSocket
   */
  public record ContenderInfo(String id, String title, String version, boolean speaksSocketIo) {}

  /**
   * A load.
   *
   * @param id as the measurements have it
   * @param title for people
   * @param text what it does
   * @param kind which of its numbers are worth a table
   * @param group those of one group are measured side by side
   * @param baseline the load of the group that this one is compared with, or empty
   * @param repetitions how often each server is measured
   * @param contenders ids of the servers
   * @param minCpus CPUs without which its numbers would say nothing
   * @param extra whether it is measured only where it is asked for by name
   * @param clients how many there are
   * @param nodes servers that they are divided among
   */
  public record ScenarioInfo(
      String id,
      String title,
      String text,
      Kind kind,
      String group,
      String baseline,
      int repetitions,
      List<String> contenders,
      int minCpus,
      boolean extra,
      int clients,
      int nodes) {

    /** The same load, measured so often. */
    public ScenarioInfo withRepetitions(int times) {
      return with(times, contenders);
    }

    /** The same load, on these servers. */
    public ScenarioInfo withContenders(List<String> some) {
      return with(repetitions, some);
    }

    private ScenarioInfo with(int times, List<String> some) {
      return new ScenarioInfo(
          id, title, text, kind, group, baseline, times, some, minCpus, extra, clients, nodes);
    }
  }

  /** Whether a server is Roomcast, by its id. */
  static boolean isRoomcast(String contender) {
    return contender.startsWith("roomcast");
  }

  /** What a load is about. */
  public enum Kind {
    /** CPU time, throughput and latency of messages. */
    TRAFFIC,
    /** The same of connects. */
    CONNECT,
    /** The same as of messages, of servers that share a room. */
    CLUSTER,
    /** Throughput with one and with two CPUs. */
    CORES,
    /** How long some wait while others are served. */
    FAIRNESS,
    /** Memory of connections at rest, and their heartbeats. */
    MEMORY,
    /** Memory, pauses and latency over a long time. */
    SOAK
  }

  /** The same for all runs that are one, and hardly ever for others. */
  public String key() {
    CRC32C sum = new CRC32C();
    String all = environment + "\n" + deviations + "\n" + cpus + "\n" + maxForeignShare;
    sum.update(all.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(sum.getValue());
  }

  /** Whether numbers of both belong together. */
  boolean isOneWith(RunInfo other) {
    return environment.equals(other.environment)
        && deviations.equals(other.deviations)
        && cpus == other.cpus
        && maxForeignShare == other.maxForeignShare;
  }
}
