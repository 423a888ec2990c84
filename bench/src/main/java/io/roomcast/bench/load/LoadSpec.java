package io.roomcast.bench.load;

import io.roomcast.bench.wire.Payload;

/**
 * A load.
 *
 * @param mode what the clients do
 * @param entrance how they get in
 * @param port where the server listens, on 127.0.0.1
 * @param nodes servers that the clients are spread over, on ports from the given one on
 * @param clients how many
 * @param inFlight broadcasts that are under way at a time
 * @param payloadBytes size of the string that an event carries
 * @param timing how long it goes on
 * @param maxForeignShare a window in which others used more of one CPU does not count
 * @param spin whether to look for input all the time, instead of every millisecond
 * @param deflate whether the clients offer to be sent compressed messages
 */
public record LoadSpec(
    Mode mode,
    Entrance entrance,
    int port,
    int nodes,
    int clients,
    int inFlight,
    int payloadBytes,
    Timing timing,
    double maxForeignShare,
    boolean spin,
    boolean deflate) {

  /** Clients that are on their way in at a time. */
  static final int CONNECTING = 64;

  private static final int OWN_FILES = 100;
  private static final int SMALL = 32;
  private static final long ENTRY_MILLIS = 20_000;
  private static final long ENTRY_MILLIS_PER_CLIENT = 5;

  public LoadSpec {
    if (nodes < 1 || nodes > clients) {
      throw new IllegalArgumentException(clients + " clients of " + nodes + " servers");
    }
    if (clients < 1 || inFlight < 1) {
      throw new IllegalArgumentException(clients + " clients, " + inFlight + " in flight");
    }
    if (payloadBytes < Payload.MIN_SIZE) {
      throw new IllegalArgumentException("a payload of " + payloadBytes + " bytes is too small");
    }
    if (entrance == Entrance.POLLING && mode != Mode.IDLE && mode != Mode.CONNECT) {
      throw new IllegalArgumentException("clients that poll only idle and connect here");
    }
  }

  /** A load to be told more about. */
  public static Builder of(Mode mode, int clients, Timing timing) {
    return new Builder(mode, clients, timing);
  }

  /** The same load, to be changed. */
  public Builder toBuilder() {
    return new Builder(mode, clients, timing)
        .entrance(entrance)
        .servers(port, nodes)
        .inFlight(inFlight)
        .payloadBytes(payloadBytes)
        .maxForeignShare(maxForeignShare)
        .spin(spin)
        .deflate(deflate);
  }

  /** The longest that all clients together may take to get in. */
  public long entryMillis() {
    return ENTRY_MILLIS + ENTRY_MILLIS_PER_CLIENT * clients;
  }

  /** How many files the process that makes it has open, since a connection is one. */
  public long openFiles() {
    return (long) clients + CONNECTING + OWN_FILES;
  }

  /** Makes a load. Not thread-safe. */
  public static final class Builder {
    private final Mode mode;
    private final int clients;
    private final Timing timing;
    private Entrance entrance = Entrance.WEBSOCKET;
    private int port;
    private int nodes = 1;
    private int inFlight = 1;
    private int payloadBytes = SMALL;
    private double maxForeignShare = Double.MAX_VALUE;
    private boolean spin = true;
    private boolean deflate;

    private Builder(Mode mode, int clients, Timing timing) {
      this.mode = mode;
      this.clients = clients;
      this.timing = timing;
    }

    /** By default Engine.IO with WebSocket. */
    public Builder entrance(Entrance way) {
      entrance = way;
      return this;
    }

    /** By default one server, whose port is not known yet. */
    public Builder servers(int firstPort, int count) {
      port = firstPort;
      nodes = count;
      return this;
    }

    /** By default 1. */
    public Builder inFlight(int count) {
      inFlight = count;
      return this;
    }

    /** By default 32. */
    public Builder payloadBytes(int bytes) {
      payloadBytes = bytes;
      return this;
    }

    /** By default every window counts. */
    public Builder maxForeignShare(double share) {
      maxForeignShare = share;
      return this;
    }

    /** By default on. */
    public Builder spin(boolean on) {
      spin = on;
      return this;
    }

    /** By default off. */
    public Builder deflate(boolean on) {
      deflate = on;
      return this;
    }

    /**
     * The load.
     *
     * @throws IllegalArgumentException if there can be no such load
     */
    public LoadSpec build() {
      return new LoadSpec(
          mode,
          entrance,
          port,
          nodes,
          clients,
          inFlight,
          payloadBytes,
          timing,
          maxForeignShare,
          spin,
          deflate);
    }
  }
}
