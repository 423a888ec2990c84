package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.util.List;

/** How the packets of a long-polling request or response are joined. */
sealed interface PayloadFormat permits CountedPayloads, SeparatedPayloads {

  /** At least one packet; a single one is not copied. */
  OutboundPayload encode(List<EngineMessage> packets);

  /** Of the response that brings these packets. */
  Headers headers(List<EngineMessage> packets);

  /** Whether the body of a request may be other than text. */
  boolean takesBinary();

  /** Takes the body of a request over; {@code binary} tells that it is other than text. */
  InboundPayload decode(ByteBuffer body, boolean binary);
}
