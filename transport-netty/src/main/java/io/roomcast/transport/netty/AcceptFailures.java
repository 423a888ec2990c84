package io.roomcast.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of a port, which hears that connections cannot be accepted, mostly for want of
 * files. Netty tries again after a second, by itself; this says so once a minute. Logging may fail
 * for the same want, which would end the event loop if Netty's own end of the pipeline tried it.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private long said = System.nanoTime() - MINUTE;

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    long now = System.nanoTime();
    if (now - said < MINUTE) {
      return;
    }
    said = now;
    try {
      log.warn(
          "cannot accept connections; trying again every second (raise the limit of open files, or"
              + " lower maxConnections)",
          cause);
    } catch (Throwable unheard) {
      // there is nobody to tell
    }
  }
}
