package io.roomcast.bench.peer;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import io.roomcast.bench.console.ServerConsole;

/** netty-socketio as it comes, on its native transport where there is one. */
final class NettySocketIoPeer {
  private static final String ROOM = "bench";

  private NettySocketIoPeer() {}

  /** The arguments: the port, and the milliseconds between heartbeats. */
  public static void main(String[] args) {
    Configuration configuration = new Configuration();
    configuration.setHostname("127.0.0.1");
    configuration.setPort(Integer.parseInt(args[0]));
    configuration.setPingInterval(Integer.parseInt(args[1]));
    configuration.setUseLinuxNativeEpoll(true);
    configuration.getSocketConfig().setReuseAddress(true);
    SocketIOServer io = new SocketIOServer(configuration);
    io.addEventListener(
        "j",
        Object.class,
        (client, nothing, ack) -> {
          client.joinRoom(ROOM);
          ack.sendAckData();
        });
    io.addEventListener(
        "b", String.class, (client, text, ack) -> io.getRoomOperations(ROOM).sendEvent("b", text));
    io.addEventListener("e", String.class, (client, text, ack) -> ack.sendAckData(text));
    io.start();
    ServerConsole.serve();
  }
}
