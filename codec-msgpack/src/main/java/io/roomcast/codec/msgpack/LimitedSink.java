package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.ValueSink;

/**
 * Hands a value on as far as one that reads it with the same limits would follow. Ends soon after
 * the size is exceeded, not exactly there: characters and bytes are counted, not what a format
 * adds.
 */
final class LimitedSink implements ValueSink {
  private final ValueSink sink;
  private final CodecLimits limits;
  private int depth;
  private int values;
  private long size;

  LimitedSink(ValueSink sink, CodecLimits limits) {
    this.sink = sink;
    this.limits = limits;
  }

  static EncodeException tooLarge(CodecLimits limits) {
    return new EncodeException("larger than " + limits.maxPacketBytes() + " bytes");
  }

  private void count(int length) {
    if (++values > limits.maxValues()) {
      throw new EncodeException("more than " + limits.maxValues() + " values");
    }
    grow(length);
  }

  private void grow(int length) {
    size += length;
    if (size > limits.maxPacketBytes()) {
      throw tooLarge(limits);
    }
  }

  private void deeper() {
    count(1);
    if (++depth > limits.maxDepth()) {
      throw new EncodeException("nested deeper than " + limits.maxDepth());
    }
  }

  @Override
  public void nullValue() {
    count(1);
    sink.nullValue();
  }

  @Override
  public void bool(boolean value) {
    count(1);
    sink.bool(value);
  }

  @Override
  public void integer(long value) {
    count(1);
    sink.integer(value);
  }

  @Override
  public void floating(double value) {
    count(1);
    sink.floating(value);
  }

  @Override
  public void decimal(String number) {
    count(1);
    sink.decimal(number);
  }

  @Override
  public void string(String value) {
    count(value.length());
    sink.string(value);
  }

  @Override
  public void binary(byte[] bytes) {
    count(bytes.length);
    sink.binary(bytes);
  }

  @Override
  public void beginArray() {
    deeper();
    sink.beginArray();
  }

  @Override
  public void endArray() {
    depth--;
    sink.endArray();
  }

  @Override
  public void beginObject() {
    deeper();
    sink.beginObject();
  }

  @Override
  public void name(String name) {
    grow(name.length());
    sink.name(name);
  }

  @Override
  public void endObject() {
    depth--;
    sink.endObject();
  }
}
