package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.RoomAdapter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The in-memory cluster")
class InMemoryClusterTest extends AdapterCompatibilityKit {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private final InMemoryCluster cluster = new InMemoryCluster();

  @Override
  protected List<RoomAdapter.Factory> createNodes(int count) {
    return NAMES.stream().limit(count).map(cluster::node).toList();
  }

  @Override
  protected void cutOff(int node) {
    cluster.cutOff(NAMES.get(node));
  }
}
