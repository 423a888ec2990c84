package io.roomcast.bench.jmh;

import io.roomcast.EmitResult;
import io.roomcast.EventArgs;
import io.roomcast.Server;
import io.roomcast.Socket;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What a message to a single client costs, by the ways in which it can be sent. */
public class EmitToSocket extends Part {
  /** Letters of the one argument. */
  @Param({"1", "1024"})
  public int size;

  private ConnectedServer server;
  private Server io;
  private Socket socket;
  private DirectClient client;
  private String id;
  private String text;
  private long questions;

  /** Connects a client. */
  @Setup(Level.Trial)
  public void connect() {
    server = ConnectedServer.start(1);
    io = server.io();
    socket = server.socket(0);
    client = server.client(0);
    id = socket.id();
    text = "x".repeat(size);
    server.requireReach(1, this::emit);
    server.requireReach(1, this::emitVolatile);
    server.requireReach(1, this::emitToOwnRoom);
    server.requireReach(1, this::emitWithAck);
  }

  /** Ends the server. */
  @TearDown(Level.Trial)
  public void disconnect() {
    server.close();
  }

  /** As most do. */
  @Benchmark
  public EmitResult emit() {
    return socket.emit("b", text);
  }

  /** Dropped where the client cannot take it, which it can. */
  @Benchmark
  public EmitResult emitVolatile() {
    return socket.asVolatile().emit("b", text);
  }

  /** By the room that bears its id: what does going through the adapter and the rooms add? */
  @Benchmark
  public void emitToOwnRoom() {
    io.to(id).emit("b", text);
  }

  /** A question and the client's answer; the timer of its timeout comes and goes. */
  @Benchmark
  public EventArgs emitWithAck() {
    CompletableFuture<EventArgs> answer = socket.emitWithAck("b", text);
    client.emit("43" + questions++ + "[\"ok\"]");
    return answer.join();
  }
}
