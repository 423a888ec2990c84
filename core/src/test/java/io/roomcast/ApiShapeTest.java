package io.roomcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.EngineServer;
import io.roomcast.engineio.EngineServerBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A word that one part of the API has for something is there on every part that can do it. */
@DisplayName("The same words")
class ApiShapeTest {

  @Test
  @DisplayName("send to one client and to many")
  void emit() {
    assertThat(calls(Broadcast.class)).containsAll(calls(Emitter.class));
  }

  @Test
  @DisplayName("choose whom a socket tells, and whom a room, a namespace or the server does")
  void select() {
    Set<String> operators = calls(Broadcast.class, ApiShapeTest::selects);
    operators.removeAll(calls(Emitter.class));
    assertThat(operators).hasSizeGreaterThan(3);
    assertThat(calls(Socket.class, ApiShapeTest::selects)).containsAll(operators);
  }

  @Test
  @DisplayName("are for a socket of this server and for one of another")
  void remote() {
    Set<String> calls = calls(RemoteSocket.class);
    calls.remove("socket[]"); // the way from there to here
    assertThat(calls(Socket.class)).containsAll(calls);
  }

  @Test
  @DisplayName("are for a namespace, for those to come, and for a room as far as it goes")
  void namespaces() {
    Set<String> parent = calls(ParentNamespace.class);
    parent.remove("children[]");
    assertThat(calls(Namespace.class)).containsAll(parent);
    Set<String> room = calls(Room.class);
    room.removeAll(Set.of("namespace[]", "contains[Socket]"));
    assertThat(calls(Namespace.class)).containsAll(room);
  }

  @Test
  @DisplayName("make, start and stop a server of Socket.IO and one of Engine.IO")
  void servers() {
    Set<String> engine = calls(EngineServer.class);
    engine.remove("queuedBytes[]"); // by engine()
    engine.removeAll(Set.of("onSession[Consumer]", "onHandshakeError[Consumer]"));
    engine.removeAll(Set.of("connections[]", "pausedSessions[]", "limitHits[]")); // by engine()
    assertThat(calls(Server.class)).containsAll(engine);
    Set<String> builder = calls(EngineServerBuilder.class);
    builder.removeAll(Set.of("maxQueuedMessages[int]", "maxQueuedMessageBytes[int]"));
    assertThat(calls(ServerBuilder.class)).containsAll(builder);
  }

  @Test
  @DisplayName("set an option and tell it")
  void options() {
    Set<String> server = names(ServerBuilder.class);
    server.removeAll(Set.of("build", "resources")); // one of the httpHandlers
    assertThat(names(ServerOptions.class)).containsAll(server);
    Set<String> engine = names(EngineOptionsBuilder.class);
    engine.removeAll(Set.of("build", "use", "noHttpCompression")); // one of the middlewares
    assertThat(names(EngineOptions.class)).containsAll(engine);
  }

  private static boolean selects(Method method) {
    return method.getReturnType() == Broadcast.class;
  }

  /** Names of methods with their parameters' types: {@code join[String[]]}. */
  private static Set<String> calls(Class<?> type) {
    return calls(type, method -> true);
  }

  private static Set<String> calls(Class<?> type, Predicate<Method> those) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(those)
        .map(ApiShapeTest::call)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String call(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private static Set<String> names(Class<?> type) {
    return calls(type).stream()
        .map(call -> call.substring(0, call.indexOf('[')))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
