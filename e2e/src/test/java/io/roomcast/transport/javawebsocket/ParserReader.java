package io.roomcast.transport.javawebsocket;

import io.roomcast.e2e.http.HttpReader;
import io.roomcast.e2e.http.HttpReading;
import io.roomcast.e2e.http.SeenRequest;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.wire.RequestHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads with the parser of the Java-WebSocket transport, which this package alone can see. */
public final class ParserReader implements HttpReader {
  private final Limits limits;

  /** Within these limits. */
  public ParserReader(Limits limits) {
    this.limits = limits;
  }

  @Override
  public HttpReading read(List<byte[]> pieces) {
    Requests requests = new Requests();
    pieces.forEach(piece -> requests.input(ByteBuffer.wrap(piece)));
    return new HttpReading(List.copyOf(requests.seen), requests.ending);
  }

  /** Feeds the parser as {@link HttpProtocol} does. */
  private final class Requests {
    private final RequestParser parser = new RequestParser(limits);
    private final List<SeenRequest> seen = new ArrayList<>();
    private RequestHead head;
    private int ending = HttpReading.OPEN;

    void input(ByteBuffer bytes) {
      while (bytes.hasRemaining() && ending == HttpReading.OPEN) {
        parse(bytes);
      }
    }

    private void parse(ByteBuffer bytes) {
      switch (parser.parse(bytes)) {
        case MORE -> {}
        case HEAD -> begin(bytes);
        case END -> end();
        case TOO_LARGE -> ending = 413;
        case BAD -> ending = head == null ? parser.badStatus() : 400;
      }
    }

    private void begin(ByteBuffer bytes) {
      head = parser.head();
      seen.add(
          new SeenRequest(
              head.method(),
              head.target().path(),
              head.target().rawQuery(),
              SeenRequest.fields(head.headers()),
              head.asksForWebSocket(),
              Optional.empty()));
      if (head.contentLength() > limits.maxBodyBytes()) {
        ending = 413;
      } else if (head.contentLength() == 0) {
        parse(bytes); // its end takes no byte
      }
    }

    private void end() {
      int last = seen.size() - 1;
      seen.set(last, seen.get(last).with(SeenRequest.text(parser.body().take())));
      if (head.keepAlive()) {
        head = null;
        parser.reset();
      } else {
        ending = HttpReading.CLOSED;
      }
    }
  }
}
