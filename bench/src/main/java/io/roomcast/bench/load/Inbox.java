package io.roomcast.bench.load;

/** Told what clients hear once they are in. */
interface Inbox {
  /** The client is in: in the namespace, and in the room if it wanted to. */
  void onReady(Client client);

  /** A message other than a heartbeat; the bytes are the loop's again afterwards. */
  void onMessage(Client client, byte[] bytes, int offset, int length);

  /** The client has answered a heartbeat. */
  void onHeartbeat(Client client);

  /** The client was disconnected, or did not get in. */
  void onGone(Client client, String reason);
}
