package io.roomcast.testkit.peer;

import io.roomcast.spi.transport.Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * One answer of a server, read from its first byte to its last.
 *
 * @param last whether the server announced that it closes the connection
 */
record HttpReply(PeerResponse response, boolean last) {

  /** Reads the next final answer; interim ones (1xx but 101) are told of, and skipped. */
  static HttpReply read(SocketInput input, Supplier<String> method, IntConsumer interim)
      throws IOException {
    while (true) {
      String statusLine = input.line();
      String[] parts = statusLine.split(" ", 3);
      if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
        throw new IOException("not a status line: " + statusLine);
      }
      int status = Integer.parseInt(parts[1]);
      Headers headers = headers(input);
      if (status >= 200 || status == 101) {
        return body(input, status, headers, method.get());
      }
      interim.accept(status);
    }
  }

  private static Headers headers(SocketInput input) throws IOException {
    Headers.Builder headers = Headers.builder();
    for (String line = input.line(); !line.isEmpty(); line = input.line()) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return headers.build();
  }

  private static HttpReply body(SocketInput input, int status, Headers headers, String method)
      throws IOException {
    boolean last = headers.contains("Connection", "close");
    byte[] body = new byte[0];
    if (status == 101 || status == 204 || status == 304 || method.equals("HEAD")) {
      return new HttpReply(new PeerResponse(status, headers, body), last);
    }
    if (headers.contains("Transfer-Encoding", "chunked")) {
      body = chunks(input);
    } else if (headers.first("Content-Length").isPresent()) {
      body = input.require(Integer.parseInt(headers.first("Content-Length").orElseThrow()));
    } else {
      body = rest(input);
      last = true;
    }
    return new HttpReply(new PeerResponse(status, headers, body), last);
  }

  private static byte[] chunks(SocketInput input) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(input.line().split(";", 2)[0].strip(), 16);
      body.writeBytes(input.require(size));
      if (size == 0) {
        headers(input); // trailers
        return body.toByteArray();
      }
      if (!input.line().isEmpty()) {
        throw new EOFException("a chunk is longer than announced");
      }
    }
  }

  private static byte[] rest(SocketInput input) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int b = input.read(); b >= 0; b = input.read()) {
      body.write(b);
    }
    return body.toByteArray();
  }
}
