package io.roomcast.internal.json;

import com.google.gson.stream.JsonWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as {@code JSON.stringify} does, straight into the packet's text, whatever writer the
 * adapters believe to have. Attachments are collected, a placeholder takes their place.
 *
 * <p>Nothing of the superclass is used but its settings. An adapter of the application that writes
 * no valid JSON gets an {@link IllegalStateException}, as from the superclass.
 */
final class ValueWriter extends JsonWriter {
  private final StringBuilder out;
  private final int maxDepth;
  private final List<ByteBuffer> attachments = new ArrayList<>(0);
  private final BitSet objects = new BitSet(); // by depth
  private int depth;
  private int topLevelValues;
  private boolean needsComma;
  private @Nullable String pendingName;

  ValueWriter(StringBuilder out, int maxDepth) {
    super(Writer.nullWriter());
    this.out = out;
    this.maxDepth = maxDepth;
  }

  /** In the order of their placeholders. */
  List<ByteBuffer> attachments() {
    return attachments;
  }

  /** How many whole values have been written so far. */
  int topLevelValues() {
    return topLevelValues;
  }

  @Override
  public JsonWriter beginArray() {
    return begin('[', false);
  }

  @Override
  public JsonWriter endArray() {
    return end(']', false);
  }

  @Override
  public JsonWriter beginObject() {
    return begin('{', true);
  }

  @Override
  public JsonWriter endObject() {
    return end('}', true);
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
    JavaScriptText.appendString(out, value);
    return afterValue();
  }

  @Override
  public JsonWriter value(boolean value) {
    beforeValue();
    out.append(value);
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
    JavaScriptText.appendNumber(out, value);
    return afterValue();
  }

  @Override
  public JsonWriter value(long value) {
    beforeValue();
    out.append(value);
    return afterValue();
  }

  @Override
  public JsonWriter value(@Nullable Number value) {
    if (value == null) {
      return nullValue();
    } else if (value instanceof Attachment attachment) {
      return placeholder(attachment);
    } else if (value instanceof Double) {
      return value(value.doubleValue());
    } else if (value instanceof Long || value instanceof Integer) {
      return value(value.longValue());
    }
    String text = value.toString();
    if (value instanceof Float) {
      return value(Double.parseDouble(text)); // the digits of the float, not of its double
    } else if (!NumberText.isNumber(text)) {
      require(!Double.isFinite(value.doubleValue()));
      text = "null";
    }
    return jsonValue(text);
  }

  /** Unlike the superclass's, does not leave out a member without being told to. */
  @Override
  public JsonWriter nullValue() {
    if (pendingName != null && !getSerializeNulls()) {
      pendingName = null;
      return this;
    }
    return jsonValue("null");
  }

  @Override
  public JsonWriter jsonValue(String json) {
    beforeValue();
    out.append(json);
    return afterValue();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private JsonWriter placeholder(Attachment attachment) {
    beforeValue();
    out.append("{\"_placeholder\":true,\"num\":").append(attachments.size()).append('}');
    attachments.add(ByteBuffer.wrap(attachment.bytes()));
    return afterValue();
  }

  private JsonWriter begin(char bracket, boolean isObject) {
    if (depth == maxDepth) {
      throw new IllegalStateException("nested deeper than " + maxDepth + ", or circular");
    }
    beforeValue();
    depth++;
    objects.set(depth, isObject);
    out.append(bracket);
    needsComma = false;
    return this;
  }

  private JsonWriter end(char bracket, boolean isObject) {
    require(depth > 0 && isInObject() == isObject && pendingName == null);
    depth--;
    out.append(bracket);
    return afterValue();
  }

  private void beforeValue() {
    require(isInObject() == (pendingName != null));
    if (needsComma) {
      out.append(',');
    }
    if (pendingName != null) {
      JavaScriptText.appendString(out, pendingName);
      out.append(':');
      pendingName = null;
    }
  }

  private JsonWriter afterValue() {
    needsComma = true;
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
