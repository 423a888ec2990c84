package io.roomcast.codec.msgpack.guide;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.adapter.AdapterCompatibilityKit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The adapter of the page on adapters")
class BusWireTest extends AdapterCompatibilityKit {
  private final Bus bus = new Bus();
  private final List<Bus.Connection> connections = new ArrayList<>();
  private final List<RoomAdapter> adapters = new ArrayList<>();

  @Override
  protected List<RoomAdapter.Factory> createAdapters(int count) {
    return IntStream.range(0, count).mapToObj(server -> noted(bus.connect())).toList();
  }

  private RoomAdapter.Factory noted(Bus.Connection connection) {
    connections.add(connection);
    return local -> {
      RoomAdapter adapter = BusWire.factory(connection).create(local);
      adapters.add(adapter);
      return adapter;
    };
  }

  @Override
  protected void cutOff(int server) {
    connections.get(server).cut();
  }

  /** Servers know each other when they have heard of each other. */
  @Override
  protected void settle() {
    for (String namespace : List.of("/", "/other")) {
      Awaitility.await().until(() -> allKnow(namespace, bus.listeners("roomcast" + namespace)));
    }
  }

  /** Adapters that have closed know of themselves only. */
  private boolean allKnow(String namespace, int servers) {
    int[] known =
        adapters.stream()
            .filter(adapter -> adapter.local().namespace().equals(namespace))
            .mapToInt(adapter -> adapter.serverCount().toCompletableFuture().join())
            .toArray();
    return IntStream.of(known).allMatch(count -> count <= servers)
        && IntStream.of(known).filter(count -> count == servers).count() >= servers;
  }

  @AfterEach
  void disconnect() {
    connections.forEach(Bus.Connection::close);
  }
}
