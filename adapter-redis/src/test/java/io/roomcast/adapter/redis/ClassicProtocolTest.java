package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Answers;
import io.roomcast.EventArgs;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A server on the channels of the classic adapter")
class ClassicProtocolTest extends ClassicScene {
  // ---- what it publishes

  @Test
  @DisplayName("RED-2 RED-4 RED-13 an event goes to the room's channel, or to that of all")
  void broadcasts() {
    TestClient a = join("r");
    io.to("r").emit("hi", 1);
    a.await("hi");
    RawRedis.Heard toRoom = raw.await(BROADCAST + "r#");
    String uid = toRoom.hex().substring(4, 16);
    assertThat(toRoom.hex()).isEqualTo(HI.replace("616263313233", uid));
    io.to("r", "s").emit("hi", 1);
    assertThat(raw.await(BROADCAST).hex()).contains("a172").contains("a173");
    assertThat(a.await("hi").args().get(0)).isEqualTo(1L);
    assertThat(a.pending()).isEmpty();
  }

  @Test
  @DisplayName("RED-9 joins, leaves and disconnections are requests, and done here at once")
  void changes() {
    TestClient a = join();
    io.to(a.id()).socketsJoin("r");
    assertThat(io.socket(a.id()).orElseThrow().rooms()).contains("r");
    assertThat(raw.await(REQUEST).text())
        .matches(
            "\\{\"uid\":\"[\\w-]{6}\",\"type\":2,\"opts\":\\{\"rooms\":\\[\""
                + Pattern.quote(a.id())
                + "\"],\"except\":\\[]},\"rooms\":\\[\"r\"]}");
    io.except("x").socketsLeave("r");
    assertThat(io.socket(a.id()).orElseThrow().rooms()).doesNotContain("r");
    assertThat(raw.await(REQUEST).text())
        .endsWith("\"type\":3,\"opts\":{\"rooms\":[],\"except\":[\"x\"]},\"rooms\":[\"r\"]}");
    io.disconnectSockets(true).join();
    assertThat(raw.await(REQUEST).text())
        .endsWith("\"type\":4,\"opts\":{\"rooms\":[],\"except\":[]},\"close\":true}");
    a.awaitDisconnect();
  }

  @Test
  @DisplayName("RED-9 what is restricted to this server is not published")
  void local() {
    TestClient a = join();
    io.local().emit("e");
    io.local().socketsJoin("r").join();
    io.local().fetchSockets().join();
    a.await("e");
    raw.assertNothing(message -> message.channel().startsWith("socket.io"));
  }

  @Test
  @DisplayName("RED-10 RED-13 its own messages come back to it, and are done once")
  void ownEcho() {
    TestClient a = join("r");
    io.to("r").emit("e");
    CompletableFuture<Answers<EventArgs>> asked = io.timeout(LONG).emitWithAck("q");
    a.await("q").ack(1);
    assertThat(asked.join().requireComplete()).hasSize(1);
    io.serverSideEvents().on("s", args -> io.emit("heard"));
    io.serverSideEmit("s").join();
    io.fetchSockets().join();
    io.emit("marker");
    a.await("marker");
    assertThat(a.pending()).extracting(event -> event.name()).containsExactly("e");
    assertThat(adapter.health().malformed()).isZero();
  }

  @Test
  @DisplayName("RED-1 the prefix tells clusters on one Redis apart")
  void prefix() {
    io.stop(Duration.ZERO).join();
    start(RedisAdapter.builder(RedisConnector.to(redis.uri())).keyPrefix("mine").build());
    TestClient a = join();
    raw.publishHex(BROADCAST, HI_ALL);
    raw.publishHex("mine#/#", HI_ALL);
    a.await("hi");
    io.emit("e");
    raw.await("mine#/#");
    a.await("e");
    assertThat(a.pending()).isEmpty();
  }

  // ---- what it hears

