package io.roomcast.internal.socketio;

/**
 * A text that can be looked at only so often: a pattern with nested quantifiers tries every way
 * there is, and a client that knows it could keep a thread busy for years with a short name.
 */
final class BoundedText implements CharSequence {
  private static final int MAX_STEPS = 1_000_000;

  private final String text;
  private int steps;

  BoundedText(String text) {
    this.text = text;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (++steps > MAX_STEPS) {
      throw new IllegalStateException(
          "a pattern takes more than " + MAX_STEPS + " steps for a text of " + text.length());
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
