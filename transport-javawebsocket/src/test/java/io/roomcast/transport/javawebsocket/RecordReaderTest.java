package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("TLS records")
class RecordReaderTest {
  private final RecordReader reader = new RecordReader();
  private final ByteBuffer whole = ByteBuffer.allocate(RecordReader.MAX_RECORD);

  private static byte[] record(int type, int length) {
    byte[] record = new byte[5 + length];
    new Random(length).nextBytes(record);
    record[0] = (byte) type;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (length >> 8);
    record[4] = (byte) length;
    return record;
  }

  private List<byte[]> read(byte[] piece) throws SSLException {
    List<byte[]> records = new ArrayList<>();
    ByteBuffer input = ByteBuffer.wrap(piece);
    while (input.hasRemaining()) {
      ByteBuffer record = reader.next(input, whole.clear());
      if (record == null) {
        assertThat(input.hasRemaining()).isFalse();
      } else {
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        records.add(bytes);
      }
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 100, 16_384, 65_536})
  @DisplayName("come out whole and in order, however they were cut, the empty and the largest too")
  void cuts(int pieceSize) throws SSLException {
    List<byte[]> sent =
        List.of(
            record(22, 0),
            record(20, 1),
            record(23, 16_384 + 2048),
            record(23, 0),
            record(21, 2),
            record(23, 4_000),
            record(23, 12_345));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    sent.forEach(all::writeBytes);
    List<byte[]> got = new ArrayList<>();
    for (int at = 0; at < all.size(); at += pieceSize) {
      byte[] bytes = all.toByteArray();
      got.addAll(read(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceSize))));
    }
    assertThat(got).usingElementComparator(Arrays::compare).containsExactlyElementsOf(sent);
  }

  @Test
  @DisplayName("in one piece are not copied")
  void notCopied() throws SSLException {
    byte[] record = record(23, 50);
    assertThat(reader.next(ByteBuffer.wrap(record), whole).array()).isSameAs(record);
  }

  @Test
  @DisplayName("that are larger than any may be are refused by their header, whole or in pieces")
  void tooLarge() {
    byte[] header = Arrays.copyOf(record(23, 16_384 + 2048 + 1), 5);
    assertThatThrownBy(() -> read(header))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(
            () -> {
              for (byte b : header) {
                read(new byte[] {b});
              }
            })
        .isInstanceOf(SSLException.class);
  }

  @Test
  @DisplayName("of an unknown type or version are refused")
  void notRecords() {
    for (byte[] header : new byte[][] {{19, 3, 3, 0, 1}, {25, 3, 3, 0, 1}, {22, 2, 0, 0, 1}}) {
      assertThatThrownBy(() -> new RecordReader().next(ByteBuffer.wrap(header), whole))
          .isInstanceOf(SSLException.class);
    }
  }
}
