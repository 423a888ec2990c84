package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import io.roomcast.spi.transport.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each byte of a request's head before Netty's parser does, which reads some heads that
 * two parsers could read in two ways: blanks in any number, folded lines, controls. Nothing gets
 * past that is not the one form of RFC 9112, nothing longer than the limit, and no more fields.
 * What the fields say is not looked at here, but that there is no second length: of HTTP/1.0 Netty
 * would believe the first, and hide the others.
 */
final class HeadGuard implements ByteProcessor {
  private static final String VERSION = "HTTP/d.d";
  private static final int MAJOR = 5;
  private static final String LENGTH = "content-length";
  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  private enum Part {
    /** An empty line before the request, which RFC 9112 (section 2.2) asks to forgive. */
    EMPTY_LINE,
    METHOD,
    TARGET,
    VERSION,
    LINE_BEGIN,
    NAME,
    VALUE,
    LINE_FEED,
    LAST_LINE_FEED
  }

  private final int maxHeadBytes;
  private final int maxHeaders;
  private Part part = Part.METHOD;
  private int seen;
  private int fields;
  private int lengths;
  private boolean maybeLength;
  private int inPart;
  private int major;
  private int minor;
  private int status;
  private @Nullable String limit;

  HeadGuard(Limits limits) {
    this.maxHeadBytes = limits.maxHeadBytes();
    this.maxHeaders = limits.maxHeaders();
  }

  /**
   * Looks at what has come of the head since the last call.
   *
   * @param input begins with the head each time; nothing is taken from it
   * @return whether the head is complete
   */
  boolean isComplete(ByteBuf input) throws BadRequest {
    int end = input.forEachByte(input.readerIndex() + seen, input.readableBytes() - seen, this);
    if (end < 0) {
      return false;
    }
    if (status != 0) {
      throw new BadRequest(status, limit);
    }
    part = Part.METHOD;
    seen = 0;
    fields = 0;
    lengths = 0;
    inPart = 0;
    return true;
  }

  @Override
  public boolean process(byte value) {
    seen++;
    if (seen > maxHeadBytes) {
      return over("maxHeadBytes", part == Part.TARGET ? 414 : 431);
    }
    int c = value & 0xFF;
    return switch (part) {
      case EMPTY_LINE -> c == '\n' ? enter(Part.METHOD) : bad(400);
      case METHOD -> {
        if (c == '\r' && inPart == 0) {
          yield enter(Part.EMPTY_LINE);
        }
        yield c == ' ' ? leaveFor(Part.TARGET) : take(isToken(c));
      }
      case TARGET -> c == ' ' ? leaveFor(Part.VERSION) : take(c > ' ' && c < 0x7F);
      case VERSION -> version(c);
      case LINE_BEGIN -> {
        if (c == '\r') {
          yield enter(Part.LAST_LINE_FEED);
        }
        fields++;
        if (fields > maxHeaders) {
          yield over("maxHeaders", 431);
        }
        enter(Part.NAME);
        maybeLength = true;
        yield name(c);
      }
      case NAME -> c == ':' ? endOfName() : name(c);
      case VALUE -> c == '\r' ? enter(Part.LINE_FEED) : take(isText(c));
      case LINE_FEED -> c == '\n' ? enter(Part.LINE_BEGIN) : bad(400);
      case LAST_LINE_FEED -> {
        status = c == '\n' ? 0 : 400;
        yield false; // the end
      }
    };
  }

  private boolean version(int c) {
    int at = inPart;
    if (at == VERSION.length()) {
      if (c != '\r') {
        return bad(400);
      }
      return (major == '1' && minor <= '1') ? enter(Part.LINE_FEED) : bad(505);
    }
    if (VERSION.charAt(at) != 'd') {
      return take(c == VERSION.charAt(at));
    }
    major = at == MAJOR ? c : major;
    minor = c;
    return take(c >= '0' && c <= '9');
  }

  private boolean name(int c) {
    maybeLength &= inPart < LENGTH.length() && (c | 0x20) == LENGTH.charAt(inPart);
    return take(isToken(c));
  }

  private boolean endOfName() {
    if (maybeLength && inPart == LENGTH.length()) {
      lengths++;
    }
    return lengths > 1 ? bad(400) : enter(Part.VALUE);
  }

  private boolean leaveFor(Part next) {
    return inPart > 0 ? enter(next) : bad(400); // nothing between two blanks, or before the first
  }

  private boolean enter(Part next) {
    part = next;
    inPart = 0;
    return true;
  }

  private boolean take(boolean allowed) {
    inPart++;
    return allowed || bad(400);
  }

  private boolean over(String reached, int refusal) {
    limit = reached;
    return bad(refusal);
  }

  private boolean bad(int refusal) {
    status = refusal;
    return false;
  }

  private static boolean isToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_SYMBOLS.indexOf(c) >= 0;
  }

  private static boolean isText(int c) {
    return c == '\t' || (c >= ' ' && c != 0x7F);
  }
}
