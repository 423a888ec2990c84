package io.roomcast.client.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.roomcast.spi.client.ClientBundle;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpmClientBundleTest {

  private final ClientBundle bundle = new NpmClientBundle();

  @Test
  void is_found_as_a_service() {
    assertThat(ServiceLoader.load(ClientBundle.class))
        .singleElement()
        .isInstanceOf(NpmClientBundle.class);
  }

  @ParameterizedTest
  @DisplayName("API-4 only the exact names of the list are answered")
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "LICENSE",
        "client.properties",
        "./socket.io.js",
        "/socket.io.js",
        "socket.io.js/",
        "dist/socket.io.js",
        "SOCKET.IO.JS",
        "socket.io.js?v=1",
        "socket.io.js\u0000",
        "socket.io.slim.js",
        "../client/socket.io.js",
        "..\\client\\socket.io.js",
        "%2e%2e/client/socket.io.js",
        "../../services/io.roomcast.spi.client.ClientBundle",
        "../../../module-info.class"
      })
  void refuses_other_names(String name) {
    assertThat(bundle.file(name)).isEmpty();
  }

  @Test
  void refuses_null_with_a_message() {
    assertThatNullPointerException().isThrownBy(() -> bundle.file(null)).withMessage("name");
  }

  @Test
  void a_bundle_built_without_the_client_is_empty() {
    var empty = new NpmClientBundle("/META-INF/roomcast/absent/");

    assertThat(empty.version()).isEqualTo(NpmClientBundle.NO_VERSION);
    assertThat(empty.file("socket.io.js")).isEmpty();
  }

  @Nested
  @DisabledIfSystemProperty(
      named = "client.bundle.skip",
      matches = "true",
      disabledReason = "built without the browser client")
  class WithTheClient {

    @Test
    void version_is_the_one_that_package_json_pins() throws IOException {
      assertThat(Files.readString(Path.of("package.json")))
          .contains("\"socket.io-client\": \"" + bundle.version() + "\"");
    }

    @ParameterizedTest
    @DisplayName("API-4 each build of the client is served with its source map")
    @ValueSource(
        strings = {
          "socket.io.js",
          "socket.io.min.js",
          "socket.io.esm.min.js",
          "socket.io.msgpack.min.js"
        })
    void has_each_build_and_its_map(String name) {
      assertThat(text(name))
          .contains("Socket.IO v" + bundle.version())
          .contains("//# sourceMappingURL=" + name + ".map");
      assertThat(text(name + ".map"))
          .startsWith("{")
          .contains("\"version\":3", "\"mappings\":")
          .endsWith("}");
    }

    @Test
    void holds_the_list_its_licence_and_nothing_else() throws IOException, URISyntaxException {
      var folder = NpmClientBundle.class.getResource("/META-INF/roomcast/client").toURI();
      try (var files = Files.list(Path.of(folder))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder(
                "LICENSE",
                "client.properties",
                "socket.io.js",
                "socket.io.js.map",
                "socket.io.min.js",
                "socket.io.min.js.map",
                "socket.io.esm.min.js",
                "socket.io.esm.min.js.map",
                "socket.io.msgpack.min.js",
                "socket.io.msgpack.min.js.map");
      }
      assertThat(Path.of(folder).resolve("LICENSE")).content().contains("MIT License");
    }

    private String text(String name) {
      return new String(bundle.file(name).orElseThrow(), UTF_8);
    }
  }
}
