package io.roomcast.bench.peer;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoWebSocket;
import io.socket.engineio.server.utils.ParseQS;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketListener;
import org.eclipse.jetty.websocket.server.JettyServerUpgradeRequest;

/** What engine.io-server needs of Jetty's WebSocket. */
final class JettySocket extends EngineIoWebSocket implements WebSocketListener {
  private final EngineIoServer engine;
  private final Map<String, String> query;
  private final Map<String, List<String>> headers;
  private Session session;

  JettySocket(EngineIoServer engine, JettyServerUpgradeRequest request) {
    this.engine = engine;
    query = ParseQS.decode(request.getQueryString());
    headers = request.getHeaders();
  }

  @Override
  public void onWebSocketConnect(Session opened) {
    session = opened;
    engine.handleWebSocket(this);
  }

  @Override
  public void onWebSocketText(String text) {
    emit("message", text);
  }

  @Override
  public void onWebSocketBinary(byte[] bytes, int offset, int length) {
    emit("message", (Object) java.util.Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void onWebSocketClose(int code, String reason) {
    emit("close");
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    emit("error", "websocket error", cause.getMessage());
  }

  @Override
  public Map<String, String> getQuery() {
    return query;
  }

  @Override
  public Map<String, List<String>> getConnectionHeaders() {
    return headers;
  }

  @Override
  public void write(String text) throws IOException {
    session.getRemote().sendString(text);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    session.getRemote().sendBytes(ByteBuffer.wrap(bytes));
  }

  @Override
  public void close() {
    session.close();
  }
}
