package io.roomcast.bench.load;

import io.roomcast.bench.wire.EventText;
import io.roomcast.bench.wire.FrameReader;
import io.roomcast.bench.wire.Frames;
import io.roomcast.bench.wire.HttpMessage;
import io.roomcast.bench.wire.WebSocketUpgrade;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A server that does one thing wrong: to the last member that joined, with the second message of
 * four that are under way.
 */
final class BadServer implements AutoCloseable {
  /** What it does wrong. */
  enum Fault {
    NONE,
    LOSE,
    SWAP,
    DOUBLE,
    DAMAGE,
    STOP,
    DISCONNECT
  }

  private static final int VICTIMS_MESSAGE = 1;

  private final Fault fault;
  private final ServerSocket acceptor;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Socket> members = new ArrayList<>();
  private int broadcasts;
  private byte[] heldBack = {};

  BadServer(Fault fault) {
    this.fault = fault;
    try {
      acceptor = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return acceptor.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = acceptor.accept();
      synchronized (this) {
        sockets.add(socket);
      }
      start(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    InputStream in = socket.getInputStream();
    HttpMessage request = HttpMessage.request();
    while (!request.isComplete()) {
      request.read(buffer, 0, in.read(buffer, 0, 1));
    }
    socket.getOutputStream().write(WebSocketUpgrade.response(request));
    FrameReader frames = FrameReader.ofClient();
    for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
      frames.read(
          buffer,
          0,
          length,
          (opcode, bytes, offset, size) ->
              onText(socket, Arrays.copyOfRange(bytes, offset, offset + size)));
    }
  }

  private synchronized void onText(Socket from, byte[] text) {
    switch (EventText.event(text, 0, text.length)) {
      case EventText.JOIN -> {
        members.add(from);
        send(from, "430[]".getBytes(StandardCharsets.US_ASCII));
      }
      case EventText.BROADCAST -> {
        for (Socket member : members) {
          if (member == members.get(members.size() - 1)) {
            sendBadly(member, text);
          } else {
            send(member, text);
          }
        }
        broadcasts++;
      }
      default -> sendBadly(from, text);
    }
  }

  private void sendBadly(Socket to, byte[] text) {
    boolean now = broadcasts == VICTIMS_MESSAGE || EventText.event(text, 0, text.length) == 'e';
    switch (fault) {
      case NONE -> send(to, text);
      case LOSE -> {
        if (!now) {
          send(to, text);
        }
      }
      case DOUBLE -> {
        send(to, text);
        if (now) {
          send(to, text);
        }
      }
      case DAMAGE -> {
        byte[] sent = text.clone();
        sent[sent.length / 2] ^= (byte) (now ? 1 : 0);
        send(to, sent);
      }
      case SWAP -> {
        if (now) {
          heldBack = text;
        } else {
          send(to, text);
          if (heldBack.length > 0) {
            send(to, heldBack);
            heldBack = new byte[0];
          }
        }
      }
      case STOP -> {
        if (broadcasts < VICTIMS_MESSAGE) {
          send(to, text);
        }
      }
      case DISCONNECT -> {
        if (now) {
          close(to);
        } else {
          send(to, text);
        }
      }
    }
  }

  private static void send(Socket to, byte[] text) {
    try {
      to.getOutputStream().write(Frames.fromServer(Frames.TEXT, text));
    } catch (IOException e) {
      // it has gone, or was sent away
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What ends with an exception when a socket is closed. */
  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // closed
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void close() {
    try {
      acceptor.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(BadServer::close);
  }
}
