package io.roomcast.bench.jmh;

import io.roomcast.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to bring an event from a client's message to its listeners, by their number, and to
 * bring the answer back. Each operation waits until all of it has happened.
 */
public class Dispatch extends Part {
  /** Where listeners run. */
  @Param public HandlerThreads threads;

  /** Listeners of the event. */
  @Param({"1", "10"})
  public int listeners;

  /** Further events, each of which has a listener. */
  @Param({"0", "100"})
  public int otherEvents;

  private final AtomicLong handled = new AtomicLong();
  private ConnectedServer server;
  private DirectClient client;
  private DirectClient guarded;
  private String event;
  private String question;

  /** Connects a client with listeners, and one that has a middleware besides. */
  @Setup(Level.Trial)
  public void connect() {
    server = ConnectedServer.start(2, threads::applyTo);
    listen(server.socket(0));
    listen(server.socket(1));
    server.socket(1).use(incoming -> incoming);
    client = server.client(0);
    guarded = server.client(1);
    event = "42[\"e\",\"x\"]";
    question = "421[\"q\",\"x\"]";
    server.requireReach(0, this::event);
    server.requireReach(0, this::eventThroughMiddleware);
    server.requireReach(1, this::eventWithAck);
  }

  private void listen(Socket socket) {
    for (int i = 0; i < otherEvents; i++) {
      socket.on("other-" + i, args -> {});
    }
    for (int i = 0; i < listeners; i++) {
      socket.on("e", String.class, text -> handled.incrementAndGet());
      socket.on("q", String.class, (text, ack) -> ack.send(text)); // the first one answers
    }
  }

  /** Ends the server. */
  @TearDown(Level.Trial)
  public void disconnect() {
    server.close();
  }

  /** To the listeners, with its argument as a string. */
  @Benchmark
  public void event() {
    handledBy(client);
  }

  /** The same, past a middleware that lets everything pass. */
  @Benchmark
  public void eventThroughMiddleware() {
    handledBy(guarded);
  }

  private void handledBy(DirectClient sender) {
    long goal = handled.get() + listeners;
    sender.emit(event);
    while (handled.get() < goal) {
      Thread.onSpinWait();
    }
  }

  /** To the listener that answers, and the answer back to the transport. */
  @Benchmark
  public void eventWithAck() {
    long goal = client.messages() + 1;
    client.emit(question);
    while (client.messages() < goal) {
      Thread.onSpinWait();
    }
  }
}
