package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.RoomAdapter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The adapter of a single server")
class InMemoryAdapterTest extends AdapterCompatibilityKit {

  @Override
  protected List<RoomAdapter.Factory> createAdapters(int count) {
    return List.of(RoomAdapter.Factory.inMemory());
  }

  @Override
  protected int maxServers() {
    return 1;
  }
}
