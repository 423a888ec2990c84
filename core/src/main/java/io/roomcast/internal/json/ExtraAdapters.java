package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Types that Gson has no adapter for, or not one that a JavaScript client understands: {@code
 * byte[]} and {@link ByteBuffer} are always attachments; {@link Optional} is its value or null;
 * {@link Date} and {@link Instant} are ISO 8601 with milliseconds in UTC, as in {@code
 * JSON.stringify}, unless the application has registered something else for the last three.
 */
final class ExtraAdapters implements TypeAdapterFactory {
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  @Override
  @SuppressWarnings("unchecked") // each branch has checked the type
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    if (raw == byte[].class) {
      return (TypeAdapter<T>) new Bytes();
    } else if (ByteBuffer.class.isAssignableFrom(raw)) {
      return (TypeAdapter<T>) new Buffers();
    } else if (raw == Optional.class && !isRegistered(gson, type)) {
      return (TypeAdapter<T>) new Optionals<>(gson.getAdapter(TypeToken.get(content(type))), gson);
    } else if (raw == Instant.class && isGsons(gson, type)) {
      return (TypeAdapter<T>) new Times<Instant>(time -> time, time -> time).nullSafe();
    } else if (raw == Date.class && isGsons(gson, type)) {
      return (TypeAdapter<T>) new Times<Date>(Date::toInstant, Date::from).nullSafe();
    }
    return null;
  }

  private boolean isGsons(Gson gson, TypeToken<?> type) {
    return GsonSettings.isGsonsAsIs(gson.getDelegateAdapter(this, type), type);
  }

  /** Gson itself has nothing for the type and fails to look into it, or looks into it. */
  private boolean isRegistered(Gson gson, TypeToken<?> type) {
    try {
      return !GsonSettings.isGsons(gson.getDelegateAdapter(this, type), PlainObject.class);
    } catch (RuntimeException noAccess) {
      return false;
    }
  }

  /** Stands for what Gson reads and writes by reflection. */
  private static final class PlainObject {}

  private static Type content(TypeToken<?> optional) {
    return optional.getType() instanceof ParameterizedType given
        ? given.getActualTypeArguments()[0]
        : Object.class;
  }

  private static final class Bytes extends TypeAdapter<byte[]> {
    @Override
    public void write(JsonWriter out, byte @Nullable [] bytes) throws IOException {
      if (bytes == null) {
        out.nullValue();
      } else {
        new Attachment(bytes.clone()).write(out);
      }
    }

    @Override
    public byte @Nullable [] read(JsonReader in) throws IOException {
      byte[] bytes = Attachment.read(in);
      return bytes == null ? null : bytes.clone();
    }
  }

  private static final class Buffers extends TypeAdapter<ByteBuffer> {
    @Override
    public void write(JsonWriter out, @Nullable ByteBuffer buffer) throws IOException {
      if (buffer == null) {
        out.nullValue();
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      new Attachment(bytes).write(out);
    }

    @Override
    public @Nullable ByteBuffer read(JsonReader in) throws IOException {
      byte[] bytes = Attachment.read(in);
      return bytes == null ? null : ByteBuffer.wrap(bytes.clone());
    }
  }

  private static final class Optionals<V> extends TypeAdapter<Optional<V>> {
    private final TypeAdapter<V> content;
    private final Gson gson;

    Optionals(TypeAdapter<V> content, Gson gson) {
      this.content = content;
      this.gson = gson;
    }

    @Override
    @SuppressWarnings({
      "unchecked",
      "NullableOptional"
    }) // own class of the content; Gson gives null
    public void write(JsonWriter out, @Nullable Optional<V> value) throws IOException {
      if (value == null || value.isEmpty()) {
        out.nullValue();
      } else {
        V present = value.get();
        ((TypeAdapter<Object>) gson.getAdapter((Class<?>) present.getClass())).write(out, present);
      }
    }

    @Override
    public Optional<V> read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return Optional.empty();
      }
      return Optional.ofNullable(content.read(in));
    }
  }

  private static final class Times<V> extends TypeAdapter<V> {
    private static final String WANTED = "a time in ISO 8601";

    private final Function<V, Instant> toInstant;
    private final Function<Instant, V> fromInstant;

    Times(Function<V, Instant> toInstant, Function<Instant, V> fromInstant) {
      this.toInstant = toInstant;
      this.fromInstant = fromInstant;
    }

    @Override
    public void write(JsonWriter out, V value) throws IOException {
      out.value(MILLISECONDS.format(toInstant.apply(value)));
    }

    @Override
    public V read(JsonReader in) throws IOException {
      if (in.peek() != JsonToken.STRING) {
        throw Mismatch.at(in, WANTED);
      }
      try {
        return fromInstant.apply(Instant.parse(in.nextString()));
      } catch (DateTimeException | IllegalArgumentException quoting) {
        throw Mismatch.after(in, "a string", WANTED); // without what the client sent
      }
    }
  }
}
