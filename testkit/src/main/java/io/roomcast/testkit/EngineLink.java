package io.roomcast.testkit;

import io.roomcast.spi.codec.Message;
import java.util.List;

/** Carries Engine.IO packets: a text with its type digit, or the bytes of a message. */
interface EngineLink {

  /** Queues packets, in order and with nothing in between. */
  void send(List<Message> packets);

  /** Ends it without a word. */
  void abort();

  /** Is told what comes, serially. */
  interface Receiver {
    void onPacket(Message packet);

    void onLost(String why);
  }
}
