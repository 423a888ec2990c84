package io.roomcast.adapter.redis;

import io.roomcast.spi.codec.ValueSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values in neutral form: {@code null}, {@link Boolean}, {@link Long} or {@link Double}, {@link
 * String}, {@code byte[]}, and lists and maps of them. Made piece by piece of what a reader hands
 * on; a static method takes them apart again. Not thread-safe.
 */
final class NeutralValues implements ValueSink {

  /** A container that is open; of an array the names are of no use. */
  private static final class Container {
    final boolean isArray;
    final List<@Nullable Object> elements = new ArrayList<>();
    final Map<String, @Nullable Object> members = new LinkedHashMap<>();
    String name = "";

    Container(boolean isArray) {
      this.isArray = isArray;
    }

    void add(@Nullable Object value) {
      if (isArray) {
        elements.add(value);
      } else {
        members.put(name, value);
      }
    }

    Object value(boolean withBuffers) {
      if (isArray) {
        return Collections.unmodifiableList(elements);
      }
      byte[] buffer = withBuffers ? buffer() : null;
      return buffer == null ? Collections.unmodifiableMap(members) : buffer;
    }

    private byte @Nullable [] buffer() {
      if (members.size() != 2
          || !"Buffer".equals(members.get("type"))
          || !(members.get("data") instanceof List<?> data)) {
        return null;
      }
      byte[] bytes = new byte[data.size()];
      for (int i = 0; i < bytes.length; i++) {
        if (!(data.get(i) instanceof Long number) || number < 0 || number > MAX_BYTE) {
          return null;
        }
        bytes[i] = number.byteValue();
      }
      return bytes;
    }
  }

  private static final int MAX_BYTE = 0xff;

  private final boolean withBuffers;
  private final Deque<Container> open = new ArrayDeque<>();
  private @Nullable Object result;

  private NeutralValues(boolean withBuffers) {
    this.withBuffers = withBuffers;
  }

  /** Takes everything as it is. */
  static NeutralValues plain() {
    return new NeutralValues(false);
  }

  /** Takes objects that have the form of a Buffer of Node.js for binary data. */
  static NeutralValues withBuffers() {
    return new NeutralValues(true);
  }

  /** What was taken. */
  @Nullable Object result() {
    return result;
  }

  private void add(@Nullable Object value) {
    if (open.isEmpty()) {
      result = value;
    } else {
      open.peek().add(value);
    }
  }

  @Override
  public void nullValue() {
    add(null);
  }

  @Override
  public void bool(boolean value) {
    add(value);
  }

  @Override
  public void integer(long value) {
    add(value);
  }

  @Override
  public void floating(double value) {
    add(value);
  }

  /** An integer beyond a {@code long} becomes the nearest {@code double}, as in JavaScript. */
  @Override
  public void decimal(String number) {
    add(Double.parseDouble(number));
  }

  @Override
  public void string(String value) {
    add(value);
  }

  @Override
  public void binary(byte[] bytes) {
    add(bytes);
  }

  @Override
  public void beginArray() {
    open.push(new Container(true));
  }

  @Override
  public void endArray() {
    add(open.pop().value(withBuffers));
  }

  @Override
  public void beginObject() {
    open.push(new Container(false));
  }

  @Override
  public void name(String name) {
    open.element().name = name;
  }

  @Override
  public void endObject() {
    add(open.pop().value(withBuffers));
  }

  /** Hands a value in neutral form on, piece by piece. */
  static void write(@Nullable Object value, ValueSink sink) {
    if (value == null) {
      sink.nullValue();
    } else if (value instanceof Boolean bool) {
      sink.bool(bool);
    } else if (value instanceof Double number) {
      sink.floating(number);
    } else if (value instanceof Number number) {
      sink.integer(number.longValue());
    } else if (value instanceof byte[] bytes) {
      sink.binary(bytes);
    } else if (value instanceof Iterable<?> elements) {
      sink.beginArray();
      elements.forEach(element -> write(element, sink));
      sink.endArray();
    } else if (value instanceof Map<?, ?> members) {
      sink.beginObject();
      members.forEach(
          (name, member) -> {
            sink.name(String.valueOf(name));
            write(member, sink);
          });
      sink.endObject();
    } else {
      sink.string(value.toString());
    }
  }

  /** Whether there is binary data at any depth. */
  static boolean hasBinary(@Nullable Object value) {
    if (value instanceof Iterable<?> elements) {
      for (Object element : elements) {
        if (hasBinary(element)) {
          return true;
        }
      }
      return false;
    } else if (value instanceof Map<?, ?> members) {
      return members.values().stream().anyMatch(NeutralValues::hasBinary);
    }
    return value instanceof byte[];
  }
}
