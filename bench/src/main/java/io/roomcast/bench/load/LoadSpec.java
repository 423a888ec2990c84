package io.roomcast.bench.load;

import io.roomcast.bench.wire.Payload;

/**
 * A load.
 *
 * @param mode what the clients do
 * @param entrance how they get in
 * @param port where the server listens, on 127.0.0.1
 * @param clients how many
 * @param inFlight broadcasts that are under way at a time
 * @param payloadBytes size of the string that an event carries
 * @param warmupMillis time before the first window; rounds of connects are counted in windows
 * @param windows how many stretches are measured
 * @param windowMillis length of one; a round of connects takes as long as it takes
 * @param stallMillis without progress for so long, what is under way is stuck and the load ends
 * @param spin whether to look for input all the time, instead of every millisecond
 * @param nodes servers that the clients are spread over, on ports from the given one on
 */
public record LoadSpec(
    Mode mode,
    Entrance entrance,
    int port,
    int clients,
    int inFlight,
    int payloadBytes,
    long warmupMillis,
    int windows,
    long windowMillis,
    long stallMillis,
    boolean spin,
    int nodes) {

  /** Clients that are on their way in at a time. */
  static final int CONNECTING = 64;

  /** The longest that all clients together may take to get in. */
  static final long ENTRY_NANOS = 120_000_000_000L;

  /** On one server. */
  public LoadSpec(
      Mode mode,
      Entrance entrance,
      int port,
      int clients,
      int inFlight,
      int payloadBytes,
      long warmupMillis,
      int windows,
      long windowMillis,
      long stallMillis,
      boolean spin) {
    this(
        mode,
        entrance,
        port,
        clients,
        inFlight,
        payloadBytes,
        warmupMillis,
        windows,
        windowMillis,
        stallMillis,
        spin,
        1);
  }

  public LoadSpec {
    if (nodes < 1 || nodes > clients) {
      throw new IllegalArgumentException(clients + " clients of " + nodes + " servers");
    }
    if (clients < 1 || inFlight < 1 || windows < 1 || windowMillis < 1 || warmupMillis < 0) {
      throw new IllegalArgumentException(
          "%d clients, %d in flight, %d windows of %d ms after %d ms"
              .formatted(clients, inFlight, windows, windowMillis, warmupMillis));
    }
    if (payloadBytes < Payload.MIN_SIZE) {
      throw new IllegalArgumentException("a payload of " + payloadBytes + " bytes is too small");
    }
    if (entrance == Entrance.POLLING && mode != Mode.IDLE && mode != Mode.CONNECT) {
      throw new IllegalArgumentException("clients that poll only idle and connect here");
    }
  }
}
