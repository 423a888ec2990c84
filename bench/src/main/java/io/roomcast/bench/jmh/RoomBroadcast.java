package io.roomcast.bench.jmh;

import io.roomcast.Room;
import io.roomcast.Server;
import io.roomcast.Socket;
import java.util.Collection;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What reaching a room costs by its size and by that of the namespace: it is to depend on the
 * members that are reached, and on nothing else.
 */
public class RoomBroadcast extends Part {
  private static final String ROOM = "room";
  private static final String FORMER = "former";

  /** Members of the room, of how many in the namespace. */
  @Param({
    "1/1",
    "1/10",
    "1/1000",
    "1/100000",
    "10/10",
    "10/1000",
    "10/100000",
    "1000/1000",
    "1000/100000",
    "100000/100000"
  })
  public String room;

  /** Clients that came, were reached and went before. */
  @Param("20000")
  public int pastClients;

  private ConnectedServer server;
  private int reached;
  private Server io;
  private Room members;

  /** Connects all, and lets the members join; everybody has been in the other room, too. */
  @Setup(Level.Trial)
  public void connect() {
    String[] numbers = room.split("/", -1);
    reached = Integer.parseInt(numbers[0]);
    int all = Integer.parseInt(numbers[1]);
    haveConnected(pastClients);
    server = ConnectedServer.start(all);
    io = server.io();
    server.join(ROOM, reached, 0);
    members = io.room(ROOM);
    server.join(FORMER, all, 0);
    for (int i = 0; i < all; i++) {
      if (!members.contains(server.socket(i))) {
        server.socket(i).leave(FORMER);
      }
    }
    server.requireReach(reached, () -> io.to(ROOM).emit("b", "x"));
    server.requireReach(reached, () -> io.to(FORMER).emit("b", "x"));
  }

  /**
   * Lets clients come, be reached and go. The compiler learns from what ran, so without that the
   * code of a small namespace would be another one than that of a large one.
   */
  private static void haveConnected(int clients) {
    try (ConnectedServer past = ConnectedServer.start(clients)) {
      past.join(ROOM, clients, 0);
      past.requireReach(clients, () -> past.io().to(ROOM).emit("b", "x"));
    }
  }

  /** Ends the server. */
  @TearDown(Level.Trial)
  public void disconnect() {
    server.close();
  }

  /** From the application's emit to all members' transports, the encoding included. */
  @Benchmark
  public void emit(Deliveries deliveries) {
    io.to(ROOM).emit("b", "x");
    deliveries.perDelivery += reached;
  }

  /** The same, to a room in which the whole namespace was before: what does it leave behind? */
  @Benchmark
  public void emitToOnceLarge(Deliveries deliveries) {
    io.to(FORMER).emit("b", "x");
    deliveries.perDelivery += reached;
  }

  /** The members alone, without sending them anything. */
  @Benchmark
  public Collection<Socket> sockets() {
    return members.sockets();
  }
}
