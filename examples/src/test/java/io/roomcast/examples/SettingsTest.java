package io.roomcast.examples;

import static io.roomcast.examples.ServerTransport.JAVA_WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings")
class SettingsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("ROOMCAST_PORT", "9000", "ROOMCAST_HOST", "0.0.0.0");

  @Test
  @DisplayName("have defaults, which the environment changes, and arguments win")
  void areFoundInOrder() {
    assertThat(Settings.of(args(), Map.of()))
        .isEqualTo(new Settings("localhost", 8080, JAVA_WEBSOCKET));
    assertThat(Settings.of(args(), ENVIRONMENT))
        .isEqualTo(new Settings("0.0.0.0", 9000, JAVA_WEBSOCKET));
    assertThat(Settings.of(args("--port", "9001"), ENVIRONMENT))
        .isEqualTo(new Settings("0.0.0.0", 9001, JAVA_WEBSOCKET));
    assertThat(Settings.of(args("--host", "::1", "--port", "0"), ENVIRONMENT))
        .isEqualTo(new Settings("::1", 0, JAVA_WEBSOCKET));
  }

  @ParameterizedTest
  @DisplayName("refuse what is no port, and say so")
  @ValueSource(strings = {"x", "-1", "65536", "", "99999999999"})
  void refusePort(String port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(args("--port", port), Map.of()))
        .withMessageContaining("\"" + port + "\" is not a port");
  }

  @Test
  @DisplayName("choose the transport by the environment or an argument, and list them otherwise")
  void chooseTransport() {
    for (ServerTransport transport : ServerTransport.values()) {
      Map<String, String> environment = Map.of("ROOMCAST_TRANSPORT", transport.toString());
      assertThat(Settings.of(args(), environment).transport()).isEqualTo(transport);
      assertThat(
              Settings.of(
                      args("--transport", transport.toString()),
                      Map.of("ROOMCAST_TRANSPORT", "never looked at"))
                  .transport())
          .isEqualTo(transport);
      assertThat(Settings.USAGE).contains(transport.toString());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Settings.of(args("--transport", "carrier-pigeon"), Map.of()))
          .withMessageContaining("\"carrier-pigeon\"")
          .withMessageContaining(transport.toString());
    }
  }

  @Test
  @DisplayName("refuse unknown options and missing values")
  void refuseOptions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(args("--prot", "1"), Map.of()))
        .withMessageContaining("--prot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(args("--port"), Map.of()))
        .withMessageContaining("--port");
  }

  @Test
  @DisplayName("lead to the addresses that the reader is shown")
  void areShown() {
    assertThat(Welcome.of(new Settings("localhost", 0, JAVA_WEBSOCKET), 8081))
        .contains("http://localhost:8081/")
        .contains("java-websocket")
        .contains("Ctrl-C");
    assertThat(Welcome.of(new Settings("::1", 0, JAVA_WEBSOCKET), 8081))
        .contains("http://[::1]:8081/");
    assertThat(Welcome.of(new Settings("0.0.0.0", 0, JAVA_WEBSOCKET), 8081))
        .contains("http://localhost:8081/")
        .doesNotContain("0.0.0.0");
  }

  private static String[] args(String... args) {
    return args;
  }
}
