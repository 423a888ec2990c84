package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.PATH;

import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HttpCompression;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine that lets clients of revision 3 in, and such clients. */
abstract class RevisionThreeScene {
  static final String POLLING = PATH + "?EIO=3&transport=polling";
  static final String WEBSOCKET = PATH + "?EIO=3&transport=websocket";
  static final byte[] BYTES = {1, 2, 3};

  final List<HandshakeError> refusals = new CopyOnWriteArrayList<>();
  final EngineFixture fixture =
      new EngineFixture(
          options ->
              options
                  .allowEIO3(true)
                  .httpCompression(new HttpCompression(100))
                  .onHandshakeError(refusals::add));

  /** A session of revision 3 on polling, as its client sees it. */
  final class Client {
    final FakeExchange handshake;
    final String query;
    final String sid;
    final RecordingListener listener;

    Client(String query) {
      this.query = query;
      handshake = fixture.request(FakeExchange.get(POLLING + query));
      String text = handshake.responseText();
      sid = EngineFixture.sidOf(text.substring(text.indexOf(':') + 1));
      listener = fixture.listeners.get(sid);
    }

    String target() {
      return POLLING + query + "&sid=" + sid;
    }

    FakeExchange poll() {
      return fixture.request(FakeExchange.get(target()));
    }

    FakeExchange post(String body) {
      return fixture.request(FakeExchange.post(target(), body));
    }

    FakeExchange postBinary(String hex) {
      return fixture.request(
          FakeExchange.request("POST", target())
              .with("Content-Type", "application/octet-stream")
              .complete(HexFormat.of().parseHex(hex)));
    }

    FakeWebSocket attach(String further) {
      return fixture
          .request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + sid + further))
          .openWebSocket();
    }

    void send(byte[] bytes) {
      listener.session.send(List.of(EngineMessage.binary(ByteBuffer.wrap(bytes))));
    }
  }

  static String hex(FakeExchange exchange) {
    return HexFormat.of().formatHex(exchange.responseBytes());
  }

  FakeWebSocket openWebSocket(String further) {
    return fixture.request(FakeExchange.upgrade(WEBSOCKET + further)).openWebSocket();
  }
}
