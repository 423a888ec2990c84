package io.roomcast.internal.engineio;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes to text, where what is malformed is not replaced (EIO-31). */
final class StrictUtf8 {
  private StrictUtf8() {}

  static String decode(byte[] bytes, int start, int stop) throws MalformedPacketException {
    String text = new String(bytes, start, stop - start, StandardCharsets.UTF_8);
    // The constructor is much faster than a decoder, but replaces what is malformed. So only where
    // the replacement character turns up must it be told whether the client itself sent it.
    if (text.indexOf('\ufffd') >= 0) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, start, stop - start))
            .toString();
      } catch (CharacterCodingException e) {
        throw new MalformedPacketException("invalid UTF-8");
      }
    }
    return text;
  }
}
