package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.codec.DecodeException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of an object that came from another server, each with the type that it must have. */
record Fields(Map<?, ?> members) {
  private static final int MAX_REQUEST_ID = 128;

  /** {@code what} names the value where it is none. */
  static Fields of(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> members) {
      return new Fields(members);
    }
    throw new DecodeException(what + " is no object");
  }

  Fields object(String name) {
    return of(members.get(name), name);
  }

  @Nullable Object value(String name) {
    return members.get(name);
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Optional<String> text(String name) {
    return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> new DecodeException(name + " is no text"));
  }

  /** Short enough to be kept. */
  String requestId() {
    String id = requiredText("requestId");
    if (id.length() > MAX_REQUEST_ID) {
      throw new DecodeException("requestId is too long");
    }
    return id;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** A whole number from 0 on. */
  Optional<Long> number(String name) {
    Object value = members.get(name);
    if (value instanceof Long number && number >= 0) {
      return Optional.of(number);
    } else if (value instanceof Double number
        && number >= 0
        && number <= 0x1p53
        && number == Math.rint(number)) {
      return Optional.of(number.longValue());
    }
    return Optional.empty();
  }

  List<@Nullable Object> list(String name) {
    if (members.get(name) instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw new DecodeException(name + " is no array");
  }

  /** Names of rooms: in JavaScript numbers are such names, too. */
  Set<String> rooms(String name) {
    Set<String> rooms = new LinkedHashSet<>();
    for (Object room : list(name)) {
      if (!(room instanceof String) && !(room instanceof Long)) {
        throw new DecodeException(name + " has what is no name of a room");
      }
      rooms.add(room.toString());
    }
    return rooms;
  }
}
