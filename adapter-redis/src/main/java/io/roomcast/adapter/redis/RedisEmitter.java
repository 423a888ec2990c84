package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.ReservedEvents;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * Emits to the clients of a cluster from a process that is no server: a cron job, a worker, an
 * administrator's tool. The servers, of Java or Node.js, use {@link RedisAdapter} or the classic
 * adapter of {@code @socket.io/redis-adapter}, which {@code createAdapter} makes; those on sharded
 * or streams adapters do not hear it. This is the counterpart of {@code @socket.io/redis-emitter},
 * version 5.
 *
 * <pre>{@code
 * try (RedisEmitter emitter = RedisEmitter.connect("redis://127.0.0.1:6379").join()) {
 *   emitter.to("room1").except("muted").emit("news", "hello");
 *   emitter.of("/admin").disconnectSockets(true);
 * }
 * }</pre>
 *
 * <p>Immutable: every operator returns another one, which shares the connection. What one thread
 * asks for takes place in that order. A stage completes when Redis has the message; whether a
 * server was there to hear it is not known, and no answers can be asked for. Where Redis is away
 * the stage fails at once with a {@link RedisUnavailableException}, and the connection is made
 * again by itself.
 *
 * <p>Thread-safe; nothing blocks but {@link #close()}. Stages complete on the common pool, so what
 * hangs on them may block for a while.
 */
public final class RedisEmitter implements AutoCloseable {
  private static final String UID = "emitter";

  /** What all operators share. */
  private record Shared(
      String keyPrefix, EmitterValues values, HealthMonitor health, RedisConnections connections) {}

  private final Shared shared;
  private final ClassicChannels channels;
  private final Selection selection;
  private final EmitFlags flags;

  private RedisEmitter(
      Shared shared, ClassicChannels channels, Selection selection, EmitFlags flags) {
    this.shared = shared;
    this.channels = channels;
    this.selection = selection;
    this.flags = flags;
  }

  /**
   * Connects, with the defaults.
   *
   * @param uri as {@link RedisConnector#to(String)} takes it
   * @return completes with the emitter of the main namespace; fails with a {@link
   *     RedisUnavailableException} where Redis cannot be reached
   * @throws IllegalArgumentException if it is no such URI
   */
  public static CompletableFuture<RedisEmitter> connect(String uri) {
    return builder(RedisConnector.to(uri)).connect();
  }

  /**
   * With other settings than the defaults.
   *
   * @param connector how Redis is reached
   * @return a builder
   */
  public static Builder builder(RedisConnector connector) {
    return new Builder(requireNonNull(connector, "connector"));
  }

  /**
   * Another namespace.
   *
   * @param namespace its name, with or without the {@code /} that it begins with
   * @return emits to all of its clients
   */
  public RedisEmitter of(String namespace) {
    String name = namespace.startsWith("/") ? namespace : "/" + namespace;
    return new RedisEmitter(
        shared,
        new ClassicChannels(shared.keyPrefix, name, UID),
        Selection.all(),
        EmitFlags.DEFAULT);
  }

  /**
   * Adds rooms. Without any, the whole namespace is meant.
   *
   * @param rooms names; a socket's id means that socket
   * @return a wider selection
   * @throws IllegalArgumentException if a name is empty
   */
  public RedisEmitter to(String... rooms) {
    return with(new Selection(joined(selection.rooms(), rooms), selection.except()), flags);
  }

  /**
   * The same as {@link #to}, for sentences that read better so.
   *
   * @param rooms names; a socket's id means that socket
   * @return a wider selection
   * @throws IllegalArgumentException if a name is empty
   */
  public RedisEmitter in(String... rooms) {
    return to(rooms);
  }

  /**
   * Leaves the members of rooms out.
   *
   * @param rooms names; a socket's id means that socket
   * @return a narrower selection
   * @throws IllegalArgumentException if a name is empty
   */
  public RedisEmitter except(String... rooms) {
    return with(new Selection(selection.rooms(), joined(selection.except(), rooms)), flags);
  }

  /**
   * For events that are of no use later: a client whose connection cannot take one at once does not
   * get it.
   *
   * @return the same selection
   */
  public RedisEmitter asVolatile() {
    return with(selection, flags.asVolatile());
  }

  /**
   * Whether events may be compressed on their way to the clients.
   *
   * @param on by default true
   * @return the same selection
   */
  public RedisEmitter compress(boolean on) {
    return with(selection, flags.withCompress(on));
  }

  private RedisEmitter with(Selection other, EmitFlags otherFlags) {
    return new RedisEmitter(shared, channels, other, otherFlags);
  }

  private static Set<String> joined(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(names(more));
    return all;
  }

  private static Set<String> names(String... rooms) {
    for (String room : rooms) {
      if (room.isEmpty()) {
        throw new IllegalArgumentException("a room's name is not empty");
      }
    }
    return new HashSet<>(Arrays.asList(rooms));
  }

  /**
   * Sends an event to all of them.
   *
   * @param event the name
   * @param values its arguments, as {@link io.roomcast.Emitter#emit} takes them
   * @return completes when Redis has it
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  public CompletableFuture<Void> emit(String event, @Nullable Object... values) {
    requireFree(event);
    byte[] message =
        new ClassicEvent(channels.namespace(), shared.values.of(event, values), selection, flags)
            .writeAsEmitter(UID);
    return publish(channels.broadcast(selection), message);
  }

  /**
   * Sends an event to all of them that is called {@code message}.
   *
   * @param values as in {@link #emit}
   * @return completes when Redis has it
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  public CompletableFuture<Void> send(@Nullable Object... values) {
    return emit("message", values);
  }

  private static void requireFree(String event) {
    if (ReservedEvents.contains(event)) {
      throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
    }
  }

  /**
   * Lets all of them join rooms.
   *
   * @param rooms the rooms to join
   * @return completes when Redis has it
   * @throws IllegalArgumentException if a name is empty
   */
  public CompletableFuture<Void> socketsJoin(String... rooms) {
    return request(ClassicRequest.join(Optional.empty(), selection, names(rooms)));
  }

  /**
   * Lets all of them leave rooms.
   *
   * @param rooms the rooms to leave
   * @return completes when Redis has it
   * @throws IllegalArgumentException if a name is empty
   */
  public CompletableFuture<Void> socketsLeave(String... rooms) {
    return request(ClassicRequest.leave(Optional.empty(), selection, names(rooms)));
  }

  /**
   * Disconnects all of them from this namespace, after what was sent to them before.
   *
   * @return completes when Redis has it
   */
  public CompletableFuture<Void> disconnectSockets() {
    return disconnectSockets(false);
  }

  /**
   * Disconnects all of them, after what was sent to them before.
   *
   * @param close whether to close their connections too, and so leave every namespace
   * @return completes when Redis has it
   */
  public CompletableFuture<Void> disconnectSockets(boolean close) {
    return request(ClassicRequest.disconnect(Optional.empty(), selection, close));
  }

  /**
   * Sends an event to the servers, whose {@link io.roomcast.Namespace#serverSideEvents()} hear it;
   * clients do not.
   *
   * @param event the name
   * @param values as in {@link #emit}
   * @return completes when Redis has it
   * @throws IllegalArgumentException if the event's name is reserved: besides those of clients,
   *     connection and new_namespace
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  public CompletableFuture<Void> serverSideEmit(String event, @Nullable Object... values) {
    requireFree(event);
    if (event.equals("connection") || event.equals("new_namespace")) {
      throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
    }
    return request(
        ClassicRequest.serverSideEmit(UID, Optional.empty(), shared.values.of(event, values)));
  }

  private CompletableFuture<Void> request(byte[] message) {
    return publish(channels.requests(), message);
  }

  private CompletableFuture<Void> publish(String channel, byte[] message) {
    return handedOut(shared.connections.publish(channel, message));
  }

  /** What the application does when it completes must not hold up who reads from Redis. */
  private static <T> CompletableFuture<T> handedOut(CompletableFuture<T> own) {
    return own.whenCompleteAsync((done, failure) -> {}, ForkJoinPool.commonPool());
  }

  /**
   * How it stands with Redis at this moment.
   *
   * @return a snapshot
   */
  public RedisHealth health() {
    return shared.health.health();
  }

  /**
   * Closes the connection of this emitter and of all that were made from it, when Redis has taken
   * what was sent, or does not take it within a second.
   *
   * @return completes when it is closed; never fails
   */
  public CompletableFuture<Void> closeAsync() {
    return handedOut(shared.connections.close());
  }

  /** As {@link #closeAsync()}, and waits for it: a few seconds at the most. */
  @Override
  public void close() {
    shared.connections.close().join();
  }

  /**
   * Builds emitters. Not thread-safe.
   *
   * <pre>{@code
   * RedisEmitter.builder(RedisConnector.to("redis://127.0.0.1:6379"))
   *     .keyPrefix("shop")
   *     .connect()
   *     .thenAccept(emitter -> emitter.emit("open"))
   * }</pre>
   */
  public static final class Builder {
    private final RedisConnector connector;
    private String keyPrefix = RedisAdapter.DEFAULT_PREFIX;
    private Gson gson = new Gson();

    private Builder(RedisConnector connector) {
      this.connector = connector;
    }

    /**
     * With what the names of all channels begin.
     *
     * @param prefix as the servers have it; default {@code socket.io}
     * @return this
     */
    public Builder keyPrefix(String prefix) {
      keyPrefix = requireNonNull(prefix, "prefix");
      return this;
    }

    /**
     * What converts the application's types.
     *
     * @param converter by default a new {@link Gson}
     * @return this
     */
    public Builder gson(Gson converter) {
      gson = requireNonNull(converter, "converter");
      return this;
    }

    /**
     * Connects.
     *
     * @return completes with the emitter of the main namespace when it is connected, or at once
     *     with {@link RedisConnector#startWithoutRedis()}; fails with a {@link
     *     RedisUnavailableException} where Redis cannot be reached, {@linkplain RedisConnector as}
     *     for a server that starts
     */
    public CompletableFuture<RedisEmitter> connect() {
      HealthMonitor health =
          new HealthMonitor(
              connector.address(), connector.settings().listener(), InstantSource.system());
      RedisConnections connections = RedisConnections.ofEmitter(connector, health);
      Shared shared = new Shared(keyPrefix, new EmitterValues(gson), health, connections);
      RedisEmitter emitter =
          new RedisEmitter(
              shared, new ClassicChannels(keyPrefix, "/", UID), Selection.all(), EmitFlags.DEFAULT);
      return handedOut(
          connections
              .open()
              .thenApply(ready -> emitter)
              .whenComplete(
                  (connected, failure) -> {
                    if (failure != null) {
                      var unused = connections.close();
                    }
                  }));
    }
  }
}
