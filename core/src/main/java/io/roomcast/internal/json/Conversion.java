package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import io.roomcast.spi.codec.ConversionException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** From what the decoder made to the application's types, through its Gson. Thread-safe. */
final class Conversion {
  private final Gson gson;
  private final boolean plainStrings;

  Conversion(GsonSettings settings) {
    this.gson = settings.gson();
    this.plainStrings = settings.plainStrings();
  }

  /**
   * Converts a value, with all its digits if it is a number.
   *
   * @param what names the value in the exception
   * @throws ConversionException if it does not fit, or anything fails on the way
   */
  @Nullable Object convert(@Nullable Object value, Type type, String what) {
    if (type == Object.class || (value instanceof String && type == String.class && plainStrings)) {
      return ExactNumber.neutral(value);
    }
    TypeAdapter<?> adapter;
    try {
      adapter = gson.getAdapter(TypeToken.get(type));
    } catch (RuntimeException | StackOverflowError | LinkageError noAdapter) {
      throw doesNotFit(value, type, what, noAdapter); // says nothing of the value
    }
    Object converted;
    try {
      if (adapter instanceof StrictAdapters.Direct direct && value != null) {
        Object made = direct.convert(value);
        if (made != null) {
          return made;
        }
      }
      converted = adapter.fromJsonTree(Elements.of(value));
    } catch (Mismatch mismatch) {
      throw new ConversionException(describe(mismatch, type, what));
    } catch (RuntimeException | StackOverflowError | LinkageError failure) {
      throw doesNotFit(value, type, what, Causes.presentable(failure));
    }
    if (converted == null && value != null) {
      throw doesNotFit(value, type, what, null);
    }
    return converted;
  }

  private static String describe(Mismatch mismatch, Type type, String what) {
    if (mismatch.isAtTop()) {
      return what + " is " + mismatch.getMessage();
    }
    return what
        + " does not fit "
        + type.getTypeName()
        + ": "
        + mismatch.path()
        + " is "
        + mismatch.getMessage();
  }

  private static ConversionException doesNotFit(
      @Nullable Object value, Type type, String what, @Nullable Throwable cause) {
    String message = what + " is " + Kind.of(value) + " that does not fit " + type.getTypeName();
    return cause == null
        ? new ConversionException(message)
        : new ConversionException(message, cause);
  }
}
