package io.roomcast.examples;

import io.roomcast.EventArgs;
import io.roomcast.Socket;

/**
 * What goes with a message.
 *
 * @param from who wrote it
 * @param at when the server got it, in milliseconds since 1970
 * @param key what its writer called it. A page that lost its connection sends a message again,
 *     since it cannot know whether it arrived; readers tell by the key that it is the same one.
 *     Empty where the writer gave none
 */
record Postmark(Person from, long at, String key) {
  static final int LONGEST_TEXT = 1000;

  private static final int LONGEST_KEY = 40;

  static Postmark of(Socket from, EventArgs args, int index) {
    String key = index < args.size() && args.get(index) instanceof String given ? given : "";
    return new Postmark(
        Person.of(from), System.currentTimeMillis(), key.length() <= LONGEST_KEY ? key : "");
  }

  static Answer check(String text) {
    if (text.isBlank()) {
      return Answer.EMPTY;
    }
    return text.length() <= LONGEST_TEXT ? Answer.DONE : Answer.TOO_LONG;
  }
}