  @Test
  @DisplayName("RED-4 RED-5 what another server broadcasts reaches the room, and no other")
  void hears() {
    TestClient a = join("r");
    TestClient b = join();
    raw.publishHex(BROADCAST + "r#", HI);
    assertThat(a.await("hi", Integer.class)).isEqualTo(1);
    raw.publishHex(BROADCAST, HI_ALL);
    a.await("hi");
    b.await("hi");
    assertThat(b.pending()).isEmpty();
    Awaitility.await().untilAsserted(() -> assertThat(adapter.health().received()).isEqualTo(2));
  }

  @Test
  @DisplayName("RED-5 a number is the name of a room, too")
  void numericRoom() {
    TestClient a = join("7");
    raw.publishHex(BROADCAST + "7#", HI.replace("a5726f6f6d7391a172", "a5726f6f6d739107"));
    assertThat(a.await("hi", Integer.class)).isEqualTo(1);
  }

  @Test
  @DisplayName("RED-5 what is for a room without members here is not even read")
  void unknownRoom() {
    TestClient a = join("r");
    raw.publish(BROADCAST + "nobody#", "garbage");
    raw.publish(BROADCAST + "r#", "garbage");
    raw.publishHex(BROADCAST, HI_ALL);
    a.await("hi");
    assertThat(adapter.health().malformed()).isEqualTo(1);
  }

  @Test
  @DisplayName("RED-5 what names another namespace is ignored")
  void otherNamespace() {
    TestClient a = join();
    raw.publishHex(BROADCAST, HI.replace("a36e7370a12f", "a36e7370a22f78"));
    raw.publishHex(BROADCAST, HI_ALL);
    a.await("hi");
    assertThat(a.pending()).isEmpty();
    assertThat(adapter.health().malformed()).isZero();
  }

  @Test
  @DisplayName("RED-3 a namespace whose name looks like a pattern hears itself only")
  void patternName() {
    io.of("/a*c");
    io.of("/a*c").onConnection(socket -> {});
    TestClient a = TestClient.to(io).namespace("/a*c").connect();
    Awaitility.await().until(() -> raw.subscribers("socket.io-request#/a*c#") == 1);
    raw.publishHex("socket.io#/abc#", HI_ALL);
    raw.publishHex(
        "socket.io#/a*c#",
        "93a661626331323383a47479706502a46461746191a26869a36e7370a42f612a63"
            + "83a5726f6f6d7390a665786365707490a5666c61677380");
    a.await("hi");
    assertThat(a.pending()).isEmpty();
  }

  @Test
  @DisplayName("RED-6 a Date of Node arrives as text, and what is undefined as null")
  void values() {
    TestClient a = join();
    // ["hi", timestamp 32 of second 1, extension 0 "undefined", bin 0102, 1.5, -1]
    raw.publishHex(
        BROADCAST,
        "93a661626331323382a47479706502a46461746196a26869d6ff00000001d40000c4020102"
            + "cb3ff8000000000000ff83a5726f6f6d7390a665786365707490a5666c61677380");
    EventArgs args = a.await("hi").args();
    assertThat(args.get(0)).isEqualTo("1970-01-01T00:00:01.000Z");
    assertThat(args.get(1)).isNull();
    assertThat(args.get(2, byte[].class)).containsExactly(1, 2);
    assertThat(args.get(3)).isEqualTo(1.5);
    assertThat(args.get(4)).isEqualTo(-1L);
  }

  @Test
  @DisplayName("RED-16 when it stops nothing is left subscribed, and it can start again")
  void stopped() throws InterruptedException {
    assertThat(raw.subscribers(REQUEST)).isEqualTo(1);
    assertThat(raw.patterns()).isEqualTo(2);
    io.stop(Duration.ZERO).join();
    assertThat(raw.subscribers(REQUEST)).isZero();
    assertThat(raw.patterns()).isEqualTo(1);
    assertThat(adapter.health().state()).isEqualTo(RedisState.CLOSED);
    io.start().join();
    assertThat(adapter.health().state()).isEqualTo(RedisState.CONNECTED);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    io.serverSideEvents().on("s", args -> heard.add("s"));
    raw.publish(REQUEST, "{\"uid\":\"emitter\",\"type\":6,\"data\":[\"s\"]}");
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("s");
  }
}
