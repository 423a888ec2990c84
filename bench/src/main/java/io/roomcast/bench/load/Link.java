package io.roomcast.bench.load;

import io.roomcast.bench.wire.Outgoing;
import io.roomcast.bench.wire.WireException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One TCP connection of the loop. */
final class Link {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final LinkListener listener;
  private final Outgoing outgoing;
  private boolean closed;

  Link(SocketChannel channel, SelectionKey key, LinkListener listener) {
    this.channel = channel;
    this.key = key;
    this.listener = listener;
    outgoing = new Outgoing(channel, key);
  }

  /** Sends, in order; what the system does not take at once is sent when it does. */
  void write(byte[] bytes) {
    try {
      outgoing.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  /** Goes without a word: no port is left waiting for a last packet. */
  void close() {
    closed = true;
    try {
      if (channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      channel.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  /** Does what the selector found to do. */
  void onReady(ByteBuffer input) {
    if (!key.isValid()) {
      return; // another link, served before it in this pass, closed it
    }
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        key.interestOps(SelectionKey.OP_READ);
        listener.onOpen(this);
      }
      if (key.isValid() && key.isWritable()) {
        outgoing.writeOn();
      }
      if (key.isValid() && key.isReadable()) {
        read(input);
      }
    } catch (IOException | WireException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void read(ByteBuffer input) throws IOException {
    input.clear();
    int length = channel.read(input);
    if (length < 0) {
      fail("the server closed the connection");
    } else if (length > 0) {
      listener.onBytes(this, input.array(), input.arrayOffset(), length);
    }
  }

  private void fail(String reason) {
    // a failed connect has closed the channel already
    if (!closed) {
      close();
      listener.onClosed(this, reason);
    }
  }
}
