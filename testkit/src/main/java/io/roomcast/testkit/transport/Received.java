package io.roomcast.testkit.transport;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What a listener was told. */
sealed interface Received {

  record Text(String text) implements Received {}

  record Binary(ByteBuffer bytes) implements Received {}

  /** With what the connection said of itself at that moment. */
  record Writable(boolean writable, long queuedBytes) implements Received {}

  record Closed(int code, String reason, Optional<Throwable> cause) implements Received {}
}
