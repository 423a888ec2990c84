package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Looks at each byte of a request's head before Netty's parser does, which reads some heads that
 * two parsers could read in two ways: blanks in any number, folded lines, controls. Nothing gets
 * past that is not the one form of RFC 9112, and nothing longer than the limit. What the fields say
 * is not looked at here.
 */
final class HeadGuard implements ByteProcessor {
  private static final String VERSION = "HTTP/d.d";
  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  private enum Part {
    METHOD,
    TARGET,
    VERSION,
    LINE_BEGIN,
    NAME,
    VALUE,
    LINE_FEED,
    LAST_LINE_FEED,
    DONE
  }

  private final int maxHeadBytes;
  private Part part = Part.METHOD;
  private int seen;
  private int inPart;
  private int major;
  private int minor;
  private int status;

  HeadGuard(int maxHeadBytes) {
    this.maxHeadBytes = maxHeadBytes;
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
      throw new BadRequest(status);
    }
    part = Part.METHOD;
    seen = 0;
    inPart = 0;
    return true;
  }

  @Override
  public boolean process(byte value) {
    seen++;
    if (seen > maxHeadBytes) {
      return bad(part == Part.METHOD || part == Part.TARGET ? 414 : 431);
    }
    int c = value & 0xFF;
    return switch (part) {
      case METHOD -> c == ' ' ? inPart > 0 && enter(Part.TARGET) || bad() : isToken(c) || bad();
      case TARGET -> c == ' ' ? inPart > 0 && enter(Part.VERSION) || bad() : isVisible(c) || bad();
      case VERSION -> version(c);
      case LINE_BEGIN -> {
        if (c == '\r') {
          yield enter(Part.LAST_LINE_FEED);
        }
        yield isToken(c) && enter(Part.NAME) || bad();
      }
      case NAME -> c == ':' ? enter(Part.VALUE) : isTokenByte(c) || bad();
      case VALUE -> c == '\r' ? enter(Part.LINE_FEED) : isText(c) || bad();
      case LINE_FEED -> c == '\n' && enter(Part.LINE_BEGIN) || bad();
      case LAST_LINE_FEED -> {
        if (c == '\n') {
          part = Part.DONE;
          yield false;
        }
        yield bad();
      }
      case DONE -> false;
    };
  }

  private boolean version(int c) {
    if (inPart == VERSION.length()) {
      if (c != '\r') {
        return bad();
      }
      return major == '1' && minor <= '1' ? enter(Part.LINE_FEED) : bad(505);
    }
    char expected = VERSION.charAt(inPart);
    if (expected == 'd') {
      major = inPart == 5 ? c : major;
      minor = c;
      inPart++;
      return (c >= '0' && c <= '9') || bad();
    }
    inPart++;
    return c == expected || bad();
  }

  private boolean enter(Part next) {
    part = next;
    inPart = 0;
    return true;
  }

  private boolean bad() {
    return bad(400);
  }

  private boolean bad(int refusal) {
    status = refusal;
    return false;
  }

  private boolean isToken(int c) {
    inPart++;
    return isTokenByte(c);
  }

  private static boolean isTokenByte(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_SYMBOLS.indexOf(c) >= 0;
  }

  private boolean isVisible(int c) {
    inPart++;
    return c > ' ' && c < 0x7F;
  }

  private static boolean isText(int c) {
    return c == '\t' || (c >= ' ' && c != 0x7F);
  }
}
