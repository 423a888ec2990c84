package io.roomcast.internal.engineio;

/** Makes text that came from elsewhere harmless in a log: one short line of visible characters. */
public final class LogText {
  /** Characters beyond this are cut. */
  static final int MAX_LENGTH = 128;

  private LogText() {}

  /** Escapes all but letters, digits and the punctuation of ASCII, and cuts what is too long. */
  public static String clean(String text) {
    int end = Math.min(text.length(), MAX_LENGTH);
    StringBuilder clean = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean visible = c < 0x7f ? c >= ' ' && c != '\\' : Character.isLetterOrDigit(c);
      if (visible) {
        clean.append(c);
      } else {
        clean.append("\\u%04x".formatted((int) c));
      }
    }
    return end < text.length() ? clean.append('…').toString() : clean.toString();
  }
}
