package io.roomcast.spi.transport.deflate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateExtensionTest {
  private static final int LIMIT = 100_000;
  private static final PerMessageDeflate ALL = PerMessageDeflate.defaults().withThreshold(0);

  private final DeflateExtension alone = extension(ALL, LIMIT);
  private final DeflateExtension takeover = extension(ALL.withContextTakeover(true, true), LIMIT);

  private static DeflateExtension extension(PerMessageDeflate options, int limit) {
    Headers offer = Headers.of("Sec-WebSocket-Extensions", "permessage-deflate");
    return DeflateExtension.negotiate(options, offer, limit).orElseThrow();
  }

  @AfterEach
  void close() {
    alone.close();
    takeover.close();
  }

  private static ByteBuffer hex(String bytes) {
    return ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(bytes));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer).toString();
  }

  /** As a client does it that is not ours: the sync flush of zlib without its last four bytes. */
  private static ByteBuffer foreign(byte[] message) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[100];
    int length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
    while (length > 0) {
      out.write(chunk, 0, length);
      length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
    }
    deflater.end();
    return ByteBuffer.wrap(out.toByteArray(), 0, out.size() - 4);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @DisplayName("EIO-52 the examples of RFC 7692, section 7.2.3, inflate")
  @CsvSource({
    "f2 48 cd c9 c9 07 00, Hello",
    "00 05 00 fa ff 48 65 6c 6c 6f 00, Hello",
    "f3 48 cd c9 c9 07 00 00, Hello",
    "f2 48 05 00 00 00 ff ff ca c9 c9 07 00, Hello",
    "00, ''"
  })
  void examples(String payload, String message) throws InflateException {
    assertThat(text(alone.inflate(hex(payload)))).isEqualTo(message);
    assertThat(text(takeover.inflate(hex(payload)))).isEqualTo(message);
    assertThat(text(takeover.inflate(hex(payload)))).isEqualTo(message);
  }

  @Test
  @DisplayName("EIO-52 the example of a shared window inflates, and only where it was agreed on")
  void sharedWindow() throws InflateException {
    assertThat(text(takeover.inflate(hex("f2 48 cd c9 c9 07 00")))).isEqualTo("Hello");
    assertThat(text(takeover.inflate(hex("f2 00 11 00 00")))).isEqualTo("Hello");

    assertThat(text(alone.inflate(hex("f2 48 cd c9 c9 07 00")))).isEqualTo("Hello");
    assertThatThrownBy(() -> alone.inflate(hex("f2 00 11 00 00")))
        .isInstanceOf(InflateException.class)
        .extracting(e -> ((InflateException) e).closeCode())
        .isEqualTo(1007);
  }

  @Test
  @DisplayName("EIO-52 what is compressed is what the RFC's example has, and inflates again")
  void compresses() throws InflateException {
    assertThat(bytes(alone.compress(OutboundMessage.text("Hello, Hello, Hello")).orElseThrow()))
        .isEqualTo(bytes(foreign("Hello, Hello, Hello".getBytes(UTF_8))));
    for (int length : new int[] {100, 1024, 4096, 65_535, LIMIT}) {
      byte[] message =
          "some {\"json\": 12345}, ".repeat(length).substring(0, length).getBytes(UTF_8);
      OutboundMessage outbound = OutboundMessage.binary(ByteBuffer.wrap(message));
      ByteBuffer compressed = alone.compress(outbound).orElseThrow();
      assertThat(compressed.remaining()).isLessThan(length);
      assertThat(bytes(alone.inflate(compressed))).isEqualTo(message);
      for (int again = 0; again < 3; again++) {
        assertThat(bytes(takeover.inflate(takeover.compress(outbound).orElseThrow())))
            .isEqualTo(message);
      }
    }
  }

  @Test
  @DisplayName("EIO-52 what does not shrink is sent as it is, unless the context has it already")
  void noise() throws InflateException {
    byte[] noise = noise(5000);
    OutboundMessage message = OutboundMessage.binary(ByteBuffer.wrap(noise));
    assertThat(alone.compress(message)).isEmpty();
    assertThat(bytes(takeover.inflate(takeover.compress(message).orElseThrow()))).isEqualTo(noise);
    ByteBuffer again = takeover.compress(message).orElseThrow();
    assertThat(again.remaining()).isLessThan(100);
    assertThat(bytes(takeover.inflate(again))).isEqualTo(noise);
  }

  @Test
  @DisplayName("EIO-53 without context takeover the result is the same for every connection")
  void shared() {
    OutboundMessage message = OutboundMessage.text("broadcast ".repeat(200));
    assertThat(alone.isShared()).isTrue();
    assertThat(extension(ALL, 5).compress(message)).isEqualTo(alone.compress(message));
    assertThat(takeover.isShared()).isFalse();
  }

  @Test
  @DisplayName("EIO-48 SEC-13 a message may inflate to the limit, and to no byte more")
  void limit() throws InflateException {
    for (byte[] whole : new byte[][] {new byte[LIMIT], noise(LIMIT)}) {
      assertThat(bytes(alone.inflate(foreign(whole)))).isEqualTo(whole);
      assertThat(foreign(whole).remaining()).isLessThanOrEqualTo(alone.maxCompressedBytes());
      byte[] more = Arrays.copyOf(whole, LIMIT + 1);
      for (PerMessageDeflate options : List.of(ALL, ALL.withContextTakeover(true, true))) {
        DeflateExtension extension = extension(options, LIMIT);
        assertThatThrownBy(() -> extension.inflate(foreign(more)))
            .isInstanceOf(InflateException.class)
            .hasMessage("message is larger than 100000 bytes")
            .extracting(e -> ((InflateException) e).closeCode())
            .isEqualTo(1009);
        extension.close();
      }
    }
    assertThat(extension(ALL, Integer.MAX_VALUE).maxCompressedBytes())
        .isEqualTo(Integer.MAX_VALUE - 8);
  }

  @Test
  @DisplayName("SEC-13 a bomb takes no more memory than the largest message")
  void bomb() {
    ByteBuffer bomb = foreign(new byte[50_000_000]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThatThrownBy(() -> alone.inflate(bomb.duplicate())); // classes are loaded, too
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> alone.inflate(bomb)).isInstanceOf(InflateException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L * LIMIT);
  }

  @ParameterizedTest
  @DisplayName("EIO-48 what does not inflate, or not as a whole, closes the connection with 1007")
  @ValueSource(
      strings = {
        "ff",
        "07 00",
        "f2 48 cd c9 c9",
        "00 05 00 fa ff 48 65 6c",
        "00 05 00 fa fe 48 65 6c 6c 6f 00",
        "f3 48 cd c9 c9 07 00",
        "f2 48 cd c9 c9 07 00 00 00 ff ff"
      })
  void malformed(String payload) {
    assertThatThrownBy(() -> alone.inflate(hex(payload)))
        .isInstanceOf(InflateException.class)
        .extracting(e -> ((InflateException) e).closeCode())
        .isEqualTo(1007);
  }

  @Test
  @DisplayName("EIO-48 a compressed message without a single byte is malformed")
  void nothing() {
    assertThatThrownBy(() -> alone.inflate(ByteBuffer.allocate(0)))
        .isInstanceOf(InflateException.class);
  }

  @Test
  @DisplayName("SEC-13 a message that ends its stream again and again is malformed")
  void endlessStreams() throws InflateException {
    byte[] ends = new byte[2 * Inflation.MAX_STREAMS + 1];
    for (int i = 0; i + 1 < ends.length; i += 2) {
      ends[i] = 3; // an empty last block, and the rest of its last byte
    }
    assertThat(alone.inflate(ByteBuffer.wrap(ends)).remaining()).isZero();
    byte[] more = new byte[ends.length + 2];
    System.arraycopy(ends, 0, more, 2, ends.length);
    more[0] = 3;
    assertThatThrownBy(() -> alone.inflate(ByteBuffer.wrap(more)))
        .isInstanceOf(InflateException.class);
  }

  @Test
  @DisplayName("EIO-52 after a malformed message the pooled inflater reads the next one")
  void pooledAfterFailure() throws InflateException {
    assertThatThrownBy(() -> alone.inflate(hex("ff"))).isInstanceOf(InflateException.class);
    assertThat(text(alone.inflate(hex("f2 48 cd c9 c9 07 00")))).isEqualTo("Hello");
  }

  @Test
  @DisplayName("EIO-52 native memory is taken at the first message, and freed by close")
  void close_frees() throws InflateException {
    assertThat(takeover.holdsNativeMemory()).isFalse();
    assertThat(takeover.compress(OutboundMessage.text("Hello"))).isPresent();
    takeover.inflate(hex("f2 48 cd c9 c9 07 00"));
    assertThat(takeover.holdsNativeMemory()).isTrue();
    takeover.close();
    takeover.close();
    assertThat(takeover.holdsNativeMemory()).isFalse();
    assertThat(takeover.compress(OutboundMessage.text("Hello"))).isEmpty();
    assertThatThrownBy(() -> takeover.inflate(hex("00"))).isInstanceOf(InflateException.class);
    assertThat(takeover.holdsNativeMemory()).isFalse();

    assertThat(alone.compress(OutboundMessage.text("Hello ".repeat(9)))).isPresent();
    assertThat(alone.holdsNativeMemory()).isFalse();
  }

  /** A stream that fails, or waits, when it is told to. */
  private static final class Moody extends Deflater {
    private final Runnable mood;
    private final AtomicInteger ends;

    Moody(Runnable mood, AtomicInteger ends) {
      super(Deflater.BEST_SPEED, true);
      this.mood = mood;
      this.ends = ends;
    }

    @Override
    public int deflate(byte[] output, int off, int len, int flush) {
      int made = super.deflate(output, off, len, flush);
      mood.run();
      return made;
    }

    @Override
    public void end() {
      ends.incrementAndGet();
      super.end();
    }
  }

  private static DeflateExtension moody(Runnable mood, AtomicInteger ends) {
    Agreement agreement = new Agreement(true, true, Agreement.FULL_WINDOW, false);
    return new DeflateExtension(agreement, 0, LIMIT, () -> new Moody(mood, ends));
  }

  @Test
  @DisplayName("EIO-52 after a failure in mid-message the context is given up: plain from then on")
  void failureInMidMessage() throws InflateException {
    AtomicReference<Error> due = new AtomicReference<>();
    AtomicInteger ends = new AtomicInteger();
    Runnable mood =
        () -> {
          Error error = due.get();
          if (error != null) {
            throw error;
          }
        };
    try (DeflateExtension sender = moody(mood, ends)) {
      assertThat(sender.compress(OutboundMessage.text("Hello"))).isPresent();
      due.set(new OutOfMemoryError("in mid-message"));
      assertThatThrownBy(() -> sender.compress(OutboundMessage.text("lost"))).isSameAs(due.get());
      assertThat(ends).hasValue(1);
      assertThat(sender.holdsNativeMemory()).isFalse();
      due.set(null);
      assertThat(sender.compress(OutboundMessage.text("lost"))).isEmpty();
      assertThat(sender.holdsNativeMemory()).isFalse();
      assertThat(text(sender.inflate(hex("f2 48 cd c9 c9 07 00")))).isEqualTo("Hello");
    }
    assertThat(ends).hasValue(1);
  }

  @Test
  @Timeout(60)
  @DisplayName("EIO-52 close does not wait for a thread that compresses; that thread frees memory")
  void closeDuringCompression() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger ends = new AtomicInteger();
    DeflateExtension sender =
        moody(
            () -> {
              inside.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            ends);
    try {
      CompletableFuture<Optional<ByteBuffer>> large =
          CompletableFuture.supplyAsync(() -> sender.compress(OutboundMessage.text("large")));
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
      sender.close();
      assertThat(large).isNotDone();
      assertThat(ends).hasValue(0);
      goOn.countDown();
      assertThat(large.get(20, TimeUnit.SECONDS)).isPresent();
      assertThat(ends).hasValue(1);
      assertThat(sender.holdsNativeMemory()).isFalse();
      assertThat(sender.compress(OutboundMessage.text("late"))).isEmpty();
    } finally {
      goOn.countDown();
    }
  }
}
