package io.roomcast.bench.jmh;

import io.roomcast.Broadcast;
import io.roomcast.Server;
import io.roomcast.Socket;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What unions and exceptions of rooms add to a broadcast, in a namespace of 10 000. Each of its
 * rooms has 100 members, half of which are in the next one, too.
 */
public class RoomSelection extends Part {
  private static final int ROOM_SIZE = 100;
  private static final int LARGE_SIZE = 5000;

  /** How many rooms are named at once. */
  @Param({"1", "2", "10", "100"})
  public int rooms;

  /** Sockets in the namespace. */
  @Param("10000")
  public int members;

  private ConnectedServer server;
  private Server io;
  private Socket sender;
  private String[] names;
  private int union;

  /** Connects all and lets them join: the room with number i begins at half of the one before. */
  @Setup(Level.Trial)
  public void connect() {
    server = ConnectedServer.start(members);
    io = server.io();
    names = IntStream.range(0, rooms).mapToObj(i -> "room-" + i).toArray(String[]::new);
    for (int i = 0; i < rooms; i++) {
      for (int k = 0; k < ROOM_SIZE; k++) {
        server.socket((i * ROOM_SIZE / 2 + k) % members).join(names[i]);
      }
    }
    server.join("large", Math.min(LARGE_SIZE, members), 0);
    union = io.to(names).sockets().size();
    sender = server.socket(0);
    server.requireReach(union, () -> toRooms().emit("b", "x"));
    server.requireReach(members - union, () -> io.except(names).emit("b", "x"));
    server.requireReach(union - 1, () -> toOthers().emit("b", "x"));
  }

  /** Ends the server. */
  @TearDown(Level.Trial)
  public void disconnect() {
    server.close();
  }

  private Broadcast toRooms() {
    return io.to(names);
  }

  private Broadcast toOthers() {
    return sender.to(names);
  }

  /** To the union of the rooms: what does it cost that nobody gets it twice? */
  @Benchmark
  public void emitToUnion(Deliveries deliveries) {
    toRooms().emit("b", "x");
    deliveries.perDelivery += union;
  }

  /** The same from a socket that is a member, so that it is left out. */
  @Benchmark
  public void emitToOthers(Deliveries deliveries) {
    toOthers().emit("b", "x");
    deliveries.perDelivery += union - 1;
  }

  /** To the union less a room with half of the namespace: what does looking there cost? */
  @Benchmark
  public void emitExceptLarge() {
    toRooms().except("large").emit("b", "x");
  }

  /** To the whole namespace less the rooms, each of which is looked at for each member. */
  @Benchmark
  public void emitToAllExcept(Deliveries deliveries) {
    io.except(names).emit("b", "x");
    deliveries.perDelivery += members - union;
  }
}
