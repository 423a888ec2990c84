package io.roomcast.transport.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Asks an engine of TLS whether it has failed, where it {@linkplain TlsEngines#failsLate keeps that
 * to itself}, by letting it write nothing. That nothing waits behind what the client does not read,
 * so there is one question at a time: else a client could pile them up. On the event loop.
 */
final class EngineProbe {
  private final ChannelHandlerContext context;
  private final Consumer<Throwable> failed;
  private boolean asking;
  private boolean again;

  /**
   * Creates it.
   *
   * @param context of a handler behind that of TLS
   * @param failed is told what the engine has met
   */
  EngineProbe(ChannelHandlerContext context, Consumer<Throwable> failed) {
    this.context = context;
    this.failed = failed;
  }

  /** The engine has read something. */
  void ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    ChannelFuture unused = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::answered);
  }

  private void answered(Future<? super Void> answer) {
    asking = false;
    if (!answer.isSuccess()) {
      failed.accept(answer.cause());
    } else if (again) {
      ask();
    }
  }
}
