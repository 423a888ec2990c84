package io.roomcast.bench.measure;

/** What can be measured of a server under a load. */
public enum Metric {
  /** Server CPU time per delivery, answer or connect: the figure of merit. */
  CPU_MICROS("server CPU, µs", 2),
  /** Deliveries, answers or connects per second. */
  THROUGHPUT("per second", 0),
  /** How many CPUs the server used. */
  SERVER_CORES("server cores", 2),
  /** How many CPUs the generator used. */
  GENERATOR_CORES("generator cores", 2),
  /** Latency. */
  P50_MICROS("p50, µs", 0),
  /** Latency. */
  P99_MICROS("p99, µs", 0),
  /** Latency. */
  P999_MICROS("p99.9, µs", 0),
  /** Live heap after a collection, per connection. */
  HEAP_BYTES("live heap, B", 0),
  /** Memory in RAM, per connection. */
  RESIDENT_BYTES("RSS, B", 0),
  /** Server CPU time per idle connection and second. */
  HEARTBEAT_MICROS("CPU per connection-second, µs", 3);

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
