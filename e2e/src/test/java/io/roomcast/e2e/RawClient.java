package io.roomcast.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One TCP connection that says what no well-behaved client would say, and hangs up when it likes.
 */
final class RawClient implements AutoCloseable {
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    out = socket.getOutputStream();
    in = socket.getInputStream();
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Opens a session by polling and returns its id. */
  String handshake() throws IOException {
    get("");
    Matcher sid = SID.matcher(response());
    if (!sid.find()) {
      throw new IOException("no session id came");
    }
    return sid.group(1);
  }

  void get(String sid) throws IOException {
    send("GET " + target("polling", sid) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Sends the head of a POST and, of its body, as much as is given. */
  void post(String sid, int announced, String body) throws IOException {
    send(
        "POST "
            + target("polling", sid)
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain;charset=UTF-8\r\n"
            + "Content-Length: "
            + announced
            + "\r\n\r\n"
            + body);
  }

  /** Opens a WebSocket, for a session where there is one already. */
  void upgrade(String sid) throws IOException {
    send(
        "GET "
            + target("websocket", sid)
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    head();
  }

  /** Sends a masked text frame of at most 125 bytes. */
  void frame(String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | payload.length); // the mask stays zero
    System.arraycopy(payload, 0, frame, 6, payload.length);
    out.write(frame);
    out.flush();
  }

  /** Reads one unfragmented frame of at most 64 KiB and returns its payload. */
  String readFrame() throws IOException {
    DataInputStream data = new DataInputStream(in);
    data.readByte();
    int length = data.readUnsignedByte();
    if (length == 126) {
      length = data.readUnsignedShort();
    }
    byte[] payload = new byte[length];
    data.readFully(payload);
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** Reads a whole response and returns its body. */
  String response() throws IOException {
    Matcher length = LENGTH.matcher(head());
    if (!length.find()) {
      throw new IOException("a response without a length");
    }
    return new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + head);
      }
      head.write(next);
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private static String target(String transport, String sid) {
    String base = "/socket.io/?EIO=4&transport=" + transport;
    return sid.isEmpty() ? base : base + "&sid=" + sid;
  }

  /** Hangs up without a word: the peer sees a reset. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
