package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object that another process sent, each with the type that it must have. What
 * does not fit is a {@link DecodeException}.
 */
record Fields(Map<?, ?> members) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
  private static final int MAX_ID_LENGTH = 256;

  static Fields of(@Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      return new Fields(members);
    }
    throw new DecodeException("not an object");
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  @Nullable Object value(String name) {
    return members.get(name);
  }

  Fields object(String name) {
    return of(members.get(name));
  }

  String text(String name) {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw new DecodeException(name + " is no text");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** A whole number from 0 on, as large as an {@code int} at the most. */
  int number(String name) {
    if (members.get(name) instanceof Number number
        && number.doubleValue() == number.intValue()
        && number.intValue() >= 0) {
      return number.intValue();
    }
    throw new DecodeException(name + " is no number");
  }

  int type() {
    return number("type");
  }

  /** It is kept, and sent back. */
  String requestId() {
    String id = text("requestId");
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
      throw new DecodeException("a requestId of a strange length");
    }
    return id;
  }

  List<@Nullable Object> list(String name) {
    if (members.get(name) instanceof List<?> elements) {
      return new ArrayList<>(elements);
    }
    throw new DecodeException(name + " is no array");
  }

  /** The name of an event and its arguments. */
  List<@Nullable Object> event(String name) {
    List<@Nullable Object> values = list(name);
    if (values.isEmpty() || !(values.get(0) instanceof String || values.get(0) instanceof Long)) {
      throw new DecodeException(name + " is no event");
    }
    return values;
  }

  /** Names of rooms, which in JavaScript may be numbers. */
  Set<String> rooms(String name) {
    Set<String> rooms = new LinkedHashSet<>();
    for (Object room : list(name)) {
      if (!(room instanceof String) && !(room instanceof Number)) {
        throw new DecodeException(name + " has what is no room");
      }
      rooms.add(room.toString());
    }
    return rooms;
  }

  /** Of rooms; where some are left out, there may be no list. */
  Selection selection() {
    return new Selection(rooms("rooms"), has("except") ? rooms("except") : Set.of());
  }

  EmitFlags emitFlags() {
    return new EmitFlags(flag("volatile"), !Boolean.FALSE.equals(members.get("compress")));
  }

  /** How long an answer is waited for. */
  Duration timeout() {
    if (!has("flags") || !(object("flags").value("timeout") instanceof Number millis)) {
      return DEFAULT_TIMEOUT;
    }
    Duration given = Duration.ofMillis(Math.max(1, millis.longValue()));
    return given.compareTo(MAX_TIMEOUT) < 0 ? given : MAX_TIMEOUT;
  }
}
