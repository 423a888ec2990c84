package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Gson from guessing: a string is made of strings only, a number of numbers that fit, a
 * boolean of booleans, an enum of its constants. Applies where the adapter is Gson's own; an
 * adapter that the application has registered decides for itself.
 *
 * <p>What stays as Gson has it: a missing component of a record, and a missing field of a class
 * without a default, is null, or zero if it is primitive; so is a null field, while a null for a
 * primitive component is refused; unknown members are ignored; a {@code float} is rounded.
 */
final class StrictAdapters implements TypeAdapterFactory {
  private static final Set<Class<?>> TEXTS =
      Set.of(
          String.class,
          char.class,
          Character.class,
          StringBuilder.class,
          StringBuffer.class,
          UUID.class,
          URI.class,
          URL.class);

  private static final Set<Class<?>> BOOLEANS = Set.of(boolean.class, Boolean.class);

  private static final Map<Class<?>, NumberRule> NUMBERS =
      Map.ofEntries(
          Map.entry(byte.class, n -> inRange(n, Byte.MIN_VALUE, Byte.MAX_VALUE)),
          Map.entry(Byte.class, n -> inRange(n, Byte.MIN_VALUE, Byte.MAX_VALUE)),
          Map.entry(short.class, n -> inRange(n, Short.MIN_VALUE, Short.MAX_VALUE)),
          Map.entry(Short.class, n -> inRange(n, Short.MIN_VALUE, Short.MAX_VALUE)),
          Map.entry(int.class, n -> inRange(n, Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(Integer.class, n -> inRange(n, Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(long.class, n -> inRange(n, Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(Long.class, n -> inRange(n, Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(float.class, n -> Float.isFinite(n.floatValue()) ? n : null),
          Map.entry(Float.class, n -> Float.isFinite(n.floatValue()) ? n : null),
          Map.entry(double.class, n -> Double.isFinite(n.doubleValue()) ? n : null),
          Map.entry(Double.class, n -> Double.isFinite(n.doubleValue()) ? n : null),
          Map.entry(Number.class, n -> n),
          Map.entry(BigInteger.class, StrictAdapters::wholeOfAnySize),
          Map.entry(BigDecimal.class, n -> Double.isFinite(n.doubleValue()) ? n : null));

  /** What of a number goes to Gson's adapter for the type, or null if it does not fit. */
  private interface NumberRule {
    @Nullable Number apply(Number neutral);
  }

  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    NumberRule rule = NUMBERS.get(raw);
    if (rule == null && !TEXTS.contains(raw) && !BOOLEANS.contains(raw) && !raw.isEnum()) {
      return null;
    }
    TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
    if (!GsonSettings.isGsons(delegate, raw)) {
      return null;
    } else if (rule != null) {
      return new Numbers<>(delegate, raw, rule);
    } else if (raw.isEnum()) {
      return new Constants<>(delegate, raw);
    }
    return BOOLEANS.contains(raw)
        ? new OneKind<>(delegate, JsonToken.BOOLEAN, "a boolean")
        : new OneKind<>(delegate, JsonToken.STRING, "a string");
  }

  /** A number where the type is {@code Object}: in neutral form. */
  static Number neutralNumber(JsonReader in) throws IOException {
    String path = in.getPath();
    JsonElement element = Elements.read(in);
    if (element.getAsNumber() instanceof Attachment) {
      throw new Mismatch(path, "binary", "JSON: declare it as byte[]");
    }
    return JsonText.number(element.getAsNumber());
  }

  /** Parses a number that is the key of a map. */
  static @Nullable Number key(String name) {
    return JsonText.isNumber(name) && name.length() <= JsonText.MAX_NUMBER_LENGTH
        ? JsonText.number(new BigDecimal(name))
        : null;
  }

  static boolean isNumber(Class<?> type) {
    return NUMBERS.containsKey(type);
  }

  private static @Nullable Number inRange(Number number, long min, long max) {
    BigInteger whole = wholeOfAnySize(number);
    if (whole == null || whole.bitLength() >= Long.SIZE) {
      return null;
    }
    long value = whole.longValue();
    return value >= min && value <= max ? value : null;
  }

  /** Null if it has a fraction. 1.0 has none, as in JavaScript. */
  private static @Nullable BigInteger wholeOfAnySize(Number number) {
    if (number instanceof Long) {
      return BigInteger.valueOf(number.longValue());
    }
    double value = number.doubleValue();
    return Double.isFinite(value) && value == Math.rint(value)
        ? new BigDecimal(Double.toString(value)).toBigIntegerExact()
        : null;
  }

  /** Writes as Gson does, null included in both directions. */
  private abstract static class Checked<T> extends TypeAdapter<T> {
    final TypeAdapter<T> delegate;

    Checked(TypeAdapter<T> delegate) {
      this.delegate = delegate;
    }

    @Override
    public void write(JsonWriter out, T value) throws IOException {
      delegate.write(out, value);
    }

    @Override
    public @Nullable T read(JsonReader in) throws IOException {
      return in.peek() == JsonToken.NULL ? delegate.read(in) : readPresent(in);
    }

    abstract @Nullable T readPresent(JsonReader in) throws IOException;
  }

  private static final class OneKind<T> extends Checked<T> {
    private final JsonToken token;
    private final String wanted;

    OneKind(TypeAdapter<T> delegate, JsonToken token, String wanted) {
      super(delegate);
      this.token = token;
      this.wanted = wanted;
    }

    @Override
    @Nullable T readPresent(JsonReader in) throws IOException {
      if (in.peek() != token) {
        throw Mismatch.at(in, wanted);
      }
      return delegate.read(in);
    }
  }

  private static final class Constants<T> extends Checked<T> {
    private final String wanted;

    Constants(TypeAdapter<T> delegate, Class<?> type) {
      super(delegate);
      this.wanted = "a constant of " + type.getTypeName();
    }

    @Override
    T readPresent(JsonReader in) throws IOException {
      String path = in.getPath();
      JsonElement element = Elements.read(in);
      T constant =
          element instanceof JsonPrimitive primitive && primitive.isString()
              ? delegate.fromJsonTree(element)
              : null;
      if (constant == null) {
        throw new Mismatch(path, Kind.of(element), wanted);
      }
      return constant;
    }
  }

  private static final class Numbers<T> extends Checked<T> {
    private final String wanted;
    private final NumberRule rule;

    Numbers(TypeAdapter<T> delegate, Class<?> type, NumberRule rule) {
      super(delegate);
      this.wanted = "a number that fits " + type.getTypeName();
      this.rule = rule;
    }

    @Override
    @Nullable T readPresent(JsonReader in) throws IOException {
      String path = in.getPath();
      JsonElement element = Elements.read(in);
      Number fitting =
          element instanceof JsonPrimitive primitive
                  && primitive.isNumber()
                  && !(primitive.getAsNumber() instanceof Attachment)
              ? rule.apply(JsonText.number(primitive.getAsNumber()))
              : null;
      if (fitting == null) {
        throw new Mismatch(path, Kind.of(element), wanted);
      }
      return delegate.fromJsonTree(new JsonPrimitive(fitting));
    }
  }
}
