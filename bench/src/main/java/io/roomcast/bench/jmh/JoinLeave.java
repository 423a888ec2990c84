package io.roomcast.bench.jmh;

import io.roomcast.Socket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What coming to a room and leaving it cost by the members that it has, and by the rooms that there
 * are: it is to depend on neither.
 */
public class JoinLeave extends Part {
  private static final int MEMBERS = 1001;

  /** Members of the room beside the one that comes and goes. */
  @Param({"0", "1", "1000"})
  public int others;

  /** Rooms in which that one is already. */
  @Param({"0", "900"})
  public int rooms;

  /** Rooms of the others. */
  @Param({"0", "100000"})
  public int otherRooms;

  private ConnectedServer server;
  private Socket socket;

  /** Connects all and lets them join. */
  @Setup(Level.Trial)
  public void connect() {
    server = ConnectedServer.start(MEMBERS);
    socket = server.socket(0);
    for (int i = 0; i < rooms; i++) {
      socket.join("own-" + i);
    }
    for (int i = 0; i < otherRooms; i++) {
      server.socket(1 + i % (MEMBERS - 1)).join("other-" + i);
    }
    for (int i = 1; i <= others; i++) {
      server.socket(i).join("room");
    }
    requireSize(others);
    socket.join("room");
    requireSize(others + 1);
    socket.leave("room");
    requireSize(others);
  }

  private void requireSize(int size) {
    int found = server.io().room("room").size();
    if (found != size) {
      throw new IllegalStateException(found + " members instead of " + size);
    }
  }

  /** Ends the server. */
  @TearDown(Level.Trial)
  public void disconnect() {
    server.close();
  }

  /** Comes and goes. */
  @Benchmark
  public void joinAndLeave() {
    socket.join("room");
    socket.leave("room");
  }

  /** Comes where it is already, which changes nothing. */
  @Benchmark
  public boolean joinOwnRoom() {
    return socket.join(socket.id());
  }
}
