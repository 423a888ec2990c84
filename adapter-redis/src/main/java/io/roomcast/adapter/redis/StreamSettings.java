package io.roomcast.adapter.redis;

import java.time.Duration;

/**
 * How streams are written and read.
 *
 * @param name of the only stream, or what the names of several begin with
 * @param count how many there are
 * @param maxLength of each, roughly
 * @param readCount how many entries are read at once
 * @param block how long Redis may hold an answer back until there are some: shorter than the
 *     connection may be silent
 * @param sessionKeyPrefix with what the keys of sessions begin
 * @param startWithoutRedis whether a server starts where it cannot read
 */
record StreamSettings(
    String name,
    int count,
    long maxLength,
    int readCount,
    Duration block,
    String sessionKeyPrefix,
    boolean startWithoutRedis) {

  /** The stream of a namespace: as the reference computes it, odd as that is for some. */
  String stream(String namespace) {
    return count == 1 ? name : name + "-" + namespace.hashCode() % count;
  }
}
