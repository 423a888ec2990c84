package io.roomcast.e2e;

import java.io.IOException;
import java.util.List;

/**
 * A client of one transport that does nothing by itself: it reads when it is told to, and answers
 * no ping.
 */
final class PacketClient implements AutoCloseable {

  /** How it speaks to the server. */
  enum Way {
    WEBSOCKET,
    POLLING
  }

  private final RawClient raw;
  private final Way way;
  private final String sid; // of a polling client

  private PacketClient(RawClient raw, Way way, String sid) {
    this.raw = raw;
    this.way = way;
    this.sid = sid;
  }

  /** One that is in the main namespace, and knows it. */
  static PacketClient join(Way way, Wire wire, int port) throws IOException {
    RawClient raw = wire.connect(port);
    PacketClient client;
    if (way == Way.WEBSOCKET) {
      raw.upgrade("");
      client = new PacketClient(raw, way, "");
      client.receive(); // the open packet
    } else {
      client = new PacketClient(raw, way, raw.handshake());
    }
    client.send("40");
    List<String> packets = client.receive();
    if (packets.size() != 1 || !packets.get(0).startsWith("40{")) {
      throw new IOException("it is not let in, but sent " + packets);
    }
    return client;
  }

  /** Sends a packet of at most 125 bytes. */
  void send(String packet) throws IOException {
    if (way == Way.WEBSOCKET) {
      raw.frame(packet);
    } else {
      raw.post(sid, packet.length(), packet);
      raw.response();
    }
  }

  /** Reads what comes next: one frame, or the answer to a poll. */
  List<String> receive() throws IOException {
    if (way == Way.WEBSOCKET) {
      return List.of(raw.readFrame());
    }
    raw.get(sid);
    return List.of(raw.response().split("\u001e", -1));
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
