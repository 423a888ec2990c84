package io.roomcast.testkit.codec;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.PayloadBuilder;
import io.roomcast.spi.codec.ValueMapping;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Reads what {@link LetterWriter} writes, and trusts nobody. */
final class LetterDecoder implements PacketDecoder {
  private final ValueMapping values;
  private final CodecLimits limits;

  LetterDecoder(ValueMapping values, CodecLimits limits) {
    this.values = values;
    this.limits = limits;
  }

  @Override
  public Optional<Packet> text(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > limits.maxPacketBytes()) {
      throw new DecodeException("packet too large");
    }
    try {
      return Optional.of(new Reading(text, values.payload()).packet());
    } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
      throw new DecodeException("no packet");
    }
  }

  @Override
  public Optional<Packet> binary(ByteBuffer bytes) {
    throw new DecodeException("binary, where packets are text");
  }

  @Override
  public void close() {} // nothing is kept between messages

  /** One text on its way to a packet. */
  private final class Reading {
    private final String text;
    private final PayloadBuilder payload;
    private int at;
    private int depth;
    private int count;

    Reading(String text, PayloadBuilder payload) {
      this.text = text;
      this.payload = payload;
    }

    Packet packet() {
      expect('i');
      long code = Long.parseLong(upTo(';'));
      expect('i');
      long id = Long.parseLong(upTo(';'));
      expect('s');
      String namespace = string();
      if (at < text.length()) {
        value(text.charAt(at++));
      }
      if (at < text.length()) {
        throw new DecodeException("trailing characters");
      }
      PacketType type =
          Arrays.stream(PacketType.values())
              .filter(known -> known.code() == code)
              .findFirst()
              .orElseThrow(() -> new DecodeException("unknown packet type " + code));
      return new Packet(type, namespace, id, payload.build(type));
    }

    private void value(char letter) {
      if (++count > limits.maxValues()) {
        throw new DecodeException("too many values");
      }
      switch (letter) {
        case 'n' -> payload.nullValue();
        case 't', 'f' -> payload.bool(letter == 't');
        case 'i' -> payload.integer(Long.parseLong(upTo(';')));
        case 'd' -> payload.floating(Double.parseDouble(upTo(';')));
        case 'm' -> payload.decimal(upTo(';'));
        case 's' -> payload.string(string());
        case 'b' -> payload.binary(Base64.getDecoder().decode(upTo(';')));
        case '[' -> {
          enter();
          payload.beginArray();
          for (char next = text.charAt(at++); next != ']'; next = text.charAt(at++)) {
            value(next);
          }
          payload.endArray();
          depth--;
        }
        case '{' -> {
          enter();
          payload.beginObject();
          for (char next = text.charAt(at++); next == 's'; next = text.charAt(at++)) {
            payload.name(string());
            value(text.charAt(at++));
          }
          at--;
          expect('}');
          payload.endObject();
          depth--;
        }
        default -> throw new DecodeException("an unknown letter");
      }
    }

    private void enter() {
      if (++depth > limits.maxDepth()) {
        throw new DecodeException("payload nested too deeply");
      }
    }

    private String string() {
      int length = Integer.parseInt(upTo(':'));
      at += length;
      return text.substring(at - length, at);
    }

    private String upTo(char end) {
      int from = at;
      at = text.indexOf(end, from) + 1;
      return text.substring(from, at - 1);
    }

    private void expect(char letter) {
      if (text.charAt(at++) != letter) {
        throw new DecodeException("no " + letter + " where one must be");
      }
    }
  }
}
