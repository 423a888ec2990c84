package io.roomcast.testkit;

import java.util.List;

/** What a WebSocket client sends. */
sealed interface InMemoryInbound {

  /** A message in one or more frames. */
  record Message(boolean text, List<byte[]> fragments) implements InMemoryInbound {

    long length() {
      return fragments.stream().mapToLong(fragment -> fragment.length).sum();
    }

    byte[] payload() {
      byte[] whole = new byte[Math.toIntExact(length())];
      int at = 0;
      for (byte[] fragment : fragments) {
        System.arraycopy(fragment, 0, whole, at, fragment.length);
        at += fragment.length;
      }
      return whole;
    }
  }

  /** A close frame; 1005 where it has no code. */
  record Close(int code, String reason) implements InMemoryInbound {}
}
