package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.FakeSession.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.Namespace;
import io.roomcast.ParentNamespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Namespaces that clients bring into being. */
class DynamicNamespaceTest {
  private static final String INVALID = "4/x,{\"message\":\"Invalid namespace\"}";

  private final TestBed server = new TestBed();
  private final Namespaces io = server.namespaces;
  private final List<String> log = new ArrayList<>();

  private ParentNamespace parent(String pattern) {
    return io.of(Pattern.compile(pattern), parent -> {});
  }

  private ParentNamespace pending(CompletableFuture<Boolean> verdict) {
    return io.ofAsync((name, handshake) -> verdict, parent -> {});
  }

  // ---- which names

  @Test
  @DisplayName("API-8 a pattern is found anywhere in a name unless it is anchored")
  void pattern_is_found() {
    ParentNamespace found = parent("room-\\d");
    FakeSession client = server.connect().text("0/my-room-12,", "0/room-,");

    assertThat(client.isIn("/my-room-12")).isTrue();
    assertThat(client.received()).last().isEqualTo(refused("/room-", "Invalid namespace"));
    assertThat(found.children()).extracting(Namespace::name).containsExactly("/my-room-12");

    ParentNamespace anchored = parent("^/exact$");
    client.text("0/exactly,", "0/exact,");
    assertThat(client.received()).contains(refused("/exactly", "Invalid namespace"));
    assertThat(anchored.children()).extracting(Namespace::name).containsExactly("/exact");
    assertThat(server.failures).isEmpty();
  }

