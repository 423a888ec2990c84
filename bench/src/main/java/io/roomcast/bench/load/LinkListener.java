package io.roomcast.bench.load;

/** Told about one TCP connection. */
interface LinkListener {
  void onOpen(Link link);

  /** The bytes are the loop's again afterwards. */
  void onBytes(Link link, byte[] bytes, int offset, int length);

  /** Not told where the link was closed from this side. */
  void onClosed(Link link, String reason);
}
