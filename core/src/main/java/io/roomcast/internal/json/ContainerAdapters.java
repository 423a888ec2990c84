package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads maps and collections in place of Gson's own adapters, which cannot do two things: deliver
 * attachments where the element type is {@code Object}, and, with the strict adapters, numbers as
 * keys. An adapter that the application has registered is left alone.
 */
final class ContainerAdapters implements TypeAdapterFactory {
  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    if (Map.class.isAssignableFrom(raw)) {
      TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
      return isGeneric(type, 2) && GsonSettings.isGsons(delegate, Map.class)
          ? new Maps<>(gson, delegate, argument(type, 0), argument(type, 1))
          : null;
    } else if (Collection.class.isAssignableFrom(raw)) {
      TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
      return isGeneric(type, 1)
              && argument(type, 0) == Object.class
              && GsonSettings.isGsons(delegate, Collection.class)
          ? new Neutrals<>(delegate)
          : null;
    }
    return null;
  }

  /** Whether it has its type arguments, or is a raw type that lacks as many. */
  private static boolean isGeneric(TypeToken<?> type, int arguments) {
    return type.getType() instanceof ParameterizedType given
        ? given.getActualTypeArguments().length == arguments
        : type.getRawType().getTypeParameters().length == arguments;
  }

  private static Type argument(TypeToken<?> type, int index) {
    Type argument =
        type.getType() instanceof ParameterizedType given
            ? given.getActualTypeArguments()[index]
            : Object.class;
    return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
  }

  private static final class Maps<T> extends TypeAdapter<T> {
    private final TypeAdapter<T> delegate;
    private final TypeAdapter<?> keys;
    private final TypeAdapter<?> values;
    private final boolean stringKeys;
    private final boolean numericKeys;
    private final boolean neutralValues;
    private final boolean pairsPossible;

    /** Has a reader of its own, so that the outer one still knows where the map is. */
    private final TypeAdapter<T> members =
        new TypeAdapter<>() {
          @Override
          public void write(JsonWriter out, T value) throws IOException {
            delegate.write(out, value);
          }

          @Override
          public T read(JsonReader in) throws IOException {
            return readMembers(in);
          }
        };

    Maps(Gson gson, TypeAdapter<T> delegate, Type key, Type value) {
      this.delegate = delegate;
      this.keys = gson.getAdapter(TypeToken.get(key));
      this.values = gson.getAdapter(TypeToken.get(value));
      this.stringKeys = key == Object.class;
      this.numericKeys = key instanceof Class<?> type && StrictAdapters.isNumber(type);
      this.neutralValues = value == Object.class;
      // an array of pairs is what Gson can make of maps whose keys are no strings
      this.pairsPossible = !stringKeys && !numericKeys && key != String.class;
    }

    @Override
    public void write(JsonWriter out, T value) throws IOException {
      delegate.write(out, value);
    }

    @Override
    public T read(JsonReader in) throws IOException {
      JsonToken next = in.peek();
      if (next == JsonToken.NULL || (next == JsonToken.BEGIN_ARRAY && pairsPossible)) {
        return delegate.read(in);
      } else if (next != JsonToken.BEGIN_OBJECT) {
        throw Mismatch.at(in, "an object");
      }
      JsonElement object = Elements.read(in);
      try {
        return members.fromJsonTree(object);
      } catch (Mismatch mismatch) {
        throw mismatch.inMap(in);
      }
    }

    private T readMembers(JsonReader in) throws IOException {
      T result = delegate.fromJsonTree(new JsonObject());
      @SuppressWarnings("unchecked") // of the types that the adapters make
      Map<Object, @Nullable Object> map = (Map<Object, @Nullable Object>) result;
      in.beginObject();
      while (in.hasNext()) {
        Object key = key(in);
        map.put(key, neutralValues ? Elements.neutral(Elements.read(in)) : values.read(in));
      }
      in.endObject();
      return result;
    }

    private Object key(JsonReader in) throws IOException {
      String name = in.nextName();
      if (stringKeys) {
        return name;
      }
      Number number = numericKeys ? StrictAdapters.key(name) : null;
      if (numericKeys && number == null) {
        throw Mismatch.after(in, "a key", "a number");
      }
      return keys.fromJsonTree(
          number == null ? new JsonPrimitive(name) : new JsonPrimitive(number));
    }
  }

  /** A collection of whatever comes. */
  private static final class Neutrals<T> extends TypeAdapter<T> {
    private final TypeAdapter<T> delegate;

    Neutrals(TypeAdapter<T> delegate) {
      this.delegate = delegate;
    }

    @Override
    public void write(JsonWriter out, T value) throws IOException {
      delegate.write(out, value);
    }

    @Override
    public T read(JsonReader in) throws IOException {
      if (in.peek() != JsonToken.BEGIN_ARRAY) {
        return delegate.read(in); // null, or Gson's own complaint
      }
      T result = delegate.fromJsonTree(new JsonArray());
      @SuppressWarnings("unchecked") // the element type is Object
      Collection<@Nullable Object> values = (Collection<@Nullable Object>) result;
      in.beginArray();
      while (in.hasNext()) {
        values.add(Elements.neutral(Elements.read(in)));
      }
      in.endArray();
      return result;
    }
  }
}
