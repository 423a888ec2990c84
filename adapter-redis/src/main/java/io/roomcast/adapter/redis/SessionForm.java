package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.roomcast.codec.msgpack.NeutralCodec;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.DecodeException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session as servers of Node.js keep it: an object {@code {sid, pid, rooms, data}} in MessagePack
 * and Base64. Ours say more, which those do not look at: of which namespace it is, and from where
 * to where in the stream it lasted.
 */
final class SessionForm {
  private static final NeutralCodec VALUES = Arrivals.CODEC.values();

  private SessionForm() {}

  static byte[] write(StoredSession session, String namespace) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("sid", session.id());
    form.put("pid", session.privateId());
    form.put("rooms", List.copyOf(session.rooms()));
    form.put("data", session.data());
    session
        .stay()
        .ifPresent(
            stay -> {
              form.put("nsp", namespace);
              form.put("since", stay.since());
              form.put("until", stay.until());
            });
    return Base64.getEncoder().encode(VALUES.toMessagePack(form));
  }

  /**
   * Reads one, of this namespace or where it does not say.
   *
   * @return empty if it is of another namespace
   * @throws DecodeException if it is no such thing
   */
  static Optional<StoredSession> read(byte[] text, String namespace) {
    if (!(VALUES.fromMessagePack(ByteBuffer.wrap(decoded(text))) instanceof Map<?, ?> form)) {
      throw new DecodeException("the session is no object");
    }
    Object of = form.get("nsp");
    if (of != null && !of.equals(namespace)) {
      return Optional.empty();
    }
    Optional<StoredSession.Stay> stay =
        of != null
                && form.get("since") instanceof String since
                && form.get("until") instanceof String until
                && EntryId.is(since)
                && EntryId.is(until)
            ? Optional.of(new StoredSession.Stay(since, until))
            : Optional.empty();
    return Optional.of(
        new StoredSession(
            required(form, "sid"), required(form, "pid"), rooms(form), data(form), stay));
  }

  private static byte[] decoded(byte[] text) {
    try {
      return Base64.getDecoder().decode(new String(text, US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("the session is no Base64");
    }
  }

  private static String required(Map<?, ?> form, String name) {
    if (form.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new DecodeException("a session needs a " + name);
  }

  /** In JavaScript numbers are names of rooms, too. */
  private static Set<String> rooms(Map<?, ?> form) {
    if (!(form.get("rooms") instanceof List<?> list)) {
      throw new DecodeException("a session needs rooms");
    }
    Set<String> rooms = new LinkedHashSet<>();
    for (Object room : list) {
      if (!(room instanceof String) && !(room instanceof Long)) {
        throw new DecodeException("a session is in what is no room");
      }
      rooms.add(room.toString());
    }
    return rooms;
  }

  /** An application of Node.js may have put anything into its place; here null is as nothing. */
  private static Map<String, Object> data(Map<?, ?> form) {
    Map<String, Object> data = new LinkedHashMap<>();
    if (form.get("data") instanceof Map<?, ?> members) {
      members.forEach(
          (name, value) -> {
            if (value != null) {
              data.put(String.valueOf(name), value);
            }
          });
    }
    return data;
  }
}
