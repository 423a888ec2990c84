package io.roomcast.internal.engineio;

/**
 * The packets of a request's body, decoded one by one, in one pass and without an intermediate
 * list.
 */
interface InboundPayload {
  boolean hasNext();

  /** The next packet; after an exception there is none. */
  InboundPacket next() throws MalformedPacketException;
}
