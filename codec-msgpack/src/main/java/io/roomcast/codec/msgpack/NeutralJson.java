package io.roomcast.codec.msgpack;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.NeutralNumber;
import io.roomcast.spi.codec.ValueSink;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** JSON text as JavaScript's {@code JSON} writes and reads it. */
final class NeutralJson {
  /**
   * Characters of a number: as many as Gson's reader knows for one, and more than any double has.
   */
  private static final int MAX_NUMBER = 1000;

  private NeutralJson() {}

  static String write(@Nullable Object value, CodecLimits limits) {
    StringWriter text = new StringWriter();
    JsonWriter out = new JsonWriter(text);
    out.setStrictness(Strictness.STRICT);
    out.setHtmlSafe(false);
    NeutralCodec.write(value, new LimitedSink(new Writer(out), limits));
    return escapeHalves(text.toString());
  }

  /** Halves of surrogate pairs, which no UTF-8 can hold; they can only be within strings. */
  private static String escapeHalves(String json) {
    StringBuilder escaped = null;
    int written = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      } else if (i + 1 < json.length() && Character.isSurrogatePair(c, json.charAt(i + 1))) {
        i++;
        continue;
      }
      escaped = escaped == null ? new StringBuilder(json.length() + 8) : escaped;
      escaped.append(json, written, i).append("\\u%04x".formatted((int) c));
      written = i + 1;
    }
    return escaped == null ? json : escaped.append(json, written, json.length()).toString();
  }

  static void read(String json, CodecLimits limits, ValueSink sink) {
    try (JsonReader in = new JsonReader(new StringReader(json))) {
      in.setStrictness(Strictness.LEGACY_STRICT); // STRICT refuses halves of surrogate pairs
      in.setNestingLimit(limits.maxDepth());
      int depth = 0;
      int values = 0;
      do {
        JsonToken token = in.peek();
        if (isValue(token) && ++values > limits.maxValues()) {
          throw DecodeException.overLimit("maxValues", "too many values");
        }
        depth += step(in, token, sink);
      } while (depth > 0);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new DecodeException("something follows the JSON text");
      }
    } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
      throw new DecodeException("malformed JSON");
    } catch (IOException e) {
      throw new DecodeException("incomplete JSON");
    }
  }

  private static boolean isValue(JsonToken token) {
    return token != JsonToken.NAME
        && token != JsonToken.END_ARRAY
        && token != JsonToken.END_OBJECT
        && token != JsonToken.END_DOCUMENT;
  }

  /** Reads one token; returns by how much it changes the depth. */
  private static int step(JsonReader in, JsonToken token, ValueSink sink) throws IOException {
    switch (token) {
      case NULL -> {
        in.nextNull();
        sink.nullValue();
      }
      case BOOLEAN -> sink.bool(in.nextBoolean());
      case NUMBER -> number(in.nextString(), sink);
      case STRING -> sink.string(in.nextString());
      case NAME -> sink.name(in.nextName());
      case BEGIN_ARRAY -> {
        in.beginArray();
        sink.beginArray();
        return 1;
      }
      case BEGIN_OBJECT -> {
        in.beginObject();
        sink.beginObject();
        return 1;
      }
      case END_ARRAY -> {
        in.endArray();
        sink.endArray();
        return -1;
      }
      case END_OBJECT -> {
        in.endObject();
        sink.endObject();
        return -1;
      }
      case END_DOCUMENT -> throw new DecodeException("incomplete JSON");
    }
    return 0;
  }

  private static void number(String text, ValueSink sink) {
    if (text.length() > MAX_NUMBER) {
      throw new DecodeException("a number is too long");
    }
    NeutralCodec.write(NeutralNumber.parse(text), sink);
  }

  /** Onto Gson's writer, whose exceptions are about strings in memory, and so cannot be. */
  private record Writer(JsonWriter out) implements ValueSink {

    private interface Step {
      JsonWriter run() throws IOException;
    }

    private static void run(Step step) {
      try {
        var unused = step.run();
      } catch (IOException e) {
        throw new EncodeException("it cannot be written as JSON", e);
      }
    }

    @Override
    public void nullValue() {
      run(out::nullValue);
    }

    @Override
    public void bool(boolean value) {
      run(() -> out.value(value));
    }

    @Override
    public void integer(long value) {
      run(() -> out.value(value));
    }

    @Override
    public void floating(double value) {
      if (!Double.isFinite(value)) {
        nullValue();
      } else if (Math.abs(value) >= 0x1p53) {
        decimal(asDouble(NeutralNumber.decimal(value).toString()));
      } else if (value == Math.rint(value)) {
        integer((long) value);
      } else {
        run(() -> out.value(value));
      }
    }

    /** In a notation that is read as one again, not as an integer. */
    private static String asDouble(String number) {
      return number.indexOf('.') < 0 && number.indexOf('E') < 0 ? number + ".0" : number;
    }

    @Override
    public void decimal(String number) {
      if (number.length() > MAX_NUMBER) {
        throw new EncodeException("a number has more than " + MAX_NUMBER + " characters");
      }
      run(() -> out.jsonValue(number));
    }

    @Override
    public void string(String value) {
      run(() -> out.value(value));
    }

    @Override
    public void binary(byte[] bytes) {
      throw new EncodeException("JSON has no binary data");
    }

    @Override
    public void beginArray() {
      run(out::beginArray);
    }

    @Override
    public void endArray() {
      run(out::endArray);
    }

    @Override
    public void beginObject() {
      run(out::beginObject);
    }

    @Override
    public void name(String name) {
      run(() -> out.name(name));
    }

    @Override
    public void endObject() {
      run(out::endObject);
    }
  }
}
