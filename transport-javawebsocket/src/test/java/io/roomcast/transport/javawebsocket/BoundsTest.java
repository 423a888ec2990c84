package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.TestServer.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.transport.Limits;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What one connection can hold")
class BoundsTest {

  private static Limits limits(int maxHeadBytes) {
    return Limits.builder().maxHeadBytes(maxHeadBytes).maxHeaders(3).maxBodyBytes(1000).build();
  }

  @Test
  @DisplayName("is bounded for a trailer that never ends")
  void endlessTrailer() {
    RequestParser parser = new RequestParser(limits(4096));
    assertThat(
            parser.parse(utf8("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")))
        .isEqualTo(RequestParser.Outcome.HEAD);
    assertThat(parser.parse(utf8("1\r\nx\r\n0\r\nA: b"))).isEqualTo(RequestParser.Outcome.MORE);
    for (int i = 0; i < 4; i++) {
      assertThat(parser.parse(utf8("x".repeat(1024)))).isEqualTo(RequestParser.Outcome.MORE);
    }
    assertThat(parser.parse(utf8("x"))).isEqualTo(RequestParser.Outcome.BAD);
  }

  @Test
  @DisplayName(
      "is bounded for header fields in any number, be it in one piece, and tells the limit")
  void manyFields() {
    RequestParser parser = new RequestParser(limits(4096));
    assertThat(parser.parse(utf8("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\nA: b\r\n\r\n")))
        .isEqualTo(RequestParser.Outcome.HEAD);
    assertThat(parser.head().headers().size()).isEqualTo(3);
    RequestParser whole = new RequestParser(limits(4096));
    assertThat(whole.parse(utf8("GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(3) + "\r\n")))
        .isEqualTo(RequestParser.Outcome.BAD);
    assertThat(whole.badStatus()).isEqualTo(431);
    assertThat(whole.limit()).isEqualTo("maxHeaders");
    RequestParser endless = new RequestParser(limits(4096));
    assertThat(endless.parse(utf8("GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(4))))
        .isEqualTo(RequestParser.Outcome.BAD);
    RequestParser large = new RequestParser(limits(100));
    assertThat(large.parse(utf8("GET / HTTP/1.1\r\nHost: " + "x".repeat(100))))
        .isEqualTo(RequestParser.Outcome.BAD);
    assertThat(large.limit()).isEqualTo("maxHeadBytes");
  }

  @Test
  @DisplayName("is bounded for trailers in one piece, which count with the fields of the head")
  void manyTrailers() {
    RequestParser parser = new RequestParser(limits(4096));
    String head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(parser.parse(utf8(head))).isEqualTo(RequestParser.Outcome.HEAD);
    assertThat(parser.parse(utf8("0\r\nA: b\r\nA: b\r\n\r\n")))
        .isEqualTo(RequestParser.Outcome.BAD);
    assertThat(parser.limit()).isEqualTo("maxHeaders");
    RequestParser small = new RequestParser(limits(100));
    assertThat(small.parse(utf8(head))).isEqualTo(RequestParser.Outcome.HEAD);
    assertThat(small.parse(utf8("0\r\nA: " + "b".repeat(100) + "\r\n\r\n")))
        .isEqualTo(RequestParser.Outcome.BAD);
    assertThat(small.limit()).isEqualTo("maxHeadBytes");
  }

  @Test
  @DisplayName("is no cache of header fields, which would outweigh all else of an idle one")
  void noFieldCache() {
    HttpParser parser = RequestParser.strict(new Deaf());

    parser.parseNext(utf8("GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a client\r\n\r\n"));

    assertThat(parser.getFieldCache().size()).isZero();
  }

  @Test
  @DisplayName("is bounded for trailers in any number, anew for each request")
  void trailersOfManyRequests() {
    RequestParser parser = new RequestParser(limits(100));
    for (int i = 0; i < 10; i++) {
      assertThat(
              parser.parse(
                  utf8("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")))
          .isEqualTo(RequestParser.Outcome.HEAD);
      assertThat(parser.parse(utf8("0\r\nA: b"))).isEqualTo(RequestParser.Outcome.MORE);
      assertThat(parser.parse(utf8("x".repeat(50)))).isEqualTo(RequestParser.Outcome.MORE);
      assertThat(parser.parse(utf8("\r\n\r\n"))).isEqualTo(RequestParser.Outcome.END);
      parser.reset();
    }
  }

  @Test
  @DisplayName("counts the weight of tiny segments, and reading resumes when they are consumed")
  void tinySegments() throws Exception {
    Pipe pipe = Pipe.open();
    try (Selector selector = Selector.open();
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      assertThat(sink.isOpen()).isTrue();
      source.configureBlocking(false);
      SelectionKey key = source.register(selector, 0);
      InboundQueue queue = new InboundQueue();
      queue.attach(key);
      int chunks = 0;
      while (key.interestOps() == SelectionKey.OP_READ && chunks < InboundQueue.FULL_BYTES) {
        queue.add(ByteBuffer.allocate(1));
        chunks++;
      }
      assertThat(chunks)
          .isLessThanOrEqualTo(InboundQueue.FULL_BYTES / InboundQueue.CHUNK_BYTES + 1);
      for (ByteBuffer chunk = queue.peek(); chunk != null; chunk = queue.peek()) {
        chunk.position(chunk.limit());
        queue.consumed(1);
      }
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_READ);
      queue.add(ByteBuffer.allocate(InboundQueue.FULL_BYTES));
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_READ);
    }
  }

  @Test
  @DisplayName("includes no selector of an event loop that never began")
  void loopThatNeverBegan() throws Exception {
    EventLoop loop = new EventLoop("never", 5);
    loop.stop();
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      assertThat(sink.isOpen()).isTrue();
      source.configureBlocking(false);
      assertThatThrownBy(() -> loop.register(source, 0, () -> {}))
          .isInstanceOf(ClosedSelectorException.class);
    }
  }

  private static final class Deaf implements HttpParser.RequestHandler {
    @Override
    public void startRequest(String method, String uri, HttpVersion version) {}

    @Override
    public void parsedHeader(HttpField field) {}

    @Override
    public boolean headerComplete() {
      return false;
    }

    @Override
    public boolean content(ByteBuffer item) {
      return false;
    }

    @Override
    public boolean contentComplete() {
      return false;
    }

    @Override
    public boolean messageComplete() {
      return false;
    }

    @Override
    public void earlyEOF() {}
  }
}
