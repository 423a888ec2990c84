package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.DecodeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one server wants of the others. All but broadcasts are JSON, with the members in the order
 * in which the reference writes them.
 */
sealed interface ClassicRequest {
  int SOCKETS = 0;
  int ALL_ROOMS = 1;
  int REMOTE_JOIN = 2;
  int REMOTE_LEAVE = 3;
  int REMOTE_DISCONNECT = 4;
  int REMOTE_FETCH = 5;
  int SERVER_SIDE_EMIT = 6;
  int BROADCAST = 7;
  int BROADCAST_CLIENT_COUNT = 8;
  int BROADCAST_ACK = 9;

  /** The ids of sockets; asked by old servers only. */
  record Sockets(String requestId, Set<String> rooms) implements ClassicRequest {}

  /** The names of all rooms. */
  record AllRooms(String requestId) implements ClassicRequest {}

  /** {@code requestId} where the old form wants to be answered. */
  record Join(Selection who, Set<String> rooms, Optional<String> requestId)
      implements ClassicRequest {}

  record Leave(Selection who, Set<String> rooms, Optional<String> requestId)
      implements ClassicRequest {}

  record Disconnect(Selection who, boolean close, Optional<String> requestId)
      implements ClassicRequest {}

  record Fetch(String requestId, Selection of) implements ClassicRequest {}

  record ServerSideEmit(Optional<String> requestId, List<@Nullable Object> values)
      implements ClassicRequest {}

  /** An event that clients are to answer. */
  record BroadcastWithAck(String requestId, ClassicEvent event, Duration timeout)
      implements ClassicRequest {}

  /**
   * Reads a request.
   *
   * @throws DecodeException if it is none
   */
  static ClassicRequest read(Fields fields) {
    return switch (fields.type()) {
      case SOCKETS -> new Sockets(fields.requestId(), fields.rooms("rooms"));
      case ALL_ROOMS -> new AllRooms(fields.requestId());
      case REMOTE_JOIN -> new Join(who(fields), roomsOf(fields), answerTo(fields));
      case REMOTE_LEAVE -> new Leave(who(fields), roomsOf(fields), answerTo(fields));
      case REMOTE_DISCONNECT -> new Disconnect(who(fields), fields.flag("close"), answerTo(fields));
      case REMOTE_FETCH -> new Fetch(fields.requestId(), fields.object("opts").selection());
      case SERVER_SIDE_EMIT ->
          new ServerSideEmit(
              fields.has("requestId") ? Optional.of(fields.requestId()) : Optional.empty(),
              fields.event("data"));
      case BROADCAST ->
          new BroadcastWithAck(
              fields.requestId(),
              ClassicEvent.read(fields.object("packet"), fields.object("opts")),
              fields.object("opts").timeout());
      default -> throw new DecodeException("unknown type of request");
    };
  }

  /** Today by rooms; in the old form one socket, by its id. */
  private static Selection who(Fields fields) {
    return fields.has("opts")
        ? fields.object("opts").selection()
        : new Selection(Set.of(fields.text("sid")), Set.of());
  }

  private static Set<String> roomsOf(Fields fields) {
    return fields.has("opts") ? fields.rooms("rooms") : Set.of(fields.text("room"));
  }

  private static Optional<String> answerTo(Fields fields) {
    return fields.has("opts") ? Optional.empty() : Optional.of(fields.requestId());
  }

  // ---- what this server publishes; without a uid it comes from an emitter

  static byte[] join(Optional<String> uid, Selection who, Set<String> rooms) {
    return membership(REMOTE_JOIN, uid, who, rooms);
  }

  static byte[] leave(Optional<String> uid, Selection who, Set<String> rooms) {
    return membership(REMOTE_LEAVE, uid, who, rooms);
  }

  private static byte[] membership(
      int type, Optional<String> uid, Selection who, Set<String> rooms) {
    Map<String, Object> request = new LinkedHashMap<>();
    uid.ifPresent(sender -> request.put("uid", sender));
    request.put("type", (long) type);
    request.put("opts", ClassicEvent.options(who));
    request.put("rooms", rooms.stream().sorted().toList());
    return Payload.write(request);
  }

  static byte[] disconnect(Optional<String> uid, Selection who, boolean close) {
    Map<String, Object> request = new LinkedHashMap<>();
    uid.ifPresent(sender -> request.put("uid", sender));
    request.put("type", (long) REMOTE_DISCONNECT);
    request.put("opts", ClassicEvent.options(who));
    request.put("close", close);
    return Payload.write(request);
  }

  static byte[] fetch(String uid, String requestId, Selection of) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("uid", uid);
    request.put("requestId", requestId);
    request.put("type", (long) REMOTE_FETCH);
    request.put("opts", ClassicEvent.options(of));
    return Payload.write(request);
  }

  static byte[] serverSideEmit(String uid, Optional<String> requestId, List<?> values) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("uid", uid);
    requestId.ifPresent(id -> request.put("requestId", id));
    request.put("type", (long) SERVER_SIDE_EMIT);
    request.put("data", values);
    return Payload.write(request);
  }

  static byte[] broadcastWithAck(
      String uid, String requestId, ClassicEvent event, Duration timeout) {
    Map<String, Object> options = event.options();
    Map<String, Object> flags = new LinkedHashMap<>();
    flags.put("timeout", timeout.toMillis());
    flags.putAll(event.flagsForm());
    options.put("flags", flags);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("uid", uid);
    request.put("requestId", requestId);
    request.put("type", (long) BROADCAST);
    request.put("packet", event.packet());
    request.put("opts", options);
    return Payload.messagePack(request);
  }
}
