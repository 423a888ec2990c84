package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.cluster.ClusterMessage;

/** The shard channels of a namespace, and what goes where. */
record ShardedChannels(String prefix, String namespace, SubscriptionMode mode) {
  private static final int SOCKET_ID_LENGTH = 20; // a room of this length is taken for one

  /** All servers read it. */
  String main() {
    return prefix + "#" + namespace + "#";
  }

  /** Of a room, or of the answers for a server. */
  String named(String name) {
    return main() + name + "#";
  }

  /** Who answers is counted on the main channel, so questions go there; and what is for many. */
  String of(ClusterMessage message) {
    if (message instanceof ClusterMessage.Broadcast event && event.to().rooms().size() == 1) {
      String room = event.to().rooms().iterator().next();
      boolean separate =
          switch (mode) {
            case DYNAMIC -> room.length() != SOCKET_ID_LENGTH;
            case DYNAMIC_PRIVATE -> true;
            case STATIC -> false;
          };
      return separate ? named(room) : main();
    }
    return main();
  }

  /** Whether a room that has come to be is subscribed to. */
  boolean subscribes(String room, LocalRooms local) {
    return switch (mode) {
      case DYNAMIC -> !local.hasSocket(room);
      case DYNAMIC_PRIVATE -> true;
      case STATIC -> false;
    };
  }
}
