package io.roomcast.e2e.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.transport.netty.EmbeddedNettyTransport;
import io.roomcast.transport.netty.NettyTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads with the pipeline of the Netty transport, and sees to it that no buffer is lost. */
final class NettyReader implements HttpReader {
  private final Limits limits;

  NettyReader(Limits limits) {
    this.limits = limits;
  }

  @Override
  public HttpReading read(List<byte[]> pieces) {
    List<SeenRequest> seen = new ArrayList<>();
    EmbeddedNettyTransport transport = NettyTransport.embedded();
    transport.start(exchange -> serve(exchange, seen), limits).toCompletableFuture().join();
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    EmbeddedChannel channel = new EmbeddedChannel(transport.handler());
    channel.config().setAllocator(allocator);
    for (byte[] piece : pieces) {
      if (channel.isOpen()) {
        channel.writeInbound(allocator.buffer(piece.length).writeBytes(piece));
      }
    }
    HttpReading reading = new HttpReading(List.copyOf(seen), ending(channel));
    channel.close();
    channel.finishAndReleaseAll();
    assertThat(allocator.metric().usedHeapMemory()).as("bytes that were not released").isZero();
    return reading;
  }

  private static void serve(Exchange exchange, List<SeenRequest> seen) {
    SeenRequest head =
        new SeenRequest(
            exchange.method(),
            exchange.path(),
            exchange.rawQuery(),
            SeenRequest.fields(exchange.headers()),
            exchange.isUpgrade(),
            Optional.empty());
    int index = seen.size();
    seen.add(head);
    exchange
        .body()
        .whenComplete(
            (body, failure) -> {
              if (failure == null) {
                seen.set(index, head.with(SeenRequest.text(body)));
              }
              respond(exchange, failure);
            });
  }

  private static void respond(Exchange exchange, Throwable failure) {
    int status = failure == null ? 200 : failure instanceof BodyTooLargeException ? 413 : 400;
    exchange.respond(status, Headers.none(), ByteBuffer.allocate(0));
  }

  private static int ending(EmbeddedChannel channel) {
    StringBuilder sent = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      sent.append(bytes.toString(ISO_8859_1));
      bytes.release();
    }
    if (channel.isOpen()) {
      return HttpReading.OPEN;
    }
    String last = sent.substring(sent.lastIndexOf("HTTP/1.1 "));
    assertThat(last).as("the last word").contains("\r\nConnection: close\r\n");
    return Integer.parseInt(last.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
  }
}
