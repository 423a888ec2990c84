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
import io.roomcast.spi.codec.NeutralNumber;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Gson from guessing: a string is made of strings only, a number of numbers that fit, a
 * boolean of booleans, an enum of its constants; and from looking up host names for a client.
 * Applies where the adapter is Gson's own; an adapter that the application has registered decides
 * for itself.
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
          URI.class);

  private static final Set<Class<?>> BOOLEANS = Set.of(boolean.class, Boolean.class);

  private static final Map<Class<?>, NumberRule> NUMBERS =
      Map.ofEntries(
          Map.entry(byte.class, whole(Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue)),
          Map.entry(Byte.class, whole(Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue)),
          Map.entry(short.class, whole(Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue)),
          Map.entry(Short.class, whole(Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue)),
          Map.entry(int.class, whole(Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue)),
          Map.entry(Integer.class, whole(Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue)),
          Map.entry(long.class, whole(Long.MIN_VALUE, Long.MAX_VALUE, whole -> whole)),
          Map.entry(Long.class, whole(Long.MIN_VALUE, Long.MAX_VALUE, whole -> whole)),
          Map.entry(float.class, n -> Float.isFinite(n.floatValue()) ? n.floatValue() : null),
          Map.entry(Float.class, n -> Float.isFinite(n.floatValue()) ? n.floatValue() : null),
          Map.entry(double.class, n -> Double.isFinite(n.doubleValue()) ? n.doubleValue() : null),
          Map.entry(Double.class, n -> Double.isFinite(n.doubleValue()) ? n.doubleValue() : null),
          Map.entry(Number.class, n -> n),
          Map.entry(BigInteger.class, StrictAdapters::wholeOfAnySize),
          Map.entry(BigDecimal.class, StrictAdapters::decimal));

  /** An adapter that can do without a reader, which costs far more than a number is worth. */
  interface Direct {
    /** A decoded value as the type, or null: then the reader's way has to say why not. */
    @Nullable Object convert(Object decoded);
  }

  /** A number as an instance of the type, or null if it does not fit. */
  private interface NumberRule {
    @Nullable Number apply(Number decoded);
  }

  @Override
  public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    NumberRule rule = NUMBERS.get(raw);
    boolean looksUp = raw == URL.class || InetAddress.class.isAssignableFrom(raw);
    if (rule == null
        && !looksUp
        && !TEXTS.contains(raw)
        && !BOOLEANS.contains(raw)
        && !raw.isEnum()) {
      return null;
    }
    TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
    if (!GsonSettings.isGsons(delegate, raw)) {
      return null;
    } else if (looksUp) {
      return new LookedUp<>(delegate, raw);
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
    Number number = Elements.read(in).getAsNumber();
    if (number instanceof Attachment) {
      throw Mismatch.after(in, "binary", "JSON: declare it as byte[]");
    }
    return ExactNumber.neutral(NumberText.of(number));
  }

  /** Parses a number that is the key of a map. */
  static @Nullable Number key(String name) {
    return name.length() <= NumberText.MAX_LENGTH && NumberText.isNumber(name)
        ? ExactNumber.of(name)
        : null;
  }

  static boolean isNumber(Class<?> type) {
    return NUMBERS.containsKey(type);
  }

  private static NumberRule whole(long min, long max, Function<Long, Number> narrowed) {
    return number -> {
      Long whole = number instanceof Long already ? already : wholeLong(number);
      return whole != null && whole >= min && whole <= max ? narrowed.apply(whole) : null;
    };
  }

  private static @Nullable Long wholeLong(Number number) {
    BigInteger whole = wholeOfAnySize(number);
    return whole == null || whole.bitLength() >= Long.SIZE ? null : whole.longValue();
  }

  /** Null if it has a fraction. 1.0 has none, as in JavaScript. */
  private static @Nullable BigInteger wholeOfAnySize(Number number) {
    if (number instanceof Long) {
      return BigInteger.valueOf(number.longValue());
    } else if (number instanceof BigInteger whole) {
      return whole;
    }
    BigDecimal decimal = decimal(number);
    return decimal == null || decimal.stripTrailingZeros().scale() > 0
        ? null
        : decimal.toBigIntegerExact();
  }

  /** Null if it is not finite. No exponent is so large that it would cost anything. */
  private static @Nullable BigDecimal decimal(Number number) {
    if (number instanceof ExactNumber exact) {
      return exact.decimal();
    } else if (number instanceof BigInteger whole) { // it may be beyond any double
      return new BigDecimal(whole);
    }
    double rounded = number.doubleValue();
    return Double.isFinite(rounded) ? NeutralNumber.decimal(rounded) : null;
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

  private static final class OneKind<T> extends Checked<T> implements Direct {
    private final JsonToken token;
    private final String wanted;

    OneKind(TypeAdapter<T> delegate, JsonToken token, String wanted) {
      super(delegate);
      this.token = token;
      this.wanted = wanted;
    }

    @Override
    public @Nullable Object convert(Object decoded) {
      return token == JsonToken.BOOLEAN && decoded instanceof Boolean ? decoded : null;
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
      JsonElement element = Elements.read(in);
      T constant =
          element instanceof JsonPrimitive primitive && primitive.isString()
              ? delegate.fromJsonTree(element)
              : null;
      if (constant == null) {
        throw Mismatch.after(in, Kind.of(element), wanted);
      }
      return constant;
    }
  }

  private static final class Numbers<T> extends Checked<T> implements Direct {
    private final String wanted;
    private final NumberRule rule;
    private final boolean isAny;

    Numbers(TypeAdapter<T> delegate, Class<?> type, NumberRule rule) {
      super(delegate);
      this.wanted = "a number that fits " + type.getTypeName();
      this.rule = rule;
      this.isAny = type == Number.class;
    }

    @Override
    public @Nullable Object convert(Object decoded) {
      return !isAny && decoded instanceof Number number ? rule.apply(NumberText.of(number)) : null;
    }

    @Override
    @Nullable T readPresent(JsonReader in) throws IOException {
      JsonElement element = Elements.read(in);
      Number fitting =
          element instanceof JsonPrimitive primitive
                  && primitive.isNumber()
                  && !(primitive.getAsNumber() instanceof Attachment)
              ? rule.apply(NumberText.of(primitive.getAsNumber()))
              : null;
      if (fitting == null) {
        throw Mismatch.after(in, Kind.of(element), wanted);
      }
      if (isAny) {
        return delegate.fromJsonTree(new JsonPrimitive(fitting)); // by the application's strategy
      }
      @SuppressWarnings("unchecked") // the rule is that of the type
      T number = (T) fitting;
      return number;
    }
  }

  /**
   * Types that Gson makes, or compares, by asking the network for a name: a client must not choose
   * what this host looks up, nor make it wait.
   */
  private static final class LookedUp<T> extends Checked<T> {
    private final String wanted;

    LookedUp(TypeAdapter<T> delegate, Class<?> type) {
      super(delegate);
      this.wanted =
          "a %s, which would look up a name: take a String, or use registerTypeAdapter for it"
              .formatted(type.getName());
    }

    @Override
    T readPresent(JsonReader in) throws IOException {
      throw Mismatch.at(in, wanted);
    }
  }
}
