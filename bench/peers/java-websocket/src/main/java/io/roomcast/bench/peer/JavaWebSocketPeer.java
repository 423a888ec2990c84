package io.roomcast.bench.peer;

import io.roomcast.bench.console.ServerConsole;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** Java-WebSocket as it comes, without Socket.IO: texts are passed on as they are. */
final class JavaWebSocketPeer extends WebSocketServer {
  private final Set<WebSocket> members = ConcurrentHashMap.newKeySet();

  private JavaWebSocketPeer(int port) {
    super(new InetSocketAddress("127.0.0.1", port));
    setTcpNoDelay(true);
    setReuseAddr(true);
    setMaxPendingConnections(1024);
  }

  /** The arguments: the port. */
  public static void main(String[] args) {
    new JavaWebSocketPeer(Integer.parseInt(args[0])).start();
  }

  @Override
  public void onStart() {
    Thread console = new Thread(ServerConsole::serve, "console");
    console.start();
  }

  @Override
  public void onMessage(WebSocket from, String text) {
    switch (text.charAt(text.indexOf('[') + 2)) {
      case 'j' -> {
        members.add(from);
        from.send("430[]");
      }
      case 'b' -> broadcast(text, members);
      default -> from.send(text);
    }
  }

  @Override
  public void onOpen(WebSocket socket, ClientHandshake handshake) {}

  @Override
  public void onClose(WebSocket socket, int code, String reason, boolean remote) {
    members.remove(socket);
  }

  @Override
  public void onError(WebSocket socket, Exception failure) {
    if (socket == null) {
      failure.printStackTrace();
    }
  }
}
