package io.roomcast.e2e;

import io.roomcast.testkit.peer.RawFrame;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One TCP connection, plain or inside TLS, that says what no well-behaved client would say, and
 * hangs up when it likes.
 */
final class RawClient implements AutoCloseable {
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

  private static final int PATIENCE = 20_000;

  private final Socket wire;
  private final OutputStream out;
  private final InputStream in;
  private int opcode;

  RawClient(int port) throws IOException {
    this(InetAddress.getLoopbackAddress(), port);
  }

  /** Comes from a local address. */
  RawClient(InetAddress from, int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port, from, 0));
  }

  private RawClient(Socket plain) throws IOException {
    this(plain, plain);
  }

  /** Speaks through {@code socket}, which may be TLS, and hangs up the wire below it. */
  RawClient(Socket wire, Socket socket) throws IOException {
    this.wire = wire;
    wire.setTcpNoDelay(true);
    wire.setSoTimeout(PATIENCE);
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends to a server that may hang up before it has taken everything. */
  void offer(byte[] bytes) {
    try {
      send(bytes);
    } catch (IOException hungUp) {
      // which whoever reads notices, too
    }
  }

  /** Opens a session by polling and returns its id. */
  String handshake() throws IOException {
    get("");
    return sessionId(response());
  }

  /** The id in the answer to a handshake. */
  static String sessionId(String answer) throws IOException {
    Matcher sid = SID.matcher(answer);
    if (!sid.find()) {
      throw new IOException("no session id came");
    }
    return sid.group(1);
  }

  void get(String sid) throws IOException {
    get(sid, "");
  }

  /** With more headers, each with the end of its line. */
  void get(String sid, String headers) throws IOException {
    send("GET " + target("polling", sid) + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }

  /** Sends a whole POST. */
  void post(String sid, String body) throws IOException {
    post(sid, body.getBytes(StandardCharsets.UTF_8).length, body);
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
    upgrade(sid, "");
  }

  /** With more headers, each with the end of its line. */
  void upgrade(String sid, String headers) throws IOException {
    send(
        "GET "
            + target("websocket", sid)
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + headers
            + "\r\n");
    head();
  }

  /** Sends a masked text frame. */
  void frame(String text) throws IOException {
    send(RawFrame.text(text).bytes());
  }

  /** Reads one unfragmented frame of less than 64 KiB and returns its payload. */
  String readFrame() throws IOException {
    return new String(readPayload(), StandardCharsets.UTF_8);
  }

  /** As above, of any type. */
  byte[] readPayload() throws IOException {
    DataInputStream data = new DataInputStream(in);
    opcode = data.readByte() & 0x0f;
    int length = data.readUnsignedByte();
    if (length == 126) {
      length = data.readUnsignedShort();
    }
    byte[] payload = new byte[length];
    data.readFully(payload);
    return payload;
  }

  /** Reads a whole response and returns its body. */
  String response() throws IOException {
    return body(head());
  }

  /** Reads a whole response and returns all of it. */
  String answer() throws IOException {
    String head = head();
    return head + body(head);
  }

  /** Reads on until the server has hung up, one way or another. */
  void awaitEnd() throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException stillThere) {
      throw stillThere;
    } catch (IOException reset) {
      // an end like any other
    }
  }

  /** Reads a single byte, which may be of anything. */
  void sip() throws IOException {
    if (in.read() < 0) {
      throw new EOFException("the server has hung up");
    }
  }

  /** Whether the server hangs up before it has been silent for so long. */
  boolean endsWithin(Duration silence) throws IOException {
    wire.setSoTimeout(Math.toIntExact(silence.toMillis()));
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (SocketTimeoutException stillThere) {
      wire.setSoTimeout(PATIENCE);
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Reads on until the server has closed the WebSocket, or has hung up without that. */
  void awaitClose() throws IOException {
    try {
      do {
        readPayload();
      } while (opcode != RawFrame.CLOSE);
    } catch (SocketTimeoutException stillThere) {
      throw stillThere;
    } catch (IOException hungUp) {
      // the close frame was lost with what else was on its way
    }
  }

  private String body(String head) throws IOException {
    Matcher length = LENGTH.matcher(head);
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
    wire.setSoLinger(true, 0);
    wire.close();
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
