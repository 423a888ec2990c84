package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees what a connection gives to the system. As long as a socket is not full, what lies between
 * two flushes leaves in one system call.
 */
class WireTap extends ChannelDuplexHandler {
  /** What was written up to one flush: the bytes, and where each buffer had them. */
  record Flush(String bytes, List<Long> addresses) {}

  final List<Flush> flushes = new ArrayList<>();
  private final StringBuilder bytes = new StringBuilder();
  private final List<Long> addresses = new ArrayList<>();
  volatile Channel channel;

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf written = (ByteBuf) message;
    synchronized (flushes) {
      bytes.append(written.toString(StandardCharsets.ISO_8859_1));
      addresses.add(written.memoryAddress() + written.readerIndex());
    }
    context.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    synchronized (flushes) {
      if (!addresses.isEmpty()) {
        flushes.add(new Flush(bytes.toString(), List.copyOf(addresses)));
        bytes.setLength(0);
        addresses.clear();
      }
    }
    context.flush();
  }

  /** What was flushed since the last call. */
  List<Flush> take() {
    synchronized (flushes) {
      List<Flush> taken = List.copyOf(flushes);
      flushes.clear();
      return taken;
    }
  }
}
