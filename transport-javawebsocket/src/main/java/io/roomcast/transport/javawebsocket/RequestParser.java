package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.wire.BodyBuffer;
import io.roomcast.spi.transport.wire.RequestHead;
import io.roomcast.spi.transport.wire.RequestTarget;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Parses the requests of one connection with Jetty's parser in its strict mode: whatever two
 * parsers could read in two ways is refused.
 *
 * <p>The size of the head is counted here, byte by byte, since Jetty does not count headers that it
 * finds in its table of well-known ones.
 */
final class RequestParser {
  /** How far a call of {@link #parse} has come. */
  enum Outcome {
    /** More input is needed. */
    MORE,
    /** {@link #head()} is there. */
    HEAD,
    /** The request has ended. */
    END,
    /** The body is over the limit. */
    TOO_LARGE,
    /** {@link #badStatus()} says what to answer; this parser is of no more use. */
    BAD
  }

  private final int maxHeadBytes;
  private final int maxHeaders;
  private final int maxBodyBytes;
  private final HttpParser parser;
  private @Nullable Outcome outcome;
  private int headBytes;
  private long trailerBytes;
  private long trailerFieldBytes;
  private int fields;
  private boolean headComplete;
  private int badStatus;
  private @Nullable String limit;

  private String method = "";
  private String target = "";
  private @Nullable HttpVersion version;
  private Headers.Builder headers = Headers.builder();
  private @Nullable RequestHead head;
  private BodyBuffer body = new BodyBuffer();

  RequestParser(Limits limits) {
    this.maxHeadBytes = limits.maxHeadBytes();
    this.maxHeaders = limits.maxHeaders();
    this.maxBodyBytes = limits.maxBodyBytes();
    this.parser = strict(new Events());
  }

  /**
   * Without a cache of fields, which would take 100 kB of each connection that stays open; and with
   * values as they came, where Jetty would write those that it knows its own way if they came in
   * one piece.
   */
  static HttpParser strict(HttpParser.RequestHandler handler) {
    HttpParser parser = new HttpParser(handler, -1, HttpCompliance.STRICT);
    parser.setHeaderCacheSize(0);
    parser.setHeaderCacheCaseSensitive(true);
    return parser;
  }

  /** Prepares for the next request of the connection. */
  void reset() {
    parser.reset();
    headBytes = 0;
    trailerBytes = 0;
    trailerFieldBytes = 0;
    fields = 0;
    headComplete = false;
    head = null;
    headers = Headers.builder();
    body = new BodyBuffer();
  }

  RequestHead head() {
    if (head == null) {
      throw new IllegalStateException("no head yet");
    }
    return head;
  }

  /** The body so far; whole after {@link Outcome#END}. */
  BodyBuffer body() {
    return body;
  }

  int badStatus() {
    return badStatus;
  }

  /** The limit that made it bad; null where something else did. */
  @Nullable String limit() {
    return limit;
  }

  /** Goes on until there is something to tell or the input is used up. */
  Outcome parse(ByteBuffer input) {
    outcome = null;
    do {
      if (headComplete) {
        parseBody(input);
      } else {
        parseHead(input);
      }
    } while (outcome == null && input.hasRemaining());
    return outcome == null ? Outcome.MORE : outcome;
  }

  private void parseHead(ByteBuffer input) {
    if (parser.isState(HttpParser.State.START) && beginsWithColon(input)) {
      input.position(input.limit());
      bad(400);
      return;
    }
    int start = input.position();
    int limit = input.limit();
    int allowed = Math.min(input.remaining(), maxHeadBytes + 1 - headBytes);
    input.limit(start + allowed);
    parser.parseNext(input);
    if (outcome == Outcome.BAD) {
      input.limit(limit).position(limit); // the parser has emptied it
      return;
    }
    headBytes += input.position() - start;
    input.limit(limit);
    if (headBytes > maxHeadBytes) {
      boolean inTarget = parser.isState(HttpParser.State.URI);
      over("maxHeadBytes", inTarget ? 414 : 431);
    } else if (outcome == null && fields > maxHeaders) {
      over("maxHeaders", 431);
    }
  }