  @Test
  @DisplayName("API-8 a predicate is asked for the name and sees the client's auth")
  void predicate() {
    ParentNamespace parent =
        io.of(
            (name, handshake) -> {
              log.add(name + handshake.auth());
              return "open".equals(handshake.auth().get("key"));
            },
            p -> {});
    FakeSession client = server.connect().text("0/x,", "0/x,{\"key\":\"open\"}", "0/y,");

    assertThat(log).containsExactly("/x{}", "/x{key=open}", "/y{}");
    assertThat(client.received()).hasSize(3).startsWith(INVALID);
    assertThat(client.received().get(1)).startsWith("0/x,{\"sid\"");
    assertThat(parent.children()).extracting(Namespace::name).containsExactly("/x");
    assertThat(io.all()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("API-8 an asynchronous predicate may answer later, and no thread waits for it")
  void asynchronous_predicate(boolean verdict) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    pending(answer);
    FakeSession client = server.connect().text("0/x,", "0");
    assertThat(client.received()).singleElement().asString().startsWith("0{\"sid\"");

    answer.complete(verdict);
    assertThat(client.isIn("/x")).isEqualTo(verdict);
    assertThat(client.received()).hasSize(2);
    assertThat(client.received().contains(INVALID)).isEqualTo(!verdict);
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-8 a predicate that fails in any way means no, and is reported")
  void failing_predicates() {
    IllegalStateException bug = new IllegalStateException("bug");
    CompletableFuture<Boolean> broken =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<Boolean> whenComplete(
              BiConsumer<? super Boolean, ? super Throwable> action) {
            throw new UnsupportedOperationException("broken");
          }
        };
    io.of(
        (name, handshake) -> {
          throw bug;
        },
        p -> {});
    io.ofAsync((name, handshake) -> nothing(), p -> {});
    io.ofAsync((name, handshake) -> CompletableFuture.failedFuture(bug), p -> {});
    io.ofAsync((name, handshake) -> CompletableFuture.completedFuture(null), p -> {});
    io.ofAsync((name, handshake) -> broken, p -> {});
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    pending(late);
    CompletableFuture<Boolean> lateNull = new CompletableFuture<>();
    pending(lateNull);

    FakeSession client = server.connect().text("0/x,");
    assertThat(server.failures).hasSize(5);
    late.completeExceptionally(bug);
    lateNull.complete(null);
    assertThat(client.received()).containsExactly(INVALID);
    assertThat(server.failures).hasSize(7);
    assertThat(server.failures)
        .allMatch(f -> f.namespace().equals("/x") && f.socket().isEmpty() && f.event().isEmpty());
    assertThat(List.of(0, 2, 5))
        .allSatisfy(i -> assertThat(server.failures.get(i).cause()).isSameAs(bug));
    assertThat(client.closing).isFalse();
  }

  @SuppressWarnings("NullAway")
  private static CompletionStage<Boolean> nothing() {
    return null;
  }

  @Test
  @DisplayName("SEC-21 a pattern that tries every way there is gives up on a client's name")
  void catastrophic_backtracking() {
    ParentNamespace careless = parent("^/(a|a)*\\1c$");
    ParentNamespace next = parent("b$");
    FakeSession client = server.connect().text("0/" + "a".repeat(60) + "b,");

    assertThat(client.received()).singleElement().asString().startsWith("0/aaa");
    assertThat(careless.children()).isEmpty();
    assertThat(next.children()).hasSize(1);
    assertThat(server.failures)
        .singleElement()
        .satisfies(f -> assertThat(f.cause()).hasMessageContaining("steps"));
  }

  @Test
  @DisplayName("SEC-21 nobody is asked for a name that is too long or spoils a log")
  void long_name() {
    parent("");
    String longest = "/" + "n".repeat(255);
    FakeSession client = server.connect().text("0" + longest + ",", "0/line\nfeed,");
    assertThat(client.received()).hasSize(2);
    assertThat(client.received().get(0)).startsWith("0" + longest);
    assertThat(client.received().get(1)).startsWith("4/line\nfeed,");

    assertThat(client.text("0" + longest + "n,").closing).isTrue();
    assertThat(client.received()).hasSize(2);
    assertThat(io.all()).hasSize(2);
  }

  @Test
  @DisplayName("SEC-17 the names of JavaScript's prototypes are names like any other")
  void prototype_names() {
    FakeSession client =
        server.connect().text("0/__proto__,", "0/constructor,", "0/toString,", "0/hasOwnProperty,");
    assertThat(client.received()).hasSize(4).allMatch(text -> text.contains("Invalid namespace"));

    parent("^/(__proto__|constructor|toString)$");
    client.text("0/__proto__,", "0/constructor,", "0/toString,", "0/hasOwnProperty,");
    assertThat(client.isIn("/__proto__")).isTrue();
    assertThat(client.isIn("/constructor")).isTrue();
    assertThat(client.isIn("/toString")).isTrue();
    assertThat(client.received()).last().isEqualTo(refused("/hasOwnProperty", "Invalid namespace"));
    assertThat(io.all()).hasSize(4);
  }

  // ---- how a child begins

  @Test
  @DisplayName(
      "API-9 parents are asked in the order of their creation, the first that agrees has it")
  void order_of_parents() {
    ParentNamespace first = parent("^/a");
    ParentNamespace second =
        io.of((name, handshake) -> log.add(name), p -> {}); // whatever the first does not take
    ParentNamespace third = parent("");
    server.connect().text("0/a,", "0/b,");

    assertThat(first.children()).extracting(Namespace::name).containsExactly("/a");
    assertThat(second.children()).extracting(Namespace::name).containsExactly("/b");
    assertThat(third.children()).isEmpty();
    assertThat(log).containsExactly("/b");
  }

  @Test
  @DisplayName(
      "API-9 a child has the middlewares and listeners that its parent has at its creation")
  void copies() {
    ParentNamespace parent = parent("^/p");
    parent.use(socket -> log.add("use"));
    parent.useAsync(
        socket -> {
          log.add("useAsync");
          return CompletableFuture.completedFuture(null);
        });
    var cancelled = parent.onConnection(socket -> log.add("cancelled"));
    parent.onConnection(socket -> log.add("in " + socket.namespace().name()));
    cancelled.cancel();
    server.connect().text("0/p1,");
    assertThat(log).containsExactly("use", "useAsync", "in /p1");

    log.clear();
    parent.use(
        socket -> {
          throw new ConnectionRefusedException("closed");
        });
    parent.onConnection(socket -> log.add("never"));
    server.of("/p1").onConnection(socket -> log.add("own"));
    FakeSession client = server.connect().text("0/p1,", "0/p2,");

    assertThat(log).containsExactly("use", "useAsync", "in /p1", "own", "use", "useAsync");
    assertThat(client.received()).last().isEqualTo(refused("/p2", "closed"));
    assertThat(parent.children()).hasSize(2);
  }

  @Test
  @DisplayName("API-9 a parent is set up before any client can join a child")
  void set_up_first() {
    FakeSession early = server.connect();
    io.of(
        Pattern.compile("^/x"),
        parent -> {
          early.text("0/x,");
          parent.use(
              socket -> {
                throw new ConnectionRefusedException("members only");
              });
        });
    assertThat(early.text("0/x,").received())
        .containsExactly(INVALID, refused("/x", "members only"));
  }

  @Test
  @DisplayName("API-9 of two clients that race one makes the child, and both join it")
  void racing_clients() {
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    List<CompletableFuture<Boolean>> verdicts = new ArrayList<>(List.of(first, second));
    ParentNamespace parent = io.ofAsync((name, handshake) -> verdicts.remove(0), p -> {});
    io.onNewNamespace(made -> log.add(made.name()));
    FakeSession a = server.connect().text("0/x,");
    FakeSession b = server.connect().text("0/x,");
    assertThat(verdicts).isEmpty();

    second.complete(true);
    first.complete(true);

    Namespace child = parent.children().iterator().next();
    assertThat(log).containsExactly("/x");
    assertThat(parent.children()).hasSize(1);
    assertThat(child.sockets()).hasSize(2);
    child.emit("e");
    assertThat(a.received()).last().isEqualTo("2/x,[\"e\"]");
    assertThat(b.received()).last().isEqualTo("2/x,[\"e\"]");
  }

  @Test
  @DisplayName("API-9 who asks while another client's child is being set up waits for that")
  void racing_with_the_set_up() {
    FakeSession quick = server.connect();
    FakeSession late = server.connect();
    parent("^/x");
    io.onNewNamespace(
        made -> {
          late.text("0/x,"); // in the midst of it
          log.add("late sees " + late.received());
          made.use(socket -> log.add("middleware"));
        });
    quick.text("0/x,");

    assertThat(log).containsExactly("late sees []", "middleware", "middleware");
    assertThat(quick.isIn("/x")).isTrue();
    assertThat(late.isIn("/x")).isTrue();
    assertThat(server.of("/x").size()).isEqualTo(2);
  }

  @Test
  @DisplayName("API-10 a namespace that is made by name begins as a child of the pattern it fits")
  void made_by_name() {
    ParentNamespace parent = parent("^/p-");
    parent.use(socket -> log.add("parent's"));
    io.of((name, handshake) -> true, p -> {}); // predicates want to see a client
    Namespace child = io.of("p-1", made -> made.onConnection(socket -> log.add("the set-up's")));
    Namespace second = io.of("/p-2");
    Namespace other = io.of("/q");
    server.connect().text("0/p-1,", "0/q,");

    assertThat(log).containsExactly("parent's", "the set-up's");
    assertThat(parent.children()).containsExactlyInAnyOrder(child, second).doesNotContain(other);
  }

  @Test
  @DisplayName("API-10 what a parent emits reaches all children that there are, and nobody else")
  void parent_broadcasts() {
    ParentNamespace parent = parent("^/p");
    parent.emit("nobody");
    FakeSession a = server.connect().text("0/p1,");
    FakeSession b = server.connect().text("0/p2,", "0");
    server.of("/p1").sockets().forEach(socket -> socket.join("r"));
    int before = b.received().size();

    parent.emit("all", 1);
    parent.to("r").emit("some");
    parent.except("r").emit("others");
    assertThat(a.received()).endsWith("2/p1,[\"all\",1]", "2/p1,[\"some\"]");
    assertThat(b.received().subList(before, b.received().size()))
        .containsExactly("2/p2,[\"all\",1]", "2/p2,[\"others\"]");

    assertThat(parent.sockets()).hasSize(2);
    assertThat(parent.in("r").sockets()).hasSize(1);
    parent.socketsJoin("s").join();
    assertThat(server.of("/p2").room("s").size()).isOne();
    parent.socketsLeave("s").join();
    assertThat(server.of("/p2").rooms()).doesNotContain("s");
    parent.to("r").disconnectSockets().join();
    assertThat(a.received()).last().isEqualTo("1/p1,");
    assertThat(parent.sockets()).hasSize(1);
    assertThatThrownBy(() -> parent.emit("connect")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("API-10 a parent collects the answers of all its children; it fetches no sockets")
  void parent_asks() {
    ParentNamespace parent = parent("^/p");
    assertThat(parent.emitWithAck("q").join().values()).isEmpty();
    FakeSession a = server.connect().text("0/p1,");
    FakeSession b = server.connect().text("0/p2,");
    var answers = parent.local().compress(false).timeout(Duration.ofSeconds(5)).emitWithAck("q");
    a.text("3/p1,0[\"yes\"]");
    assertThat(answers).isNotDone();
    server.timers.advance(Duration.ofSeconds(5));
    assertThat(answers.join().values()).singleElement().asString().isEqualTo("[yes]");
    assertThat(answers.join().silentSockets()).containsExactly(b.socketId("/p2"));

    b.writable = false;
    parent.asVolatile().emit("v");
    assertThat(a.received()).last().isEqualTo("2/p1,[\"v\"]");
    assertThat(b.received()).last().isEqualTo("2/p2,0[\"q\"]");
    assertThatThrownBy(parent::fetchSockets)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("children()");
    assertThatThrownBy(() -> parent.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("API-7 listeners hear of every namespace but the main one, before anybody joins it")
  void new_namespace() {
    var subscription =
        io.onNewNamespace(
            made -> {
              log.add(made.name() + made.size());
              made.onConnection(socket -> log.add("in " + socket.namespace().name()));
            });
    io.onNewNamespace(
        made -> {
          throw new IllegalStateException("bug");
        });
    parent("^/dynamic");
    server.of("/static");
    server.of("/static");
    server.of("/");
    io.of("/set-up", made -> log.add("setting up"));
    FakeSession client = server.connect().text("0/dynamic,", "0/static,", "0/nowhere,", "0");

    assertThat(log)
        .containsExactly(
            "/static0", "setting up", "/set-up0", "/dynamic0", "in /dynamic", "in /static");
    assertThat(client.received()).hasSize(4);
    assertThat(server.failures)
        .extracting(f -> f.namespace())
        .containsExactly("/static", "/set-up", "/dynamic");
    assertThat(server.failures).allMatch(f -> f.event().equals(Optional.of("new_namespace")));

    subscription.cancel();
    server.of("/later");
    assertThat(log).hasSize(6);
  }

  @Test
  @DisplayName("API-9 an adapter that cannot be made refuses with a general message")
  void adapter_that_cannot_be_made() {
    TestBed bed =
        TestBed.with(
            options ->
                options.adapter(
                    local -> {
                      if (local.namespace().equals("/x")) {
                        throw new IllegalStateException("no redis");
                      }
                      return () -> local;
                    }));
    ParentNamespace parent = bed.namespaces.of(Pattern.compile("^/"), p -> {});
    FakeSession client = bed.connect().text("0/x,", "0/y,");
    assertThat(client.received().get(0)).isEqualTo(refused("/x", "Internal server error"));
    assertThat(client.isIn("/y")).isTrue();
    assertThat(parent.children()).hasSize(1);
    assertThat(bed.failures)
        .singleElement()
        .satisfies(f -> assertThat(f.cause()).hasMessage("no redis"));
  }

  @Test
  @DisplayName("SEC-21 clients can make only so many namespaces")
  void too_many_children() {
    TestBed strict = TestBed.with(options -> options.maxDynamicNamespaces(2));
    ParentNamespace parent = strict.namespaces.of(Pattern.compile("^/"), p -> {});
    FakeSession client = strict.connect().text("0/a,", "0/b,", "0/c,", "0/d,");
    assertThat(client.received()).contains(refused("/c", "Invalid namespace"));
    assertThat(parent.children()).hasSize(2);

    Namespace byName = strict.of("/c"); // the application's own do not count
    assertThat(parent.children()).hasSize(3).contains(byName);
    assertThat(strict.connect().text("0/c,").isIn("/c")).isTrue();
  }
}
