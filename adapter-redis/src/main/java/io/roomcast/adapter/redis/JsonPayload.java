package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.ValueSink;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON text, as JavaScript's {@code JSON} writes and reads them. */
final class JsonPayload {
  private static final int MAX_NUMBER_LENGTH = 400;
  private static final int MAX_BYTE = 0xff;

  private JsonPayload() {}

  /** Writes values in neutral form. Binary data takes the form that Node.js gives a Buffer. */
  static byte[] write(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.setHtmlSafe(false);
      out.setSerializeNulls(true);
      write(object, out);
    } catch (IOException e) {
      throw new EncodeException("it cannot be written as JSON: " + e.getMessage());
    }
    return text.toString().getBytes(UTF_8);
  }

  private static void write(@Nullable Object value, JsonWriter out) throws IOException {
    if (value == null) {
      out.nullValue();
    } else if (value instanceof Boolean bool) {
      out.value(bool);
    } else if (value instanceof Double number) {
      write(number, out);
    } else if (value instanceof Number number) {
      out.value(number);
    } else if (value instanceof byte[] bytes) {
      writeBuffer(bytes, out);
    } else if (value instanceof Iterable<?> elements) {
      out.beginArray();
      for (Object element : elements) {
        write(element, out);
      }
      out.endArray();
    } else if (value instanceof Map<?, ?> members) {
      out.beginObject();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        out.name(String.valueOf(member.getKey()));
        write(member.getValue(), out);
      }
      out.endObject();
    } else {
      out.value(value.toString());
    }
  }

  private static void write(Double number, JsonWriter out) throws IOException {
    if (number.isNaN() || number.isInfinite()) {
      out.nullValue();
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      out.value(number.longValue());
    } else {
      out.value(number);
    }
  }

  private static void writeBuffer(byte[] bytes, JsonWriter out) throws IOException {
    out.beginObject();
    out.name("type").value("Buffer");
    out.name("data").beginArray();
    for (byte each : bytes) {
      out.value(each & MAX_BYTE);
    }
    out.endArray();
    out.endObject();
  }

  /**
   * Reads one value; what has the form of a Buffer becomes binary data.
   *
   * @throws DecodeException if it is malformed, too deep or of too many values
   */
  static @Nullable Object read(byte[] text, CodecLimits limits) {
    NeutralValues values = NeutralValues.withBuffers();
    try (JsonReader in = new JsonReader(new StringReader(new String(text, UTF_8)))) {
      in.setStrictness(Strictness.STRICT);
      in.setNestingLimit(limits.maxDepth());
      read(in, values, limits);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new DecodeException("something follows the JSON text");
      }
    } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
      throw new DecodeException("malformed JSON");
    } catch (IOException e) { // it ends too early
      throw new DecodeException("incomplete JSON");
    }
    return values.result();
  }

  private static void read(JsonReader in, ValueSink sink, CodecLimits limits) throws IOException {
    int depth = 0;
    int values = 0;
    do {
      switch (in.peek()) {
        case NULL -> {
          in.nextNull();
          sink.nullValue();
        }
        case BOOLEAN -> sink.bool(in.nextBoolean());
        case NUMBER -> number(in.nextString(), sink);
        case STRING -> sink.string(in.nextString());
        case NAME -> {
          sink.name(in.nextName());
          continue;
        }
        case BEGIN_ARRAY -> {
          in.beginArray();
          sink.beginArray();
          depth++;
        }
        case BEGIN_OBJECT -> {
          in.beginObject();
          sink.beginObject();
          depth++;
        }
        case END_ARRAY -> {
          in.endArray();
          sink.endArray();
          depth--;
        }
        case END_OBJECT -> {
          in.endObject();
          sink.endObject();
          depth--;
        }
        case END_DOCUMENT -> throw new DecodeException("incomplete JSON");
      }
      if (++values > limits.maxValues()) {
        throw new DecodeException("too many values");
      }
    } while (depth > 0);
  }

  private static void number(String text, ValueSink sink) {
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw new DecodeException("a number is too long");
    }
    double rounded = Double.parseDouble(text);
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 0x1p62 && isPlain(text)) {
      sink.integer(new BigDecimal(text).longValue());
    } else {
      sink.floating(rounded);
    }
  }

  /** No exponent, whose number would have to be written out. */
  private static boolean isPlain(String text) {
    return text.indexOf('e') < 0 && text.indexOf('E') < 0;
  }
}
