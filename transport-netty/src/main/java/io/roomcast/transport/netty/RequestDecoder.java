package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.roomcast.spi.transport.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's parser, behind a {@link HeadGuard} and on a leash: it goes on only while the protocol
 * wants input, so of several requests that came at once the later ones stay unparsed, and so does
 * what follows a handshake. It leaves the pipeline when the connection is upgraded.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private final HttpProtocol protocol;
  private final HeadGuard guard;
  private @Nullable ChannelHandlerContext context;

  RequestDecoder(HttpProtocol protocol, Limits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.maxHeadBytes())
            .setMaxHeaderSize(limits.maxHeadBytes())
            .setMaxChunkSize(OutboundQueue.BATCH_BYTES)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false));
    this.protocol = protocol;
    this.guard = new HeadGuard(limits);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext source, Object message) {
    protocol.feeding();
    try {
      super.channelRead(source, message);
    } catch (Exception e) { // ours, not of a handler before
      protocol.failed(e);
    }
    protocol.fed();
  }

  @Override
  protected void decode(ChannelHandlerContext source, ByteBuf input, List<Object> out)
      throws Exception {
    switch (protocol.appetite()) {
      case NONE -> {}
      case ANYTHING -> input.skipBytes(input.readableBytes());
      case BODY -> super.decode(source, input, out);
      case HEAD -> {
        try {
          protocol.headBegins();
          if (guard.isComplete(input)) {
            super.decode(source, input, out);
          }
        } catch (BadRequest e) {
          input.skipBytes(input.readableBytes());
          protocol.refuse(e);
        }
      }
    }
  }

  /** Goes on with what is parked. Never from inside of what the decoder calls. */
  void resume() throws Exception {
    if (context != null) {
      super.channelRead(context, Unpooled.EMPTY_BUFFER);
    }
  }

  /** How much has arrived and was not parsed yet. */
  int parkedBytes() {
    return actualReadableBytes();
  }

  /** Leaves; gives what was not parsed, to be released by the caller. */
  ByteBuf leave() {
    ByteBuf parked = internalBuffer();
    ByteBuf rest = parked.retainedDuplicate();
    parked.skipBytes(parked.readableBytes()); // else it would go down the pipeline as if just read
    if (context != null) {
      context.pipeline().remove(this);
    }
    return rest;
  }

  // the base class would read on behind our back where reading is off and nothing was decoded, and
  // drop what is parked behind a request that is being answered

  @Override
  public void channelReadComplete(ChannelHandlerContext source) {
    discardSomeReadBytes();
    source.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext source, Object event) {
    source.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext source) {
    source.fireChannelInactive();
  }
}
