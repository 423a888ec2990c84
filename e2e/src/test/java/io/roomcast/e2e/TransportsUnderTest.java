package io.roomcast.e2e;

import io.roomcast.examples.ServerTransport;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The server's transports that the tests run on: all of them, or those that {@code
 * -Droomcast.e2e.transports=netty} names, separated by commas.
 */
public final class TransportsUnderTest {
  private static final String CHOICE = System.getProperty("roomcast.e2e.transports", "");

  private TransportsUnderTest() {}

  /** Each transport. */
  public static Stream<ServerTransport> all() {
    List<ServerTransport> chosen =
        Arrays.stream(CHOICE.split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(ServerTransport::named)
            .toList();
    return chosen.isEmpty() ? Arrays.stream(ServerTransport.values()) : chosen.stream();
  }

  /** Each transport with each of the cases. */
  public static Stream<Arguments> each(Object... cases) {
    return all()
        .flatMap(transport -> Arrays.stream(cases).map(single -> Arguments.of(transport, single)));
  }
}
