package io.roomcast.e2e;

import io.roomcast.testkit.peer.RawFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A state in which a client of the storm hangs up. */
@SuppressWarnings("ImmutableEnumChecker") // the ways hold nothing
enum StormState {
  CONNECTED(Target::connect),
  MID_HEAD(target -> sending(target, "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHos")),
  HANDSHAKE_SENT(
      target -> {
        RawClient client = target.connect();
        client.get("");
        return client;
      }),
  HANDSHAKE_DONE(
      target -> {
        RawClient client = target.connect();
        client.handshake();
        return client;
      }),
  POLL_PENDING(
      target -> {
        RawClient client = target.connect();
        client.get(client.handshake());
        return client;
      }),
  MID_POST(
      target -> {
        RawClient client = target.connect();
        client.post(client.handshake(), 1000, "40");
        return client;
      }),
  IN_A_ROOM_BY_POLLING(
      target -> {
        RawClient client = target.connect();
        String sid = client.handshake();
        client.post(sid, "40");
        client.response();
        Target.poll(client, sid, "40{");
        return client;
      }),
  WEBSOCKET_OPEN(Target::opened),
  MID_FRAME(
      target -> {
        RawClient client = target.opened();
        client.send(Arrays.copyOf(RawFrame.text("40").bytes(), 3));
        return client;
      }),
  IN_A_ROOM_BY_WEBSOCKET(StormState::joined),
  MID_ATTACHMENT(target -> saying(target, "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]")),
  IN_A_DYNAMIC_NAMESPACE(
      target -> {
        RawClient client = target.opened();
        join(client, "/storm-" + client.hashCode() + ",");
        return client;
      }),
  LEFT(target -> saying(target, "41")),
  ASKED(
      target -> {
        RawClient client = saying(target, "42[\"ask\"]");
        Target.readPacket(client, "42");
        return client;
      }),
  HANDLER_WAITS(
      target -> {
        RawClient client = saying(target, "420[\"ask and wait\"]");
        Target.readPacket(client, "42");
        return client;
      }),
  BACK_AGAIN(StormState::backAgain),
  PROBE_SENT(target -> upgrading(target, false)),
  UPGRADED(target -> upgrading(target, true)),
  TLS_MID_HELLO(Wire.TLS, target -> sending(target, Arrays.copyOf(Hello.BYTES, 100))),
  TLS_HELLO(Wire.TLS, target -> sending(target, Hello.BYTES)),
  IN_A_ROOM_BY_TLS(Wire.TLS, StormState::joined),
  /** It fills the buffers of the operating system, so it is seldom. */
  SLOW_READER(target -> saying(target, "42[\"flood\"]"));

  private static final int SELDOM = 200;
  private static final List<StormState> COMMON =
      Arrays.stream(values()).filter(state -> state != SLOW_READER).toList();
  private static final Pattern SID = Pattern.compile("40\\{\"sid\":(\"[^\"]+\").*");
  private static final Pattern PRIVATE_ID = Pattern.compile(".*\"pid\":(\"[^\"]+\").*");

  private final Wire wire;
  private final Way way;

  /** How a client gets there. */
  @FunctionalInterface
  private interface Way {
    RawClient reach(Target target) throws IOException;
  }

  /** Said again and again, as if by different clients. */
  private static final class Hello {
    static final byte[] BYTES = Wire.clientHello();
  }

  StormState(Way way) {
    this(Wire.PLAIN, way);
  }

  StormState(Wire wire, Way way) {
    this.wire = wire;
    this.way = way;
  }

  /** That of the n-th client. */
  static StormState of(int n) {
    return n % SELDOM == 0 ? SLOW_READER : COMMON.get(n % COMMON.size());
  }

  /** Gets there and resets the connection, which leaves no port in TIME_WAIT. */
  void hangUp(TwoPorts ports) throws IOException {
    way.reach(ports.target(wire)).abort();
  }

  private static RawClient sending(Target target, byte[] bytes) throws IOException {
    RawClient client = target.connectPlain();
    client.send(bytes);
    return client;
  }

  private static RawClient sending(Target target, String text) throws IOException {
    RawClient client = target.connect();
    client.send(text);
    return client;
  }

  private static RawClient joined(Target target) throws IOException {
    RawClient client = target.opened();
    join(client, "");
    return client;
  }

  private static String join(RawClient client, String what) throws IOException {
    client.frame("40" + what);
    return Target.readPacket(client, "40");
  }

  private static RawClient saying(Target target, String packet) throws IOException {
    RawClient client = joined(target);
    client.frame(packet);
    return client;
  }

  private static RawClient backAgain(Target target) throws IOException {
    RawClient lost = target.opened();
    String first = join(lost, "");
    lost.abort();
    RawClient client = target.opened();
    String again = join(client, "{\"pid\":" + found(PRIVATE_ID, first) + "}");
    if (!found(SID, first).equals(found(SID, again))) {
      throw new IOException("it was somebody else when it came back: " + again);
    }
    return client;
  }

  private static String found(Pattern pattern, String packet) throws IOException {
    Matcher matcher = pattern.matcher(packet);
    if (!matcher.matches()) {
      throw new IOException("not as expected: " + packet);
    }
    return matcher.group(1);
  }

  private static RawClient upgrading(Target target, boolean through) throws IOException {
    RawClient polling = target.connect();
    String sid = polling.handshake();
    RawClient probe = target.connect();
    probe.upgrade(sid);
    probe.frame("2probe");
    probe.readFrame();
    if (through) {
      probe.frame("5");
      join(probe, "");
    }
    probe.abort();
    return polling;
  }
}
