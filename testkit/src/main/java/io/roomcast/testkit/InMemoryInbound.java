package io.roomcast.testkit;

import java.util.List;

/** What a WebSocket client sends. */
sealed interface InMemoryInbound {

  /** The bytes that it carries. */
  int length();

  /** A message in one or more frames. */
  record Message(boolean text, List<byte[]> fragments) implements InMemoryInbound {

    @Override
    public int length() {
      return fragments.stream().mapToInt(fragment -> fragment.length).reduce(0, Math::addExact);
    }

    byte[] payload() {
      byte[] whole = new byte[length()];
      int at = 0;
      for (byte[] fragment : fragments) {
        System.arraycopy(fragment, 0, whole, at, fragment.length);
        at += fragment.length;
      }
      return whole;
    }
  }

  /** A close frame; 1005 where it has no code. */
  record Close(int code, String reason) implements InMemoryInbound {
    @Override
    public int length() {
      return 0;
    }
  }
}
