package io.roomcast.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as its attackers see it: a port, and how far one gets there as a decent client. */
final class Target {
  private static final Pattern PRIVATE_ID = Pattern.compile("\"pid\":\"([^\"]+)\"");
  private static final int POLLS = 10;

  private final Wire wire;
  private final InetAddress from;
  private final int port;
  private final Set<String> privateIds;

  Target(Wire wire, int port) {
    this(wire, InetAddress.getLoopbackAddress(), port, ConcurrentHashMap.newKeySet());
  }

  private Target(Wire wire, InetAddress from, int port, Set<String> privateIds) {
    this.wire = wire;
    this.from = from;
    this.port = port;
    this.privateIds = privateIds;
  }

  /** The same, as seen from another address of this machine. */
  Target from(String address) throws IOException {
    return new Target(wire, InetAddress.getByName(address), port, privateIds);
  }

  Wire wire() {
    return wire;
  }

  /** The private ids that clients were given here. */
  Set<String> privateIds() {
    return privateIds;
  }

  /** A connection that may speak HTTP. */
  RawClient connect() throws IOException {
    return wire.connect(from, port);
  }

  /** A connection without TLS, whatever the port expects. */
  RawClient connectPlain() throws IOException {
    return Wire.PLAIN.connect(from, port);
  }

  /** A session by WebSocket that has joined nothing. */
  RawClient opened() throws IOException {
    RawClient client = connect();
    client.upgrade("");
    client.readFrame();
    return client;
  }

  /** A client by WebSocket in the main namespace. */
  RawClient joined() throws IOException {
    RawClient client = opened();
    client.frame("40");
    note(readPacket(client, "40{"));
    return client;
  }

  /** Joins the main namespace by polling. */
  void join(RawClient client, String sid) throws IOException {
    client.post(sid, "40");
    client.response();
    note(poll(client, sid, "40{"));
  }

  /** The next frame that begins like that; pings come in between. */
  static String readPacket(RawClient client, String beginning) throws IOException {
    String packet = client.readFrame();
    while (packet.equals("2")) {
      client.frame("3");
      packet = client.readFrame();
    }
    if (!packet.startsWith(beginning)) {
      throw new IOException("not " + beginning + ", but " + packet);
    }
    return packet;
  }

  /** Polls until something comes that contains this. */
  static String poll(RawClient client, String sid, String what) throws IOException {
    for (int i = 0; i < POLLS; i++) {
      client.get(sid);
      String payload = client.response();
      if (payload.contains(what)) {
        return payload;
      }
    }
    throw new IOException(what + " did not come");
  }

  /** Polls, and answers pings, until the session is known no more. */
  static void expectExpelled(RawClient client, String sid) throws IOException {
    for (int i = 0; i < POLLS; i++) {
      client.get(sid);
      String answer = client.answer();
      if (answer.startsWith("HTTP/1.1 400 ")) {
        return;
      }
      if (answer.endsWith("\r\n\r\n2")) {
        client.post(sid, "3");
        client.response();
      }
    }
    throw new IOException("the session is still served");
  }

  private void note(String reply) {
    Matcher id = PRIVATE_ID.matcher(reply);
    if (id.find()) {
      privateIds.add(id.group(1));
    }
  }
}
