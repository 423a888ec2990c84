package io.roomcast.internal.json;

import io.roomcast.spi.codec.ValueSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes JSON as {@code JSON.stringify} does into a packet's text. Binary is collected, a
 * placeholder takes its place.
 */
final class JsonSink implements ValueSink {
  private final StringBuilder out;
  private final List<ByteBuffer> attachments = new ArrayList<>(0);
  private boolean needsComma;

  JsonSink(StringBuilder out) {
    this.out = out;
  }

  /** In the order of their placeholders. */
  List<ByteBuffer> attachments() {
    return attachments;
  }

  @Override
  public void nullValue() {
    value().append("null");
  }

  @Override
  public void bool(boolean value) {
    value().append(value);
  }

  @Override
  public void integer(long value) {
    value().append(value);
  }

  @Override
  public void floating(double value) {
    JavaScriptText.appendNumber(value(), value);
  }

  @Override
  public void decimal(String number) {
    value().append(number);
  }

  @Override
  public void string(String value) {
    JavaScriptText.appendString(value(), value);
  }

  @Override
  public void binary(byte[] bytes) {
    value().append("{\"_placeholder\":true,\"num\":").append(attachments.size()).append('}');
    attachments.add(ByteBuffer.wrap(bytes));
  }

  @Override
  public void beginArray() {
    value().append('[');
    needsComma = false;
  }

  @Override
  public void endArray() {
    out.append(']');
    needsComma = true;
  }

  @Override
  public void beginObject() {
    value().append('{');
    needsComma = false;
  }

  @Override
  public void name(String name) {
    JavaScriptText.appendString(value(), name);
    out.append(':');
    needsComma = false;
  }

  @Override
  public void endObject() {
    out.append('}');
    needsComma = true;
  }

  /** Where the next value goes. */
  private StringBuilder value() {
    if (needsComma) {
      out.append(',');
    }
    needsComma = true;
    return out;
  }
}
