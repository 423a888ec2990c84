package io.roomcast.transport.javawebsocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is told to. */
final class RawClient implements AutoCloseable {
  static final String NONCE = "dGhlIHNhbXBsZSBub25jZQ==";

  record Response(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  static final class Frame {
    private final boolean fin;
    private final int opcode;
    private final byte[] payload;

    Frame(boolean fin, int opcode, byte[] payload) {
      this.fin = fin;
      this.opcode = opcode;
      this.payload = payload;
    }

    boolean fin() {
      return fin;
    }

    int opcode() {
      return opcode;
    }

    byte[] payload() {
      return payload;
    }

    String text() {
      return new String(payload, UTF_8);
    }

    int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RawClient(int port) {
    this(port, 0);
  }

  RawClient(int port, int receiveBuffer) {
    try {
      socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On a socket that is connected already, for example one that speaks TLS. */
  RawClient(Socket connected) {
    socket = connected;
    try {
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  // ---- HTTP ----

  Response get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return response();
  }

  Response response() throws IOException {
    return response(true);
  }

  Response response(boolean hasBody) throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("not a status line: " + status);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).trim(),
          (a, b) -> a + ", " + b);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = hasBody ? new String(bytes(length), ISO_8859_1) : "";
    return new Response(Integer.parseInt(status.substring(9, 12)), headers, body);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("after \"" + line + "\"");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(bytes.length + " of " + count + " bytes");
    }
    return bytes;
  }

  /** Reads until the server closes; how many bytes came. A reset counts as an end, too. */
  long skipToEnd() throws IOException {
    long count = 0;
    byte[] buffer = new byte[64 * 1024];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count += n;
      }
    } catch (java.net.SocketException e) {
      return count;
    }
    return count;
  }

  /** Whether the server closes in an orderly way without sending anything more. */
  boolean atEnd() throws IOException {
    return in.read() < 0;
  }

  // ---- WebSocket ----

  static String upgradeRequest(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + NONCE
        + "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
  }

  RawClient upgrade() throws IOException {
    send(upgradeRequest("/ws"));
    Response response = response();
    if (response.status() != 101) {
      throw new IOException("not upgraded: " + response);
    }
    return this;
  }

  RawClient text(String text) throws IOException {
    return send(frame(0x81, text.getBytes(UTF_8)));
  }

  RawClient frame(int firstByte, int... payload) throws IOException {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return send(frame(firstByte, bytes));
  }

  RawClient closeFrame(int code) throws IOException {
    return frame(0x88, code >> 8, code & 0xFF);
  }

  /** A masked frame. */
  static byte[] frame(int firstByte, byte[] payload) {
    byte[] mask = {0x12, (byte) 0xA4, 0x5C, (byte) 0xFF};
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) firstByte);
    if (payload.length <= 125) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    return bytes;
  }

  Frame readFrame() throws IOException {
    byte[] start = bytes(2);
    if ((start[1] & 0x80) != 0) {
      throw new IOException("a server must not mask");
    }
    int length = start[1] & 0x7F;
    if (length == 126) {
      length = ByteBuffer.wrap(bytes(2)).getShort() & 0xFFFF;
    } else if (length == 127) {
      length = Math.toIntExact(ByteBuffer.wrap(bytes(8)).getLong());
    }
    return new Frame((start[0] & 0x80) != 0, start[0] & 0x7F, bytes(length));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
