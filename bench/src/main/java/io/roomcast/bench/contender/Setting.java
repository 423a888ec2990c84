package io.roomcast.bench.contender;

import io.roomcast.bench.server.Compression;
import java.time.Duration;

/**
 * What servers are told about a load.
 *
 * @param pingInterval time between heartbeats
 * @param cpus CPUs that a server may use
 * @param loops I/O threads, or 0 for its default; Roomcast only
 * @param redis whether servers share their rooms through Redis
 * @param compression of WebSocket messages; Roomcast only
 * @param profile what the JVM is to be like
 * @param otherJdk whether it is the other JDK's
 */
public record Setting(
    Duration pingInterval,
    int cpus,
    int loops,
    boolean redis,
    Compression compression,
    Profile profile,
    boolean otherJdk) {
  private static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(25);

  /** One CPU, one server, nothing special. */
  public static final Setting DEFAULT =
      new Setting(DEFAULT_PING_INTERVAL, 1, 0, false, Compression.NONE, Profile.TRAFFIC, false);

  public Setting withPingInterval(Duration interval) {
    return new Setting(interval, cpus, loops, redis, compression, profile, otherJdk);
  }

  /** With one I/O thread for each CPU. */
  public Setting withCpus(int count) {
    return new Setting(pingInterval, count, count, redis, compression, profile, otherJdk);
  }

  public Setting withRedis() {
    return new Setting(pingInterval, cpus, loops, true, compression, profile, otherJdk);
  }

  public Setting withCompression(Compression kind) {
    return new Setting(pingInterval, cpus, loops, redis, kind, profile, otherJdk);
  }

  public Setting withProfile(Profile kind) {
    return new Setting(pingInterval, cpus, loops, redis, compression, kind, otherJdk);
  }

  public Setting withOtherJdk() {
    return new Setting(pingInterval, cpus, loops, redis, compression, profile, true);
  }
}
