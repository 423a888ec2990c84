package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.Selection;
import java.util.List;

/**
 * The channels of one namespace.
 *
 * @param prefix of all channels of a cluster
 * @param namespace begins with {@code /}
 * @param uid of this server
 */
record ClassicChannels(String prefix, String namespace, String uid) {

  /** All broadcasts begin so. */
  String broadcasts() {
    return prefix + "#" + namespace + "#";
  }

  /** Where an event goes: what is for one room only, others need not read. */
  String broadcast(Selection to) {
    return to.rooms().size() == 1
        ? broadcasts() + to.rooms().iterator().next() + "#"
        : broadcasts();
  }

  /** The one room that a broadcast is for; empty where it is for more, or less. */
  String room(String channel) {
    int begin = broadcasts().length();
    return channel.length() <= begin ? "" : channel.substring(begin, channel.length() - 1);
  }

  String requests() {
    return prefix + "-request#" + namespace + "#";
  }

  String responses() {
    return prefix + "-response#" + namespace + "#";
  }

  /** The answers for one server only. */
  String responses(String server) {
    return responses() + server + "#";
  }

  /** What a server hears. */
  List<Topic> topics() {
    return List.of(
        Topic.beginningWith(broadcasts()),
        Topic.channel(requests()),
        Topic.channel(responses()),
        Topic.channel(responses(uid)));
  }
}
