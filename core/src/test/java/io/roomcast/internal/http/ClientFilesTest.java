package io.roomcast.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Cors;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.spi.client.ClientBundle;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFilesTest {
  private static final String LONG = "function socket() { return 'io'; }\n".repeat(500);

  /** Has every name that it is asked for, so that the list of names is not its own. */
  public static final class Bundle implements ClientBundle {
    private final List<String> asked = new ArrayList<>();
    private RuntimeException failure;

    @Override
    public String version() {
      return "4.8.4";
    }

    @Override
    public Optional<byte[]> file(String name) {
      asked.add(name);
      if (failure != null) {
        throw failure;
      }
      return name.contains("msgpack")
          ? Optional.empty()
          : Optional.of(("content of " + name).getBytes(UTF_8));
    }
  }

  private final Bundle bundle = new Bundle();
  private final List<Exchange> engine = new ArrayList<>();
  private final Deque<Runnable> executor = new ArrayDeque<>();
  private final ClientFiles files = new ClientFiles(List.of(bundle));

  private FakeExchange ask(EngineOptions options, FakeExchange exchange) {
    new Front(options, files, List.of(), executor::add, executor::add, engine::add, error -> {})
        .onRequest(exchange);
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
    return exchange;
  }

  private FakeExchange ask(FakeExchange exchange) {
    return ask(EngineOptions.defaults(), exchange);
  }

  @ParameterizedTest
  @DisplayName("API-4 each build of the client and its map are served below the path")
  @ValueSource(strings = {"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js"})
  void served(String name) {
    FakeExchange script = ask(FakeExchange.get("/socket.io/" + name + "?v=1"));
    assertThat(script.status()).isEqualTo(200);
    assertThat(script.responseText()).isEqualTo("content of " + name);
    assertThat(script.responseHeaders().first("Content-Type"))
        .hasValue("application/javascript; charset=utf-8");
    assertThat(script.responseHeaders().first("Cache-Control")).hasValue("public, max-age=0");
    assertThat(script.responseHeaders().first("ETag")).hasValue("\"4.8.4\"");

    FakeExchange map = ask(FakeExchange.get("/socket.io/" + name + ".map"));
    assertThat(map.responseText()).isEqualTo("content of " + name + ".map");
    assertThat(map.responseHeaders().first("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(engine).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("API-4 other names, and files that the bundle has not, go to the engine")
  @ValueSource(
      strings = {
        "",
        "socket.io.slim.js",
        "socket.io.js.map.map",
        "socket.io.js/",
        "/socket.io.js",
        "x/socket.io.js",
        "../socket.io.js",
        "SOCKET.IO.JS",
        "socket%2eio.js",
        "socket.io.msgpack.min.js"
      })
  void otherNames(String name) {
    FakeExchange exchange = ask(FakeExchange.get("/socket.io/" + name));
    assertThat(exchange.answered()).isFalse();
    assertThat(engine).hasSize(1);
  }

  @Test
  @DisplayName("API-4 a client that has this version gets 304")
  void notModified() {
    for (String tag : List.of("\"4.8.4\"", "W/\"4.8.4\"", "\"4.8.3\", W/\"4.8.4\"", "*")) {
      FakeExchange exchange =
          ask(FakeExchange.get("/socket.io/socket.io.js").with("If-None-Match", tag));
      assertThat(exchange.status()).as(tag).isEqualTo(304);
      assertThat(exchange.responseText()).isEmpty();
      assertThat(exchange.responseHeaders().first("ETag")).hasValue("\"4.8.4\"");
      assertThat(exchange.responseHeaders().first("Cache-Control")).hasValue("public, max-age=0");
    }
    FakeExchange older =
        ask(FakeExchange.get("/socket.io/socket.io.js").with("If-None-Match", "\"4.8.3\""));
    assertThat(older.status()).isEqualTo(200);
  }

  @Test
  @DisplayName("API-4 any method is served; an upgrade is not")
  void methods() {
    for (String method : List.of("GET", "HEAD", "POST")) {
      FakeExchange exchange = ask(FakeExchange.request(method, "/socket.io/socket.io.js"));
      assertThat(exchange.status()).as(method).isEqualTo(200);
    }
    FakeExchange upgrade = ask(FakeExchange.upgrade("/socket.io/socket.io.js"));
    assertThat(upgrade.answered()).isFalse();
    assertThat(engine).containsExactly(upgrade);
  }

  @Test
  @DisplayName("API-4 EIO-64 CORS headers apply to the client's files, 304 and preflight too")
  void cors() {
    EngineOptions options = EngineOptions.builder().cors(Cors.allow("https://page")).build();
    FakeExchange script =
        ask(options, FakeExchange.get("/socket.io/socket.io.js").with("Origin", "https://page"));
    FakeExchange unchanged =
        ask(
            options,
            FakeExchange.get("/socket.io/socket.io.js")
                .with("Origin", "https://page")
                .with("If-None-Match", "*"));
    FakeExchange preflight =
        ask(
            options,
            FakeExchange.request("OPTIONS", "/socket.io/socket.io.js")
                .with("Origin", "https://page"));
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(preflight.status()).isEqualTo(204);
    for (FakeExchange exchange : List.of(script, unchanged, preflight)) {
      assertThat(exchange.responseHeaders().first("Access-Control-Allow-Origin"))
          .hasValue("https://page");
    }
  }

  @Test
  @DisplayName("API-4 without the trailing slash the files are below the path all the same")
  void withoutTrailingSlash() {
    EngineOptions options = EngineOptions.builder().path("/chat").addTrailingSlash(false).build();
    assertThat(ask(options, FakeExchange.get("/chat/socket.io.js")).status()).isEqualTo(200);
    assertThat(ask(options, FakeExchange.get("/chatsocket.io.js")).answered()).isFalse();
  }

  @Test
  void a_file_is_read_off_the_IO_thread_and_only_once() {
    FakeExchange first = FakeExchange.get("/socket.io/socket.io.js");
    Front front =
        new Front(
            EngineOptions.defaults(),
            files,
            List.of(),
            executor::add,
            executor::add,
            engine::add,
            error -> {});
    front.onRequest(first);
    assertThat(bundle.asked).isEmpty();
    assertThat(first.answered()).isFalse();
    executor.remove().run();
    assertThat(first.status()).isEqualTo(200);
    FakeExchange second = FakeExchange.get("/socket.io/socket.io.js");
    front.onRequest(second);
    assertThat(second.status()).as("from memory, without a thread").isEqualTo(200);

    assertThat(ask(FakeExchange.get("/socket.io/socket.io.js")).responseText())
        .isEqualTo(first.responseText());
    ask(FakeExchange.get("/socket.io/socket.io.msgpack.min.js"));
    ask(FakeExchange.get("/socket.io/socket.io.msgpack.min.js"));
    assertThat(bundle.asked).containsExactly("socket.io.js", "socket.io.msgpack.min.js");
  }

  @Test
  void a_bundle_that_fails_gives_500_without_details_and_is_asked_again() {
    bundle.failure = new IllegalStateException("thrown by a test: SECRET");
    FakeExchange failed = ask(FakeExchange.get("/socket.io/socket.io.js"));
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.responseText()).doesNotContain("SECRET");
    bundle.failure = null;
    assertThat(ask(FakeExchange.get("/socket.io/socket.io.js")).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("API-4 serveClient=false, or no bundle: the names go to the engine")
  void notServed(@TempDir Path services) throws Exception {
    withBundleAsService(
        services,
        () -> {
          for (boolean serve : new boolean[] {true, false}) {
            engine.clear();
            FakeExchange exchange = FakeExchange.get("/socket.io/socket.io.js");
            Front.of(
                    EngineOptions.defaults(),
                    serve,
                    List.of(),
                    HandlerExecutor.of(Runnable::run),
                    engine::add,
                    error -> {})
                .onRequest(exchange);
            assertThat(exchange.status()).isEqualTo(serve ? 200 : 0);
            assertThat(engine).hasSize(serve ? 0 : 1);
          }
        });
    assertThat(ClientFiles.find().mayHave("socket.io.js")).as("no bundle here").isFalse();
  }

  private static void withBundleAsService(Path folder, Runnable action) throws Exception {
    Path declared = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(declared.resolve(ClientBundle.class.getName()), Bundle.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, Bundle.class.getClassLoader())) {
      thread.setContextClassLoader(loader);
      action.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A file that shrinks, unlike those above. */
  private FakeExchange askForLong(String... headers) {
    ClientBundle longFiles =
        new ClientBundle() {
          @Override
          public String version() {
            return "4.8.4";
          }

          @Override
          public Optional<byte[]> file(String name) {
            return Optional.of(LONG.getBytes(UTF_8));
          }
        };
    FakeExchange exchange = FakeExchange.get("/socket.io/socket.io.js");
    for (int i = 0; i < headers.length; i += 2) {
      exchange.with(headers[i], headers[i + 1]);
    }
    assertThat(new ClientFiles(List.of(longFiles)).answer(exchange, "socket.io.js")).isTrue();
    assertThat(exchange.responseHeaders().all("Vary")).contains("Accept-Encoding");
    return exchange;
  }

  @Test
  @DisplayName("API-4 a file is sent compressed as the client prefers, with a tag of its own")
  void compressed() throws IOException {
    FakeExchange gzip = askForLong("Accept-Encoding", "gzip, deflate, br");
    assertThat(gzip.responseHeaders().first("Content-Encoding")).hasValue("gzip");
    assertThat(gzip.responseHeaders().first("ETag")).hasValue("\"4.8.4-gzip\"");
    assertThat(gzip.responseHeaders().first("Content-Type"))
        .hasValue("application/javascript; charset=utf-8");
    assertThat(gzip.responseBytes()).hasSizeLessThan(LONG.length() / 10);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.responseBytes())).readAllBytes())
        .isEqualTo(LONG.getBytes(UTF_8));

    FakeExchange deflate = askForLong("Accept-Encoding", "gzip;q=0.5, deflate");
    assertThat(deflate.responseHeaders().first("Content-Encoding")).hasValue("deflate");
    assertThat(deflate.responseHeaders().first("ETag")).hasValue("\"4.8.4-deflate\"");
    assertThat(
            new InflaterInputStream(new ByteArrayInputStream(deflate.responseBytes()))
                .readAllBytes())
        .isEqualTo(LONG.getBytes(UTF_8));

    for (String accepted : List.of("br", "identity", "gzip;q=0", "identity, gzip;q=0.5")) {
      FakeExchange plain = askForLong("Accept-Encoding", accepted);
      assertThat(plain.responseHeaders().first("Content-Encoding")).as(accepted).isEmpty();
      assertThat(plain.responseHeaders().first("ETag")).hasValue("\"4.8.4\"");
      assertThat(plain.responseText()).isEqualTo(LONG);
    }
  }

  @Test
  @DisplayName("API-4 a client that has this version in any coding gets 304 with the tag it has")
  void notModifiedCompressed() {
    for (String tag : List.of("\"4.8.4\"", "\"4.8.4-gzip\"", "\"4.8.4-deflate\"")) {
      FakeExchange exchange =
          askForLong("Accept-Encoding", "gzip", "If-None-Match", "\"old\", W/" + tag);
      assertThat(exchange.status()).as(tag).isEqualTo(304);
      assertThat(exchange.responseHeaders().first("ETag")).hasValue(tag);
      assertThat(exchange.responseHeaders().first("Content-Encoding")).isEmpty();
      assertThat(exchange.responseBytes()).isEmpty();
    }
    assertThat(askForLong("Accept-Encoding", "gzip", "If-None-Match", "\"4.8.4-br\"").status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("API-4 a file that does not shrink is sent as it is")
  void doesNotShrink() {
    FakeExchange script =
        ask(FakeExchange.get("/socket.io/socket.io.js").with("Accept-Encoding", "gzip"));
    assertThat(script.responseText()).isEqualTo("content of socket.io.js");
    assertThat(script.responseHeaders().first("Content-Encoding")).isEmpty();
    assertThat(script.responseHeaders().first("ETag")).hasValue("\"4.8.4\"");
  }
}
