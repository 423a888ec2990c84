package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {
  private final List<String> happened = new ArrayList<>();
  private final ClientConnection connection =
      new ClientConnection(new NoServer(), "/socket.io/", "", Headers.none(), new Gson());

  ClientConnectionTest() {
    connection.join(
        "/",
        new ClientConnection.Member() {
          @Override
          public void onPacket(ClientPacket packet) {
            happened.add(packet.json() + packet.attachments().size());
          }

          @Override
          public void onClosed(String why) {
            happened.add(why);
          }
        },
        null);
  }

  private void text(String text) {
    connection.onMessage(new Message.Text(text));
  }

  private void attachment() {
    connection.onMessage(new Message.Binary(ByteBuffer.allocate(1)));
  }

  @Test
  @DisplayName("a packet is received with all of its attachments")
  void attachments() {
    text("2[1]");
    text("52-[2]");
    attachment();
    assertThat(happened).containsExactly("[1]0");
    attachment();
    text("2[3]");

    assertThat(happened).containsExactly("[1]0", "[2]2", "[3]0");
  }

  @Test
  @DisplayName("a text between a packet and its attachment ends the connection")
  void textInBetween() {
    text("51-[1]");
    text("2[2]");

    assertThat(happened)
        .containsExactly("parse error: a text came instead of an attachment of 51-[1]");
  }

  @Test
  @DisplayName("so does an attachment without a packet")
  void attachmentAlone() {
    attachment();

    assertThat(happened).containsExactly("parse error: an attachment came without a packet");
  }

  private static final class NoServer implements Peer {
    @Override
    public PeerConnection connect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
