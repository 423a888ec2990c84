package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What can be subscribed to.
 *
 * @param kind by which command
 * @param name of a channel, or a pattern
 */
record Topic(Kind kind, String name) {

  enum Kind {
    CHANNEL,
    PATTERN,
    SHARD
  }

  static Topic channel(String name) {
    return new Topic(Kind.CHANNEL, name);
  }

  /** All channels whose names begin so, whatever characters that are. */
  static Topic beginningWith(String prefix) {
    return new Topic(Kind.PATTERN, prefix.replaceAll("[\\\\*?\\[\\]]", "\\\\$0") + "*");
  }

  static Topic shard(String name) {
    return new Topic(Kind.SHARD, name);
  }

  byte[] bytes() {
    return name.getBytes(UTF_8);
  }
}
