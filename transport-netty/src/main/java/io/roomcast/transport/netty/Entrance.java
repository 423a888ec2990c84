package io.roomcast.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts our handlers in its own place as soon as its channel is registered. */
@Sharable
final class Entrance extends ChannelInitializer<Channel> {
  private final Supplier<@Nullable Service> service;
  private final Predicate<ChannelHandlerContext> prepared;

  /**
   * Creates it.
   *
   * @param service what is served at the moment; null closes the channel
   * @param prepared what else a channel needs that has been let in; where it says no, the channel
   *     is closed
   */
  Entrance(Supplier<@Nullable Service> service, Predicate<ChannelHandlerContext> prepared) {
    this.service = service;
    this.prepared = prepared;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (channel.pipeline().get(HttpServerCodec.class) != null
        || channel.pipeline().get(HttpObjectDecoder.class) != null) {
      throw new IllegalStateException(
          "an HTTP codec stands before Roomcast's handler; it needs the bytes as they come (after"
              + " TLS), so remove the codec, or put Roomcast's handler in its place");
    }
    Service open = service.get();
    ChannelHandlerContext self = channel.pipeline().context(this);
    if (open == null) {
      var unused = channel.close();
    } else {
      open.admit(self, prepared);
    }
  }
}
