package io.roomcast.testkit.peer;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A request whose body goes out piece by piece, in chunks or as announced. */
final class SocketExchange implements PeerExchange {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final SocketConnection connection;
  private final boolean chunked;
  private final CompletableFuture<PeerResponse> response;

  SocketExchange(
      SocketConnection connection, boolean chunked, CompletableFuture<PeerResponse> response) {
    this.connection = connection;
    this.chunked = chunked;
    this.response = response;
  }

  @Override
  public synchronized void write(byte[] piece) {
    if (piece.length == 0) {
      return; // an empty chunk would be the last one
    }
    if (chunked) {
      connection.write(
          (Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
    connection.write(piece.clone());
    if (chunked) {
      connection.write(LINE_END);
    }
  }

  @Override
  public synchronized void finish() {
    if (chunked) {
      connection.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public CompletableFuture<PeerResponse> response() {
    return response.copy();
  }
}
