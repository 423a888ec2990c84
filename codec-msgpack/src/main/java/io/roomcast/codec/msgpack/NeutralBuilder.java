package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.NeutralNumber;
import io.roomcast.spi.codec.ValueSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a value in neutral form of what a reader hands on. For one value. Not thread-safe. */
final class NeutralBuilder implements ValueSink {

  /** A container that is open; an array's elements have no names. */
  private static final class Container {
    private final @Nullable Map<String, @Nullable Object> members;
    private final List<@Nullable Object> elements = new ArrayList<>(0);
    private String name = "";

    Container(boolean isObject) {
      this.members = isObject ? new LinkedHashMap<>() : null;
    }

    void add(@Nullable Object value) {
      if (members == null) {
        elements.add(value);
      } else {
        members.put(name, value);
      }
    }

    Object value() {
      return members == null
          ? Collections.unmodifiableList(elements)
          : Collections.unmodifiableMap(members);
    }
  }

  private final Deque<Container> open = new ArrayDeque<>();
  private @Nullable Object value;

  @Nullable Object value() {
    return value;
  }

  private void add(@Nullable Object next) {
    Container container = open.peek();
    if (container == null) {
      value = next;
    } else {
      container.add(next);
    }
  }

  @Override
  public void nullValue() {
    add(null);
  }

  @Override
  public void bool(boolean next) {
    add(next);
  }

  @Override
  public void integer(long next) {
    add(next);
  }

  @Override
  public void floating(double next) {
    add(next);
  }

  @Override
  public void decimal(String number) {
    add(NeutralNumber.parse(number));
  }

  @Override
  public void string(String next) {
    add(next);
  }

  @Override
  public void binary(byte[] next) {
    add(next);
  }

  @Override
  public void beginArray() {
    open.push(new Container(false));
  }

  @Override
  public void endArray() {
    add(open.pop().value());
  }

  @Override
  public void beginObject() {
    open.push(new Container(true));
  }

  @Override
  public void name(String name) {
    open.element().name = name;
  }

  @Override
  public void endObject() {
    add(open.pop().value());
  }
}
