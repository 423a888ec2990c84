package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ServerBuilder;
import io.roomcast.examples.ServerTransport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A session that may be recovered, and is wanted by a crowd,")
class SessionTheftIT {
  private static final Pattern GREETING =
      Pattern.compile("40\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"}");
  private static final Pattern SAID = Pattern.compile("42\\[\"said\",\"(\\w+)\",\"([^\"]+)\"]");
  private static final int CROWD = 10;

  /** Ids of the right form, and of forms that a careless server would look up all the same. */
  private static final List<String> MADE_UP =
      List.of(
          "\"AAAAAAAAAAAAAAAAAAAAAAAA\"",
          "\"*\"",
          "\"__proto__\"",
          "\"" + "x".repeat(10_000) + "\"",
          "7",
          "null",
          "[\"AAAAAAAAAAAAAAAAAAAAAAAA\"]",
          "{\"$ne\":null}");

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each(Wire.PLAIN, Wire.TLS);
  }

  /** Clients wait for each other here. */
  private static ServerBuilder patient(ServerBuilder options) {
    return options
        .connectTimeout(Duration.ofMinutes(1))
        .engine(engine -> engine.pingInterval(Duration.ofHours(1)));
  }

  /** What the owner knows of its session, which has missed "two". */
  private record Lost(String sid, String pid, String offset) {}

  private static Lost lose(Siege siege) throws IOException {
    try (Visitor owner = new Visitor(siege.target())) {
      owner.client.frame("40");
      assertThat(owner.hears("end")).isTrue();
      owner.client.abort();
      await().until(() -> siege.io().size() == 1);
      siege.io().to(owner.sid).emit("said", "two");
      return new Lost(owner.sid, "\"" + owner.pid + "\"", owner.offset);
    }
  }

  /** A client that says "end" to itself as soon as it knows whose socket it has. */
  private static final class Visitor implements AutoCloseable {
    private final RawClient client;
    private final List<String> heard = new ArrayList<>();
    private String sid = "";
    private String pid = "";
    private String offset = "";

    Visitor(Target target) throws IOException {
      client = target.opened();
    }

    void comeBack(String ticket, String last) throws IOException {
      client.frame("40{\"pid\":" + ticket + ",\"offset\":\"" + last + "\"}");
    }

    /** Reads until it has heard this; false where it is cut off before. */
    boolean hears(String last) throws IOException {
      try {
        while (!heard.contains(last)) {
          take(Target.readPacket(client, "4"));
        }
        return true;
      } catch (SocketTimeoutException nothing) {
        throw nothing;
      } catch (IOException hungUp) {
        return false;
      }
    }

    private void take(String packet) throws IOException {
      Matcher said = SAID.matcher(packet);
      if (said.matches()) {
        heard.add(said.group(1));
        offset = said.group(2);
        return;
      }
      Matcher greeting = GREETING.matcher(packet);
      assertThat(greeting.matches()).as(packet).isTrue();
      sid = greeting.group(1);
      pid = greeting.group(2);
      client.frame("42[\"direct\",{\"room\":\"" + sid + "\",\"text\":\"end\"}]");
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-20 is given to nobody who makes up private ids, and to its owner afterwards")
  void madeUp(ServerTransport transport, Wire wire) throws Exception {
    try (Siege siege = new Siege(transport, wire, SessionTheftIT::patient)) {
      Lost lost = lose(siege);
      Attack guess =
          new Attack(
              "made-up private ids",
              target -> {
                for (String id : MADE_UP) {
                  try (Visitor thief = new Visitor(target)) {
                    thief.comeBack(id, lost.offset());
                    assertThat(thief.hears("end")).isTrue();
                    assertThat(thief.heard).containsExactly("end");
                    assertThat(thief.sid).isNotEqualTo(lost.sid());
                  }
                }
              });
      siege.endure(List.of(guess), CROWD);
      try (Visitor owner = new Visitor(siege.target())) {
        owner.comeBack(lost.pid(), lost.offset());
        assertThat(owner.hears("end")).isTrue();
        assertThat(owner.heard).containsExactly("two", "end");
        assertThat(owner.sid).isEqualTo(lost.sid());
      }
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-20 belongs to one in the end where all of them know the private id")
  void known(ServerTransport transport, Wire wire) throws Exception {
    List<Visitor> crowd = new ArrayList<>();
    try (Siege siege = new Siege(transport, wire, SessionTheftIT::patient)) {
      Lost lost = lose(siege);
      for (int i = 0; i < CROWD; i++) {
        crowd.add(new Visitor(siege.target()));
      }
      for (Visitor each : crowd) {
        each.comeBack(lost.pid(), lost.offset());
      }
      for (Visitor each : crowd) {
        var unusedIfCut = each.hears("end");
      }
      siege.io().to(lost.sid()).emit("said", "whose");
      siege.io().emit("said", "bye");
      List<Visitor> left = new ArrayList<>();
      for (Visitor each : crowd) {
        if (each.hears("bye")) {
          left.add(each);
        }
      }
      assertThat(left)
          .filteredOn(it -> it.heard.contains("whose"))
          .singleElement()
          .satisfies(it -> assertThat(it.sid).isEqualTo(lost.sid()));
      assertThat(left)
          .filteredOn(it -> !it.heard.contains("whose"))
          .allSatisfy(it -> assertThat(it.heard).containsExactly("end", "bye"))
          .allSatisfy(it -> assertThat(it.sid).isNotEqualTo(lost.sid()));
      for (Visitor each : crowd) {
        each.close();
      }
      siege.leavesNothing();
    } finally {
      for (Visitor each : crowd) {
        each.close();
      }
    }
  }
}
