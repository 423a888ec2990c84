package io.roomcast.bench.limit;

import io.roomcast.bench.wire.EventText;
import io.roomcast.bench.wire.FrameReader;
import io.roomcast.bench.wire.Frames;
import io.roomcast.bench.wire.HttpMessage;
import io.roomcast.bench.wire.Outgoing;
import io.roomcast.bench.wire.WebSocketUpgrade;
import io.roomcast.bench.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection of a limit server. */
final class LimitConnection implements FrameReader.Sink {
  private static final int MAX_UNSENT = 64 * 1024 * 1024;
  private static final byte[] JOINED = "430[]".getBytes(StandardCharsets.US_ASCII);

  private final LimitServer server;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Outgoing outgoing;
  private final FrameReader frames = FrameReader.ofClient();
  private @Nullable HttpMessage request = HttpMessage.request();
  private boolean member;

  LimitConnection(LimitServer server, SocketChannel channel, SelectionKey key) {
    this.server = server;
    this.channel = channel;
    this.key = key;
    outgoing = new Outgoing(channel, key);
  }

  void onReady(ByteBuffer input) {
    if (!key.isValid()) {
      return; // a broadcast earlier in this pass found it broken
    }
    try {
      if (key.isWritable()) {
        outgoing.writeOn();
      }
      if (key.isValid() && key.isReadable()) {
        input.clear();
        int length = channel.read(input);
        if (length < 0) {
          close();
        } else if (length > 0) {
          read(input.array(), input.arrayOffset(), length);
        }
      }
    } catch (IOException | WireException e) {
      close();
    }
  }

  private void read(byte[] bytes, int offset, int length) {
    HttpMessage head = request;
    if (head == null) {
      frames.read(bytes, offset, length, this);
      return;
    }
    int read = head.read(bytes, offset, length);
    if (head.isComplete()) {
      request = null;
      write(ByteBuffer.wrap(WebSocketUpgrade.response(head)));
      frames.read(bytes, offset + read, length - read, this);
    }
  }

  @Override
  public void onFrame(int opcode, byte[] bytes, int offset, int length) {
    if (opcode != Frames.TEXT) {
      close();
      return;
    }
    switch (EventText.event(bytes, offset, length)) {
      case EventText.JOIN -> {
        join();
        send(JOINED);
      }
      case EventText.BROADCAST -> server.broadcast(frame(bytes, offset, length));
      default -> send(Arrays.copyOfRange(bytes, offset, offset + length));
    }
  }

  private void join() {
    if (!member) {
      member = true;
      server.join(this);
    }
  }

  private void send(byte[] text) {
    write(ByteBuffer.wrap(Frames.fromServer(Frames.TEXT, text)));
  }

  private static byte[] frame(byte[] bytes, int offset, int length) {
    return Frames.fromServer(Frames.TEXT, Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /** Writes what the system takes, and the rest when it takes more. */
  void write(ByteBuffer bytes) {
    try {
      if (outgoing.unsent() > MAX_UNSENT) {
        close();
      } else {
        outgoing.write(bytes);
      }
    } catch (IOException e) {
      close();
    }
  }

  private void close() {
    if (member) {
      member = false;
      server.leave(this);
    }
    try {
      channel.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
