package io.roomcast.internal.json;

import com.google.gson.stream.JsonWriter;
import io.roomcast.spi.codec.ValueSink;
import java.io.IOException;
import java.io.Writer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What Gson's adapters write, straight to the codec's sink, whatever writer the adapters believe to
 * have; no deeper than the limit.
 *
 * <p>Nothing of the superclass is used but its settings. An adapter of the application that writes
 * no valid JSON gets an {@link IllegalStateException}, as from the superclass.
 */
final class ValueWriter extends JsonWriter {
  private final ValueSink sink;
  private final int maxDepth;
  private final BitSet objects = new BitSet(); // by depth
  private int depth;
  private int topLevelValues;
  private @Nullable String pendingName;

  ValueWriter(ValueSink sink, int maxDepth) {
    super(Writer.nullWriter());
    this.sink = sink;
    this.maxDepth = maxDepth;
  }

  /** How many whole values have been written so far. */
  int topLevelValues() {
    return topLevelValues;
  }

  @Override
  public JsonWriter beginArray() {
    begin(false);
    sink.beginArray();
    return this;
  }

  @Override
  public JsonWriter endArray() {
    end(false);
    sink.endArray();
    return afterValue();
  }

  @Override
  public JsonWriter beginObject() {
    begin(true);
    sink.beginObject();
    return this;
  }

  @Override
  public JsonWriter endObject() {
    end(true);
    sink.endObject();
    return afterValue();
  }

  @Override
  public JsonWriter name(String name) {
    require(isInObject() && pendingName == null);
    pendingName = name;
    return this;
  }

  @Override
  public JsonWriter value(@Nullable String value) {
    if (value == null) {
      return nullValue();
    }
    beforeValue();
    sink.string(value);
    return afterValue();
  }

  @Override
  public JsonWriter value(boolean value) {
    beforeValue();
    sink.bool(value);
    return afterValue();
  }

  @Override
  public JsonWriter value(@Nullable Boolean value) {
    return value == null ? nullValue() : value(value.booleanValue());
  }

  @Override
  public JsonWriter value(float value) {
    return value((Float) value);
  }

  @Override
  public JsonWriter value(double value) {
    beforeValue();
    sink.floating(value);
    return afterValue();
  }

  @Override
  public JsonWriter value(long value) {
    beforeValue();
    sink.integer(value);
    return afterValue();
  }

  @Override
  public JsonWriter value(@Nullable Number value) {
    if (value == null) {
      return nullValue();
    } else if (value instanceof Double) {
      return value(value.doubleValue());
    } else if (value instanceof Long || value instanceof Integer) {
      return value(value.longValue());
    } else if (value instanceof Float) {
      return value(Double.parseDouble(value.toString())); // its digits, not those of its double
    }
    beforeValue();
    if (value instanceof Attachment attachment) {
      sink.binary(attachment.bytes());
    } else {
      number(value);
    }
    return afterValue();
  }

  private void number(Number value) {
    String text = value.toString();
    if (NumberText.isNumber(text)) {
      sink.decimal(text);
    } else {
      require(!Double.isFinite(value.doubleValue()));
      sink.floating(value.doubleValue());
    }
  }

  /** Unlike the superclass's, does not leave out a member without being told to. */
  @Override
  public JsonWriter nullValue() {
    if (pendingName != null && !getSerializeNulls()) {
      pendingName = null;
      return this;
    }
    beforeValue();
    sink.nullValue();
    return afterValue();
  }

  @Override
  public JsonWriter jsonValue(@Nullable String json) throws IOException {
    if (json == null) {
      return nullValue();
    }
    Elements.write(Elements.parse(json), this);
    return this;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private void begin(boolean isObject) {
    if (depth == maxDepth) {
      throw new IllegalStateException("nested deeper than " + maxDepth + ", or circular");
    }
    beforeValue();
    depth++;
    objects.set(depth, isObject);
  }

  private void end(boolean isObject) {
    require(depth > 0 && isInObject() == isObject && pendingName == null);
    depth--;
  }

  private void beforeValue() {
    require(isInObject() == (pendingName != null));
    if (pendingName != null) {
      sink.name(pendingName);
      pendingName = null;
    }
  }

  private JsonWriter afterValue() {
    if (depth == 0) {
      topLevelValues++;
    }
    return this;
  }

  private boolean isInObject() {
    return objects.get(depth) && depth > 0;
  }

  private static void require(boolean valid) {
    if (!valid) {
      throw new IllegalStateException("a type adapter wrote no valid JSON");
    }
  }
}
