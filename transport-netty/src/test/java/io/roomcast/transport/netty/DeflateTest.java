package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static io.roomcast.transport.netty.Scene.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import io.roomcast.spi.transport.WebSocketConnection;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Compression")
class DeflateTest {
  private static final int COMPRESSED_TEXT = 0xC1;

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource({
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    "permessage-deflate"
  })
  @DisplayName("is agreed on where the limits have it, and works both ways, small and large")
  void bothWays(String offer) throws Exception {
    BlockingQueue<Exchange> requests = new LinkedBlockingQueue<>();
    NettyTransport transport = NettyTransport.on(Scene.ANY);
    Limits limits = Limits.builder().perMessageDeflate(PerMessageDeflate.defaults()).build();
    InetSocketAddress address = await(transport.start(requests::add, limits));
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(20_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      socket
          .getOutputStream()
          .write(
              Scene.ascii(
                  "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      + "Sec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      + "Sec-WebSocket-Extensions: "
                      + offer
                      + "\r\n\r\n"));
      Scene.Listener listener = new Scene.Listener();
      next(requests).upgrade(Headers.none(), listener);
      assertThat(head(in)).contains("Sec-WebSocket-Extensions: permessage-deflate");
      WebSocketConnection connection = await(listener.opened);

      Inflater inflater = new Inflater(true);
      for (String text : new String[] {"x".repeat(3000), hexadecimal(40_000), "y".repeat(2000)}) {
        connection.send(OutboundMessage.text(text));
        if (offer.contains("server_no_context_takeover")) {
          inflater.reset();
        }
        assertThat(frame(in, inflater)).isEqualTo(text);
        socket.getOutputStream().write(compressed(text.substring(0, 1000)));
        assertThat(next(listener.texts)).isEqualTo(text.substring(0, 1000));
      }
      inflater.end();
    }
    await(transport.stop(Duration.ZERO));
  }

  private static String hexadecimal(int length) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Integer.toHexString(random.nextInt(16)));
    }
    return text.toString();
  }

  private static String head(DataInputStream in) throws Exception {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static String frame(DataInputStream in, Inflater inflater) throws Exception {
    assertThat(in.readUnsignedByte()).isEqualTo(COMPRESSED_TEXT);
    int length = in.readUnsignedByte();
    byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
    in.readFully(payload);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (byte[] input : new byte[][] {payload, {0, 0, -1, -1}}) {
      inflater.setInput(input);
      for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
        text.write(buffer, 0, n);
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** A frame of a client, with a mask of zeros. */
  private static byte[] compressed(String text) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
    byte[] buffer = new byte[4096];
    int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH) - 4;
    deflater.end();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(COMPRESSED_TEXT);
    if (length < 126) {
      frame.write(0x80 | length);
    } else {
      frame.write(0x80 | 126);
      frame.write(length >> 8);
      frame.write(length);
    }
    frame.write(new byte[4], 0, 4);
    frame.write(buffer, 0, length);
    return frame.toByteArray();
  }
}
