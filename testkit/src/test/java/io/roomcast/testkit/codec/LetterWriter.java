package io.roomcast.testkit.codec;

import io.roomcast.spi.codec.ValueSink;
import java.util.Base64;

/** Writes values, each with the letter of its kind in front. */
final class LetterWriter implements ValueSink {
  private final StringBuilder out = new StringBuilder();

  @Override
  public void nullValue() {
    out.append('n');
  }

  @Override
  public void bool(boolean value) {
    out.append(value ? 't' : 'f');
  }

  @Override
  public void integer(long value) {
    out.append('i').append(value).append(';');
  }

  @Override
  public void floating(double value) {
    out.append('d').append(value).append(';');
  }

  @Override
  public void decimal(String number) {
    out.append('m').append(number).append(';');
  }

  @Override
  public void string(String value) {
    out.append('s').append(value.length()).append(':').append(value);
  }

  @Override
  public void binary(byte[] bytes) {
    out.append('b').append(Base64.getEncoder().encodeToString(bytes)).append(';');
  }

  @Override
  public void beginArray() {
    out.append('[');
  }

  @Override
  public void endArray() {
    out.append(']');
  }

  @Override
  public void beginObject() {
    out.append('{');
  }

  @Override
  public void name(String name) {
    string(name);
  }

  @Override
  public void endObject() {
    out.append('}');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
