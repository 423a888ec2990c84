package io.roomcast.bench.jmh;

import io.roomcast.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to bring an event from a client's message to its listeners, by their number, and to
 * bring the answer back. The numbers are those of one event of a burst: a hundred clients send one
 * each, and then the caller sleeps until all of them are through. It does not spin, so the CPU time
 * is that of the server; that it is woken once is shared by the hundred.
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

  private static final int BURST = 100;

  private volatile CountDownLatch left = new CountDownLatch(0);
  private ConnectedServer server;
  private List<DirectClient> clients;
  private List<DirectClient> guarded;
  private String event;
  private String question;

  /** Connects clients with listeners, half of which have a middleware besides. */
  @Setup(Level.Trial)
  public void connect() {
    server = ConnectedServer.start(2 * BURST, threads::applyTo);
    clients = new ArrayList<>();
    guarded = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      listen(server.socket(i));
      clients.add(server.client(i));
      listen(server.socket(BURST + i));
      server.socket(BURST + i).use(incoming -> incoming);
      guarded.add(server.client(BURST + i));
    }
    event = "42[\"e\",\"x\"]";
    question = "421[\"q\",\"x\"]";
    server.requireReach(0, this::event);
    server.requireReach(0, this::eventThroughMiddleware);
    server.requireReach(BURST, this::eventWithAck);
  }

  private void listen(Socket socket) {
    for (int i = 0; i < otherEvents; i++) {
      socket.on("other-" + i, args -> {});
    }
    for (int i = 0; i < listeners; i++) {
      socket.on("e", String.class, text -> left.countDown());
      socket.on(
          "q",
          String.class,
          (text, ack) -> {
            ack.send(text); // the first one answers
            left.countDown();
          });
    }
  }

  /** Ends the server. */
  @TearDown(Level.Trial)
  public void disconnect() {
    server.close();
  }

  /** To the listeners, with its argument as a string. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void event() {
    burst(clients, event);
  }

  /** The same, past a middleware that lets everything pass. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void eventThroughMiddleware() {
    burst(guarded, event);
  }

  /** To the listener that answers, and the answer back to the transport. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public void eventWithAck() {
    burst(clients, question);
  }

  private void burst(List<DirectClient> senders, String packet) {
    CountDownLatch handled = new CountDownLatch(BURST * listeners);
    left = handled;
    for (DirectClient sender : senders) {
      sender.emit(packet);
    }
    try {
      handled.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