  /** Jetty passes over colons before a request, as it does over empty lines. */
  private static boolean beginsWithColon(ByteBuffer input) {
    int at = input.position();
    while (at < input.limit() && (input.get(at) == '\r' || input.get(at) == '\n')) {
      at++;
    }
    return at < input.limit() && input.get(at) == ':';
  }

  /**
   * Goes on behind the head. Trailers, which nobody reads, are held to the limits of the head: by
   * the fields that are complete, and before that by what has come since they began, but for the
   * piece in which they did.
   */
  private void parseBody(ByteBuffer input) {
    boolean inTrailer = parser.isState(HttpParser.State.TRAILER);
    int before = input.remaining();
    parser.parseNext(input);
    if (inTrailer && outcome == null) {
      trailerBytes += before - input.remaining();
    }
    if (outcome == null) {
      checkTrailers();
    }
  }

  private void checkTrailers() {
    if (Math.max(trailerBytes, trailerFieldBytes) > maxHeadBytes) {
      over("maxHeadBytes", 400);
    } else if (fields > maxHeaders) {
      over("maxHeaders", 400);
    }
  }

  private void over(String reached, int status) {
    limit = reached;
    bad(status);
  }

  private void bad(int status) {
    outcome = Outcome.BAD;
    badStatus = status;
  }

  private boolean headDone() {
    headComplete = true;
    Optional<RequestTarget> asked = RequestTarget.parse(target);
    if (fields > maxHeaders) {
      over("maxHeaders", 431);
    } else if (version != HttpVersion.HTTP_1_0 && version != HttpVersion.HTTP_1_1) {
      bad(505);
    } else if (asked.isEmpty() || !Headers.isToken(method)) {
      bad(400);
    } else {
      Headers fields = headers.build();
      boolean http10 = version == HttpVersion.HTTP_1_0;
      boolean chunked = fields.first("Transfer-Encoding").isPresent();
      if (chunked && (http10 || fields.all("Transfer-Encoding").size() > 1)) {
        bad(400);
      } else if (chunked && !fields.first("Transfer-Encoding").get().equalsIgnoreCase("chunked")) {
        bad(501); // a coding that we would have to undo
      } else if (fields
          .first("Expect")
          .filter(e -> !e.equalsIgnoreCase("100-continue"))
          .isPresent()) {
        bad(417);
      } else {
        long length = chunked ? -1 : Math.max(0, parser.getContentLength());
        head = new RequestHead(method, asked.get(), http10, fields, length);
        outcome = Outcome.HEAD;
      }
    }
    return true;
  }

  private final class Events implements HttpParser.RequestHandler {
    @Override
    public void startRequest(String requestMethod, String uri, HttpVersion requestVersion) {
      method = requestMethod;
      target = uri;
      version = requestVersion;
    }

    @Override
    public void parsedHeader(HttpField field) {
      fields++;
      if (fields <= maxHeaders) { // else what follows in this piece is only counted
        String value = field.getValue();
        headers.add(field.getName(), value == null ? "" : value);
      }
    }

    @Override
    public void parsedTrailer(HttpField field) {
      fields++;
      String value = field.getValue();
      trailerFieldBytes += field.getName().length() + (value == null ? 0 : value.length());
    }

    @Override
    public boolean headerComplete() {
      return headDone();
    }

    @Override
    public boolean content(ByteBuffer content) {
      if (body.size() + content.remaining() > maxBodyBytes) {
        outcome = Outcome.TOO_LARGE;
        return true;
      }
      body.append(content);
      return false;
    }

    @Override
    public boolean contentComplete() {
      return false;
    }

    @Override
    public boolean messageComplete() {
      outcome = Outcome.END;
      checkTrailers();
      return true;
    }

    @Override
    public void earlyEOF() {
      // how Jetty reports an error after the head
      bad(400);
    }

    @Override
    public void badMessage(HttpException failure) {
      int status = failure.getCode();
      if (!headComplete && fields > maxHeaders) {
        over("maxHeaders", 431); // as if what is wrong behind them had not come yet
      } else {
        bad(status >= 400 && status < 600 ? status : 400);
      }
    }
  }
}
