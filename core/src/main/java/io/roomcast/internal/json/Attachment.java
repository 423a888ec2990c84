package io.roomcast.internal.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Binary data on its way through Gson, disguised as a number: that is the one class of JSON value
 * that Gson lets others extend. It passes through trees, custom serializers included, unharmed.
 */
final class Attachment extends Number {
  @Serial private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // is never serialized
  private final byte[] bytes;

  Attachment(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Reads what should be an attachment; null for a JSON null. */
  static byte @Nullable [] read(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.NULL) {
      in.nextNull();
      return null;
    }
    JsonElement element = Elements.read(in);
    if (element instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && primitive.getAsNumber() instanceof Attachment attachment) {
      return attachment.bytes;
    }
    throw Mismatch.after(in, Kind.of(element), "binary");
  }

  /** Writes it, whatever {@code out} thinks of numbers. */
  void write(JsonWriter out) throws IOException {
    Strictness before = out.getStrictness();
    out.setStrictness(Strictness.LENIENT);
    try {
      out.value(this);
    } finally {
      out.setStrictness(before);
    }
  }

  @Override
  public int intValue() {
    throw noNumber();
  }

  @Override
  public long longValue() {
    throw noNumber();
  }

  @Override
  public float floatValue() {
    throw noNumber();
  }

  @Override
  public double doubleValue() {
    throw noNumber();
  }

  @Override
  public String toString() {
    return "binary";
  }

  private static UnsupportedOperationException noNumber() {
    return new UnsupportedOperationException("binary is no number");
  }
}
