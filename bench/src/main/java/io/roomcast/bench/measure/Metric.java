package io.roomcast.bench.measure;

/** What can be measured of a server under a load. */
public enum Metric {
  /** Server CPU time per delivery, answer or connect: the figure of merit. */
  CPU_MICROS("server CPU, µs", 2),
  /** Deliveries, answers or connects per second. */
  THROUGHPUT("per second", 0),
  /** How many CPUs the server used. */
  SERVER_CORES("server cores", 2),
  /** How many CPUs the generator used, looking for input included. */
  GENERATOR_CORES("generator cores", 2),
  /** The share of the time in which the generator had something to do. */
  GENERATOR_BUSY("generator busy, %", 0),
  /** Server CPU time per event in the last window over that in the first: 1 where it is warm. */
  DRIFT("last ÷ first window", 2),
  /** Latency. */
  P50_MICROS("p50, µs", 0),
  /** Latency. */
  P99_MICROS("p99, µs", 0),
  /** Latency. */
  P999_MICROS("p99.9, µs", 0),
  /** Latency. */
  MAX_MICROS("longest, µs", 0),
  /** Live heap after a collection, per connection. */
  HEAP_BYTES("live heap, B", 0),
  /** Memory in RAM, per connection. */
  RESIDENT_BYTES("RSS, B", 0),
  /** Server CPU time per idle connection and second. */
  CONNECTION_SECOND_MICROS("CPU per connection-second, µs", 3),
  /** Server CPU time of idle connections per heartbeat. */
  HEARTBEAT_MICROS("CPU per heartbeat, µs", 2),
  /** How much the live heap has grown from the beginning to the end. */
  HEAP_GROWTH_KIB("live heap grew by, KiB", 0),
  /** Garbage collections that stopped the server. */
  PAUSES("GC pauses", 0),
  /** The longest of them. */
  LONGEST_PAUSE_MICROS("longest GC pause, µs", 0),
  /** The share of the time that they took. */
  PAUSED("in GC pauses, %", 2);

  private final String title;
  private final int decimals;

  Metric(String title, int decimals) {
    this.title = title;
    this.decimals = decimals;
  }

  public String title() {
    return title;
  }

  /** How many digits after the point are worth printing. */
  public int decimals() {
    return decimals;
  }
}
