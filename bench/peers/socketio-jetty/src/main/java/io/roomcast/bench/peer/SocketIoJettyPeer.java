package io.roomcast.bench.peer;

import io.roomcast.bench.console.ServerConsole;
import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoServerOptions;
import io.socket.socketio.server.SocketIoNamespace;
import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoSocket;
import io.socket.socketio.server.SocketIoSocket.ReceivedByLocalAcknowledgementCallback;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.websocket.server.config.JettyWebSocketServletContainerInitializer;

/** socket.io-server on Jetty, as its documentation shows it. */
final class SocketIoJettyPeer {
  private static final String ROOM = "bench";
  private static final String PATH = "/socket.io/*";

  private SocketIoJettyPeer() {}

  /** The arguments: the port, and the milliseconds between heartbeats. */
  public static void main(String[] args) throws Exception {
    EngineIoServerOptions options = EngineIoServerOptions.newFromDefault();
    options.setPingInterval(Long.parseLong(args[1]));
    EngineIoServer engine = new EngineIoServer(options);
    serve(new SocketIoServer(engine).namespace("/"));

    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    connector.setAcceptQueueSize(1024);
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder servlet = new ServletHolder(new Requests(engine));
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, PATH);
    JettyWebSocketServletContainerInitializer.configure(
        context,
        (servletContext, container) -> {
          container.setIdleTimeout(Duration.ofHours(1));
          container.addMapping(PATH, (request, response) -> new JettySocket(engine, request));
        });
    jetty.setHandler(context);
    jetty.start();
    ServerConsole.serve();
  }

  private static void serve(SocketIoNamespace io) {
    io.on(
        "connection",
        arguments -> {
          SocketIoSocket socket = (SocketIoSocket) arguments[0];
          socket.on(
              "j",
              given -> {
                socket.joinRoom(ROOM);
                ack(given).sendAcknowledgement();
              });
          socket.on("b", given -> io.broadcast(ROOM, "b", given[0]));
          socket.on("e", given -> ack(given).sendAcknowledgement(given[0]));
        });
  }

  private static ReceivedByLocalAcknowledgementCallback ack(Object[] given) {
    return (ReceivedByLocalAcknowledgementCallback) given[given.length - 1];
  }

  /** Polling. */
  private static final class Requests extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient EngineIoServer engine;

    Requests(EngineIoServer engine) {
      this.engine = engine;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      engine.handleRequest(request, response);
    }
  }
}
