package io.roomcast.testkit.guide;

import org.jspecify.annotations.Nullable;

/** What an exchange does about {@code onAbort}; everything here runs on the I/O thread. */
final class AbortAction {
  private @Nullable Runnable action;
  private boolean gone;
  private boolean answered;

  /** The core registers an action, in place of the one before. */
  void register(Runnable newest) {
    action = newest;
    runIfDue();
  }

  /** The connection has ended. */
  void peerGone() {
    gone = true;
    runIfDue();
  }

  /** The last byte of the answer was written, or the connection is a WebSocket now. */
  void answered() {
    answered = true;
    action = null;
  }

  private void runIfDue() {
    Runnable due = action;
    if (due != null && gone && !answered) {
      action = null;
      due.run();
    }
  }
}
