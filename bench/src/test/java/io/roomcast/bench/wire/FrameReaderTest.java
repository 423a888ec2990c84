package io.roomcast.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final int[] SIZES = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000};

  private final List<byte[]> frames = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100, 4096, 1_000_000})
  @DisplayName("frames are the same however they are cut, masked or not")
  void cuts(int step) {
    for (boolean masked : new boolean[] {false, true}) {
      frames.clear();
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      for (int size : SIZES) {
        wire.writeBytes(
            masked
                ? Frames.fromClient(Frames.TEXT, payload(size), 0xCAFEBABE + size)
                : Frames.fromServer(Frames.TEXT, payload(size)));
      }
      FrameReader reader = masked ? FrameReader.ofClient() : FrameReader.ofServer();
      byte[] bytes = wire.toByteArray();
      for (int at = 0; at < bytes.length; at += step) {
        reader.read(bytes, at, Math.min(step, bytes.length - at), this::keep);
      }

      assertThat(reader.isInsideFrame()).isFalse();
      assertThat(frames).hasSize(SIZES.length);
      for (int i = 0; i < SIZES.length; i++) {
        assertThat(frames.get(i)).isEqualTo(payload(SIZES[i]));
      }
    }
  }

  @Test
  @DisplayName("a frame that has begun is waited for")
  void half() {
    FrameReader reader = FrameReader.ofServer();
    byte[] frame = Frames.fromServer(Frames.PING, payload(5));

    reader.read(frame, 0, 4, this::keep);

    assertThat(frames).isEmpty();
    assertThat(reader.isInsideFrame()).isTrue();
  }

  @Test
  @DisplayName("what is no frame of the other side is refused")
  void violations() {
    refused(FrameReader.ofServer(), Frames.fromClient(Frames.TEXT, payload(3), 1));
    refused(FrameReader.ofClient(), Frames.fromServer(Frames.TEXT, payload(3)));
    refused(FrameReader.ofServer(), new byte[] {0x01, 0x00});
    refused(FrameReader.ofServer(), new byte[] {(byte) 0xC1, 0x00});
    refused(FrameReader.ofServer(), new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 2, 0, 0, 0});
    refused(FrameReader.ofServer(), new byte[] {(byte) 0x81, 127, -1, 0, 0, 0, 0, 0, 0, 0});
  }

  private void refused(FrameReader reader, byte[] bytes) {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> reader.read(bytes, 0, bytes.length, this::keep));
    assertThat(frames).isEmpty();
  }

  private void keep(int opcode, byte[] bytes, int offset, int length) {
    frames.add(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  private static byte[] payload(int size) {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i * 31 + size);
    }
    return payload;
  }
}
