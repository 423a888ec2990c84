package io.roomcast.testkit.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A WebSocket over TCP; its connection's reader thread reads the frames. */
final class SocketWebSocket implements PeerWebSocket {
  private final SocketConnection connection;
  private final FrameInbox inbox = new FrameInbox();
  private final CompletableFuture<PeerResponse> opened = new CompletableFuture<>();
  private boolean closeSent;

  SocketWebSocket(SocketConnection connection) {
    this.connection = connection;
  }

  @Override
  public CompletableFuture<PeerResponse> opened() {
    return opened.copy();
  }

  @Override
  public void sendText(String text) {
    sendFragments(true, List.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void sendBinary(byte[] bytes) {
    sendFragments(false, List.of(bytes));
  }

  @Override
  public void sendFragments(boolean text, List<byte[]> fragments) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int opcode = text ? RawFrame.TEXT : RawFrame.BINARY;
    for (int i = 0; i < fragments.size(); i++) {
      boolean last = i == fragments.size() - 1;
      frames.writeBytes(
          RawFrame.of(i == 0 ? opcode : RawFrame.CONTINUATION, fragments.get(i))
              .last(last)
              .bytes());
    }
    connection.write(frames.toByteArray());
  }

  @Override
  public CompletableFuture<PeerFrame> next() {
    return inbox.next();
  }

  @Override
  public void stopReading() {
    connection.stopReading();
  }

  @Override
  public void startReading() {
    connection.startReading();
  }

  @Override
  public synchronized void close(int code, String reason) {
    if (!closeSent) {
      closeSent = true;
      connection.write(RawFrame.close(code, reason).bytes());
    }
  }

  @Override
  public void abort() {
    connection.abort();
  }

  @Override
  public void close() {
    connection.close();
  }

  void answered(@Nullable PeerResponse response, @Nullable Throwable failure) {
    if (response != null && response.status() == 101) {
      opened.complete(response);
      return;
    }
    opened.completeExceptionally(
        response != null
            ? new UpgradeRefusedException(response)
            : new PeerDisconnectedException("no answer to the upgrade: " + failure));
    inbox.add(new PeerFrame.End());
  }

  /** Reads frames to the end of the connection. */
  void read(SocketInput input) throws IOException {
    try {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      int messageType = 0;
      boolean compressed = false;
      for (int first = input.read(); first >= 0; first = input.read()) {
        byte[] payload = payload(input);
        int opcode = first & 0x0f;
        boolean begins = opcode == RawFrame.TEXT || opcode == RawFrame.BINARY;
        if ((first & (begins ? 0x30 : 0x70)) != 0) {
          throw new IOException("the server set a reserved bit");
        }
        if (opcode == RawFrame.CLOSE) {
          closed(payload);
        } else if (opcode == RawFrame.PING) {
          connection.write(RawFrame.of(RawFrame.PONG, payload).bytes());
        } else if (opcode == RawFrame.PONG) {
          inbox.add(new PeerFrame.Pong(new String(payload, StandardCharsets.UTF_8)));
        } else if (opcode <= RawFrame.BINARY) {
          messageType = begins ? opcode : messageType;
          compressed = begins ? (first & 0x40) != 0 : compressed;
          message.writeBytes(payload);
          if ((first & 0x80) != 0) {
            inbox.add(message(messageType, compressed, message.toByteArray()));
            message.reset();
          }
        }
      }
    } finally {
      inbox.add(new PeerFrame.End());
    }
  }

  private void closed(byte[] payload) {
    int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    String reason =
        payload.length < 2
            ? ""
            : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    inbox.add(new PeerFrame.Close(code, reason));
    close(code, "");
  }

  private static PeerFrame message(int opcode, boolean compressed, byte[] payload) {
    boolean text = opcode == RawFrame.TEXT;
    if (compressed) {
      return new PeerFrame.Compressed(text, new PeerFrame.Binary(payload));
    }
    return text
        ? new PeerFrame.Text(new String(payload, StandardCharsets.UTF_8))
        : new PeerFrame.Binary(payload);
  }

  private static byte[] payload(SocketInput input) throws IOException {
    int second = input.require();
    if ((second & 0x80) != 0) {
      throw new IOException("the server masked a frame");
    }
    int length = second & 0x7f;
    if (length == 126) {
      length = ByteBuffer.wrap(input.require(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = Math.toIntExact(ByteBuffer.wrap(input.require(8)).getLong());
    }
    return input.require(length);
  }
}
