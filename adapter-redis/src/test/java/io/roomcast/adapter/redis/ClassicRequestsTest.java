package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.roomcast.Ack;
import io.roomcast.Answers;
import io.roomcast.EventArgs;
import io.roomcast.RemoteSocket;
import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Requests and answers on the channels of the classic adapter")
class ClassicRequestsTest extends ClassicScene {
  @Test
  @DisplayName("RED-7 other servers let sockets here join, leave and go")
  void requests() {
    TestClient a = join();
    raw.publish(
        REQUEST,
        "{\"uid\":\"x\",\"type\":2,\"opts\":{\"rooms\":[\"%s\"],\"except\":[]},\"rooms\":[\"r\"]}"
            .formatted(a.id()));
    Awaitility.await()
        .untilAsserted(() -> assertThat(io.socket(a.id()).orElseThrow().rooms()).contains("r"));
    raw.publish(REQUEST, "{\"type\":3,\"opts\":{\"rooms\":[\"r\"]},\"rooms\":[\"r\"]}");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(io.socket(a.id()).orElseThrow().rooms()).doesNotContain("r"));
    raw.publish(REQUEST, "{\"type\":4,\"opts\":{\"rooms\":[],\"except\":[]},\"close\":false}");
    assertThat(a.awaitDisconnect()).isEqualTo("io server disconnect");
  }

  @Test
  @DisplayName("RED-8 the old forms for one socket are understood and confirmed")
  void oldForms() {
    TestClient a = join();
    raw.publish(REQUEST, "{\"type\":2,\"requestId\":\"q0\",\"sid\":\"nobody\",\"room\":\"r\"}");
    raw.publish(
        REQUEST,
        "{\"type\":2,\"requestId\":\"q1\",\"sid\":\"%s\",\"room\":\"r\"}".formatted(a.id()));
    assertThat(raw.await(RESPONSE).text()).isEqualTo("{\"requestId\":\"q1\"}");
    assertThat(io.socket(a.id()).orElseThrow().rooms()).contains("r");
    raw.publish(
        REQUEST,
        "{\"type\":3,\"requestId\":\"q2\",\"sid\":\"%s\",\"room\":\"r\"}".formatted(a.id()));
    assertThat(raw.await(RESPONSE).text()).isEqualTo("{\"requestId\":\"q2\"}");
    assertThat(io.socket(a.id()).orElseThrow().rooms()).doesNotContain("r");
    raw.publish(
        REQUEST,
        "{\"type\":4,\"requestId\":\"q3\",\"sid\":\"%s\",\"close\":true}".formatted(a.id()));
    assertThat(raw.await(RESPONSE).text()).isEqualTo("{\"requestId\":\"q3\"}");
    a.awaitDisconnect();
  }

  @Test
  @DisplayName("RED-7 old servers are told ids of sockets and names of rooms")
  void oldQuestions() {
    TestClient a = join("r");
    raw.publish(REQUEST, "{\"uid\":\"x\",\"requestId\":\"q1\",\"type\":0,\"rooms\":[\"r\"]}");
    assertThat(raw.await(RESPONSE).text())
        .isEqualTo("{\"requestId\":\"q1\",\"sockets\":[\"%s\"]}".formatted(a.id()));
    raw.publish(REQUEST, "{\"uid\":\"x\",\"requestId\":\"q2\",\"type\":1}");
    JsonObject rooms = json(raw.await(RESPONSE));
    assertThat(rooms.get("requestId").getAsString()).isEqualTo("q2");
    assertThat(rooms.getAsJsonArray("rooms").asList())
        .extracting(room -> room.getAsString())
        .containsExactlyInAnyOrder(a.id(), "r");
  }

  @Test
  @DisplayName("RED-7 ADP-17 another server is told what is known of the sockets")
  void fetched() {
    TestClient a = join("r");
    io.socket(a.id()).orElseThrow().data().put("name", "ada");
    io.socket(a.id()).orElseThrow().data().put("own", Thread.currentThread());
    raw.publish(
        REQUEST,
        "{\"uid\":\"x\",\"requestId\":\"q1\",\"type\":5,"
            + "\"opts\":{\"rooms\":[\"r\"],\"except\":[]}}");
    JsonObject response = json(raw.await(RESPONSE));
    JsonObject socket = response.getAsJsonArray("sockets").get(0).getAsJsonObject();
    assertThat(socket.keySet()).containsExactly("id", "handshake", "rooms", "data");
    assertThat(socket.get("id").getAsString()).isEqualTo(a.id());
    assertThat(socket.getAsJsonArray("rooms").get(0).getAsString()).isEqualTo(a.id());
    assertThat(socket.getAsJsonObject("data").get("name").getAsString()).isEqualTo("ada");
    assertThat(socket.getAsJsonObject("handshake").keySet())
        .containsExactly(
            "headers", "time", "address", "xdomain", "secure", "issued", "url", "query", "auth");
  }

  @Test
  @DisplayName("RED-8 RED-14 another server's question: how many clients, then their answers")
  void questions() {
    TestClient a = join();
    raw.publishHex(
        REQUEST,
        "85a3756964a6616263313233a9726571756573744964a678797a373839a47479706507"
            + "a67061636b657483a47479706502a46461746191a26869a36e7370a12f"
            + "a46f70747383a5726f6f6d7390a665786365707490a5666c61677381a774696d656f7574cd4e20");
    assertThat(raw.await(RESPONSE).text())
        .isEqualTo("{\"type\":8,\"requestId\":\"xyz789\",\"clientCount\":1}");
    a.await("hi").ack(List.of(1));
    assertThat(raw.await(RESPONSE).hex())
        .isEqualTo("83a47479706509a9726571756573744964a678797a373839a67061636b65749101");
  }

  @Test
  @DisplayName("RED-7 RED-11 a server-side event is answered on the channel of all")
  void serverSideEvents() {
    io.stop(Duration.ZERO).join();
    start(specific());
    io.serverSideEvents().on("q", String.class, (text, ack) -> ack.send(Map.of("got", text)));
    io.serverSideEvents().on("none", (EventArgs args, Ack ack) -> ack.send());
    raw.publish(
        REQUEST, "{\"uid\":\"x\",\"requestId\":\"q1\",\"type\":6,\"data\":[\"q\",\"tea\"]}");
    assertThat(raw.await(RESPONSE).text())
        .isEqualTo("{\"type\":6,\"requestId\":\"q1\",\"data\":{\"got\":\"tea\"}}");
    raw.publish(REQUEST, "{\"uid\":\"x\",\"requestId\":\"q2\",\"type\":6,\"data\":[\"none\"]}");
    assertThat(raw.await(RESPONSE).text()).isEqualTo("{\"type\":6,\"requestId\":\"q2\"}");
  }

  @Test
  @DisplayName("RED-11 other answers go to who has asked, where that is wanted")
  void specificChannel() {
    io.stop(Duration.ZERO).join();
    start(specific());
    raw.publish(REQUEST, "{\"uid\":\"abc123\",\"requestId\":\"q1\",\"type\":1}");
    assertThat(raw.await(RESPONSE + "abc123#").text())
        .isEqualTo("{\"requestId\":\"q1\",\"rooms\":[]}");
  }

  private RedisAdapter specific() {
    return RedisAdapter.builder(RedisConnector.to(redis.uri()))
        .publishOnSpecificResponseChannel(true)
        .build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("RED-11 RED-12 answers are taken from the channel of all, and from the own one")
  void answersTaken(boolean own) {
    raw.countAsServer("/");
    TestClient a = join();
    CompletableFuture<Answers<RemoteSocket>> future = io.timeout(LONG).fetchSockets();
    JsonObject request = json(raw.await(REQUEST));
    assertThat(request.get("type").getAsInt()).isEqualTo(5);
    String channel = own ? RESPONSE + request.get("uid").getAsString() + "#" : RESPONSE;
    raw.publish(channel, "{\"requestId\":\"nobody\",\"sockets\":[]}");
    raw.publish(
        channel,
        ("{\"requestId\":%s,\"sockets\":[{\"id\":\"s1\",\"handshake\":{\"auth\":{\"t\":1}},"
                + "\"rooms\":[\"s1\",7],\"data\":{\"k\":\"v\"}}]}")
            .formatted(request.get("requestId")));
    Answers<RemoteSocket> sockets = future.join();
    assertThat(sockets.requireComplete())
        .extracting(RemoteSocket::id)
        .containsExactlyInAnyOrder(a.id(), "s1");
    RemoteSocket remote =
        sockets.values().stream().filter(each -> each.id().equals("s1")).findFirst().orElseThrow();
    assertThat(remote.rooms()).containsExactlyInAnyOrder("s1", "7");
    assertThat(remote.data("k", String.class)).contains("v");
    assertThat(adapter.health().malformed()).isZero();
  }

  @Test
  @DisplayName("RED-12 silent servers are named by their number, and garbage is no answer")
  void silent() {
    raw.countAsServer("/");
    CompletableFuture<Answers<RemoteSocket>> future =
        io.timeout(Duration.ofSeconds(3)).fetchSockets();
    JsonObject request = json(raw.await(REQUEST));
    raw.publish(RESPONSE, "{\"requestId\":%s}".formatted(request.get("requestId")));
    assertThat(future.join().silentServers()).containsExactly("1 of 2 servers");
    Answers<EventArgs> answers = io.serverSideEmitWithAck(Duration.ofSeconds(3), "q").join();
    assertThat(answers.silentServers()).containsExactly("1 of 2 servers");
    assertThat(adapter.health().malformed()).isEqualTo(1);
  }

  /** Of the application, with code of its own to write it. */
  record Slow(String name) {}

  @Test
  @DisplayName(
      "RED-8 an application whose code takes its time over an answer holds up nothing else")
  void slow_data() throws InterruptedException {
    io.stop(Duration.ZERO).join();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    io =
        Server.builder()
            .transport(InMemoryTransport.create())
            .adapter(RedisAdapter.connecting(redis.uri()))
            .gson(
                new GsonBuilder()
                    .registerTypeAdapter(
                        Slow.class,
                        (JsonSerializer<Slow>)
                            (slow, type, context) -> {
                              begun.countDown();
                              awaitUninterruptibly(goOn);
                              return new JsonPrimitive(slow.name());
                            })
                    .create())
            .build();
    io.start().join();
    TestClient a = join("r");
    io.socket(a.id()).orElseThrow().data().put("user", new Slow("ada"));
    raw.publish(
        REQUEST,
        "{\"uid\":\"abc123\",\"requestId\":\"q1\",\"type\":5,"
            + "\"opts\":{\"rooms\":[],\"except\":[]}}");
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    raw.publishHex(BROADCAST + "r#", HI);
    a.await("hi");
    goOn.countDown();
    JsonObject response = json(raw.await(RESPONSE));
    assertThat(response.get("requestId").getAsString()).isEqualTo("q1");
    JsonObject socket = response.getAsJsonArray("sockets").get(0).getAsJsonObject();
    assertThat(socket.getAsJsonObject("data").get("user").getAsString()).isEqualTo("ada");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("RED-12 one question more than can be kept fails, and nobody is asked")
  void too_many_questions() {
    raw.countAsServer("/");
    TestClient a = join();
    for (int i = 0; i < 10_000; i++) {
      CompletableFuture<?> unused = io.serverSideEmitWithAck(LONG, "q");
    }
    CompletableFuture<Answers<EventArgs>> refused = io.timeout(LONG).emitWithAck("one more");
    assertThatThrownBy(refused::join).hasCauseInstanceOf(RejectedExecutionException.class);
    a.settle();
    assertThat(a.pending()).isEmpty();
  }
}
