package io.roomcast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticResourcesTest {
  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void files() throws IOException {
    root = temp.resolve("public");
    write("index.html", "<p>home");
    write("rooms.html", "<p>rooms");
    write("chat/index.html", "<p>chat");
    write("both.html", "<p>page");
    write("both/index.html", "<p>folder");
    write("app.js", "let a;");
    write("한국어 문서.txt", "안녕하세요");
    write("empty.css", "");
    write(".env", "SECRET");
    write(".git/config", "SECRET");
    Files.createDirectories(root.resolve("bare"));
    Files.writeString(temp.resolve("secret.txt"), "SECRET");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static FakeExchange get(StaticResources resources, String path) throws IOException {
    return ask(resources, FakeExchange.get(path));
  }

  private static FakeExchange ask(StaticResources resources, FakeExchange exchange)
      throws IOException {
    assertThat(resources.handle(exchange)).isEqualTo(exchange.answered());
    return exchange;
  }

  @Test
  void a_client_that_has_the_content_costs_no_reading_even_if_nothing_is_kept() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    URLStreamHandler files =
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
              @Override
              public void connect() {}

              @Override
              public InputStream getInputStream() {
                opened.incrementAndGet();
                return new ByteArrayInputStream("let a;".getBytes(UTF_8));
              }
            };
          }
        };
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          protected URL findResource(String name) {
            try {
              return name.equals("public/app.js") ? new URL(null, "test:" + name, files) : null;
            } catch (MalformedURLException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    StaticResources resources =
        StaticResources.onClasspath("/public", loader).withMaxCachedBytes(0);
    FakeExchange first = get(resources, "/app.js");
    assertThat(first.responseText()).isEqualTo("let a;");
    String tag = first.responseHeaders().first("ETag").orElseThrow();
    System.gc(); // so that nothing can be found again

    for (int i = 0; i < 10; i++) {
      FakeExchange again = ask(resources, FakeExchange.get("/app.js").with("If-None-Match", tag));
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.responseHeaders().first("ETag")).hasValue(tag);
    }
    assertThat(opened).hasValue(1);
  }

  @Nested
  class InAFolder {
    private StaticResources resources;

    @BeforeEach
    void open() {
      resources = StaticResources.inFolder(root);
    }

    @ParameterizedTest
    @CsvSource({
      "/, <p>home, text/html; charset=utf-8",
      "/index.html, <p>home, text/html; charset=utf-8",
      "/index, <p>home, text/html; charset=utf-8",
      "/?v=1, <p>home, text/html; charset=utf-8",
      "/rooms, <p>rooms, text/html; charset=utf-8",
      "/rooms.html, <p>rooms, text/html; charset=utf-8",
      "/chat, <p>chat, text/html; charset=utf-8",
      "/chat/, <p>chat, text/html; charset=utf-8",
      "/both, <p>page, text/html; charset=utf-8",
      "/both/, <p>folder, text/html; charset=utf-8",
      "/app.js, let a;, text/javascript; charset=utf-8",
      "/empty.css, '', text/css; charset=utf-8",
      "/%ED%95%9C%EA%B5%AD%EC%96%B4%20%EB%AC%B8%EC%84%9C.txt, 안녕하세요, text/plain; charset=utf-8",
    })
    void serves_files_and_pages(String path, String content, String type) throws IOException {
      FakeExchange exchange = get(resources, path);

      assertThat(exchange.status()).isEqualTo(200);
      assertThat(exchange.responseText()).isEqualTo(content);
      assertThat(exchange.responseHeaders().first("Content-Type")).hasValue(type);
      assertThat(exchange.responseHeaders().first("Cache-Control")).hasValue("no-cache");
      assertThat(exchange.responseHeaders().first("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/missing",
          "/missing.html",
          "/bare",
          "/bare/",
          "/rooms/",
          "/app.js/",
          "/app.js/x",
          "/APP.JS%00",
          "/.env",
          "/%2eenv",
          "/.git/config",
          "/../secret.txt",
          "/%2e%2e/secret.txt",
          "/..%2fsecret.txt",
          "/%2e%2e%2fsecret.txt",
          "/..%5csecret.txt",
          "/..\\secret.txt",
          "/%252e%252e/secret.txt",
          "/%252e%252e%252fsecret.txt",
          "/chat/../../secret.txt",
          "/chat/%2e%2e/%2e%2e/secret.txt",
          "//secret.txt",
          "/%c0%ae%c0%ae/secret.txt",
          "/../public/index.html",
          "/./index.html",
          "*"
        })
    void leaves_what_is_not_there_or_not_allowed_to_the_next_handler(String path)
        throws IOException {
      assertThat(get(resources, path).answered()).isFalse();
    }

    @Test
    void an_absolute_path_of_the_disk_is_only_a_name_inside_the_folder() throws IOException {
      String absolute = temp.resolve("secret.txt").toAbsolutePath().toString();
      assertThat(get(resources, absolute).answered()).isFalse();
      assertThat(get(resources, '/' + absolute).answered()).isFalse();
    }

    @Test
    void links_are_followed_inside_the_folder_only_and_never_to_hidden_files() throws IOException {
      Files.createSymbolicLink(root.resolve("inside.js"), root.resolve("app.js"));
      Files.createSymbolicLink(root.resolve("outside.txt"), temp.resolve("secret.txt"));
      Files.createSymbolicLink(root.resolve("up"), temp);
      Files.createSymbolicLink(root.resolve("env"), root.resolve(".env"));
      Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
      Path sibling = Files.createDirectories(temp.resolve("public-too"));
      Files.writeString(sibling.resolve("secret.txt"), "SECRET");
      Files.createSymbolicLink(root.resolve("sibling"), sibling);

      assertThat(get(resources, "/inside.js").responseText()).isEqualTo("let a;");
      for (String path :
          new String[] {"/outside.txt", "/up/secret.txt", "/env", "/loop", "/sibling/secret.txt"}) {
        assertThat(get(resources, path).answered()).as(path).isFalse();
      }
    }

    @Test
    void the_folder_may_be_a_link_that_a_deployment_swaps() throws IOException {
      Path next = Files.createDirectories(temp.resolve("next"));
      Files.writeString(next.resolve("index.html"), "<p>next");
      Path current = Files.createSymbolicLink(temp.resolve("current"), root);
      StaticResources deployed = StaticResources.inFolder(current);
      assertThat(get(deployed, "/").responseText()).isEqualTo("<p>home");

      Files.delete(current);
      assertThat(get(deployed, "/").answered()).isFalse();
      Files.createSymbolicLink(current, next);

      assertThat(get(deployed, "/").responseText()).isEqualTo("<p>next");
    }

    @Test
    void a_client_that_has_the_content_gets_304_until_the_file_changes() throws IOException {
      FakeExchange first = get(resources, "/app.js");
      String tag = first.responseHeaders().first("ETag").orElseThrow();
      assertThat(tag).startsWith("\"").endsWith("\"");

      FakeExchange again =
          ask(resources, FakeExchange.get("/app.js").with("If-None-Match", "W/" + tag));
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.responseText()).isEmpty();
      assertThat(again.responseHeaders().first("ETag")).hasValue(tag);
      assertThat(again.responseHeaders().first("Cache-Control")).hasValue("no-cache");

      write("app.js", "let b;"); // as long as before
      Files.setLastModifiedTime(root.resolve("app.js"), FileTime.fromMillis(1_000));
      FakeExchange changed = ask(resources, FakeExchange.get("/app.js").with("If-None-Match", tag));
      assertThat(changed.status()).isEqualTo(200);
      assertThat(changed.responseText()).isEqualTo("let b;");
      assertThat(changed.responseHeaders().first("ETag")).isPresent().isNotEqualTo(tag);
    }

    @Test
    void HEAD_is_answered_like_GET() throws IOException {
      FakeExchange head = ask(resources, FakeExchange.request("HEAD", "/app.js").complete(""));
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.responseHeaders().first("ETag"))
          .isEqualTo(get(resources, "/app.js").responseHeaders().first("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "get"})
    void other_methods_are_left_to_the_next_handler(String method) throws IOException {
      assertThat(ask(resources, FakeExchange.request(method, "/app.js")).answered()).isFalse();
    }

    @Test
    void a_WebSocket_handshake_is_left_to_the_next_handler() throws IOException {
      assertThat(ask(resources, FakeExchange.upgrade("/app.js")).answered()).isFalse();
    }

    @Test
    void a_file_over_the_maximum_is_not_served_one_of_that_size_is() throws IOException {
      StaticResources tight = resources.withMaxFileBytes(6);
      assertThat(get(tight, "/app.js").responseText()).isEqualTo("let a;");
      assertThat(get(tight, "/index.html").answered()).isFalse();
    }

    @Test
    void each_answer_has_a_position_of_its_own_in_the_shared_content() throws IOException {
      ByteBuffer[] seen = new ByteBuffer[2];
      for (int i = 0; i < 2; i++) {
        int index = i;
        FakeExchange exchange = FakeExchange.get("/app.js");
        var answered = new Capture(exchange);
        resources.handle(answered.exchange);
        seen[index] = answered.body;
        assertThat(seen[index].remaining()).isEqualTo(6);
        seen[index].position(6);
      }
      assertThat(seen[0].isReadOnly()).isTrue();
    }
  }

  /** Keeps the very buffer of the answer. */
  private static final class Capture {
    private ByteBuffer body = ByteBuffer.allocate(0);
    private final Exchange exchange;

    Capture(FakeExchange request) {
      exchange =
          (Exchange)
              Proxy.newProxyInstance(
                  StaticResourcesTest.class.getClassLoader(),
                  new Class<?>[] {Exchange.class},
                  (proxy, method, args) -> {
                    if (method.getName().equals("respond")) {
                      body = (ByteBuffer) args[2];
                      return CompletableFuture.completedFuture(null);
                    }
                    return method.invoke(request, args);
                  });
    }
  }

  @Nested
  class OnTheClassPath {

    private void add(JarOutputStream jar, String name, String text) throws IOException {
      jar.putNextEntry(new JarEntry(name));
      jar.write(text.getBytes(UTF_8));
      jar.closeEntry();
    }

    private URL jar(boolean folderEntries) throws IOException {
      Path file = temp.resolve("site-" + folderEntries + ".jar");
      try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
        if (folderEntries) {
          for (String folder : new String[] {"public/", "public/chat/", "public/bare/"}) {
            jar.putNextEntry(new JarEntry(folder));
            jar.closeEntry();
          }
        }
        add(jar, "public/index.html", "<p>home");
        add(jar, "public/rooms.html", "<p>rooms");
        add(jar, "public/chat/index.html", "<p>chat");
        add(jar, "public/app.js", "let a;");
        add(jar, "public/.env", "SECRET");
        add(jar, "public/%2e%2e/secret.txt", "SECRET");
        add(jar, "secret.txt", "SECRET");
      }
      return file.toUri().toURL();
    }

    private void servesTheSite(StaticResources resources) throws IOException {
      assertThat(get(resources, "/").responseText()).isEqualTo("<p>home");
      assertThat(get(resources, "/rooms").responseText()).isEqualTo("<p>rooms");
      assertThat(get(resources, "/chat").responseText()).isEqualTo("<p>chat");
      assertThat(get(resources, "/chat/").responseText()).isEqualTo("<p>chat");
      FakeExchange script = get(resources, "/app.js");
      assertThat(script.responseText()).isEqualTo("let a;");
      String tag = script.responseHeaders().first("ETag").orElseThrow();
      assertThat(ask(resources, FakeExchange.get("/app.js").with("If-None-Match", tag)).status())
          .isEqualTo(304);
      for (String path :
          new String[] {
            "/bare",
            "/bare/",
            "/missing",
            "/.env",
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/%252e%252e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "//secret.txt",
            "/app.js/"
          }) {
        assertThat(get(resources, path).answered()).as(path).isFalse();
      }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void works_from_a_jar_with_or_without_entries_for_folders(boolean folderEntries)
        throws IOException {
      try (URLClassLoader loader = new URLClassLoader(new URL[] {jar(folderEntries)}, null)) {
        servesTheSite(StaticResources.onClasspath("/public", loader));
        servesTheSite(StaticResources.onClasspath("/public/", loader));
      }
    }

    @Test
    void works_from_a_folder_of_classes() throws IOException {
      URL classes = temp.toUri().toURL();
      try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
        StaticResources resources = StaticResources.onClasspath("/public", loader);
        servesTheSite(resources);

        write("app.js", "let edited;");

        assertThat(get(resources, "/app.js").responseText()).isEqualTo("let edited;");
      }
    }

    @Test
    void uses_the_context_class_loader_where_none_is_given() throws IOException {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      try (URLClassLoader loader = new URLClassLoader(new URL[] {jar(true)}, null)) {
        thread.setContextClassLoader(loader);
        StaticResources resources = StaticResources.onClasspath("/public");
        thread.setContextClassLoader(before); // the one of the creation counts
        servesTheSite(resources);
      } finally {
        thread.setContextClassLoader(before);
      }
    }

    @Test
    void finds_files_beside_an_anchor_class() throws IOException {
      // the folder of this very class stands for a folder of resources
      StaticResources resources =
          StaticResources.onClasspath("/io/roomcast/http", StaticResourcesTest.class);
      assertThat(get(resources, "/StaticResourcesTest.class").status()).isEqualTo(200);
      assertThat(get(resources, "/StaticResources").answered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "public", "//"})
    void refuses_the_root_and_relative_folders(String folder) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StaticResources.onClasspath(folder))
          .withMessageContaining("/public");
    }
  }

  @Test
  void refuses_a_folder_that_is_not_there_and_bounds_out_of_range() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StaticResources.inFolder(temp.resolve("absent")))
        .withMessageContaining("absent");
    StaticResources resources = StaticResources.inFolder(root);
    assertThatIllegalArgumentException().isThrownBy(() -> resources.withMaxFileBytes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> resources.withMaxCachedBytes(-1));
  }

  @ParameterizedTest
  @CsvSource({
    "a.HTML, text/html; charset=utf-8",
    "a.json, application/json",
    "a.js.map, application/json",
    "a.svg, image/svg+xml",
    "a.png, image/png",
    "a.woff2, font/woff2",
    "a.unknown, application/octet-stream",
    "html, text/html; charset=utf-8",
    "noextension, application/octet-stream"
  })
  void content_types_go_by_extension(String name, String type) {
    assertThat(ContentTypes.of(name)).isEqualTo(type);
  }
}
