package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The server of docs/codecs.md")
class CodecsPageTest {

  @Test
  @DisplayName("SIO-39 starts")
  void starts() {
    try (Server io =
        Server.builder()
            .transport(JavaWebSocketTransport.onPort(0))
            .codec(MsgpackCodec.factory())
            .build()) {
      assertThat(io.start().join().getPort()).isPositive();
    }
  }
}
