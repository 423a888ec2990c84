package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class FaultsExampleTest {

  @Test
  void whatWasConfirmedIsOrderedOnceWhereverTheNetworkBreaks() {
    long steps = buy(Faults.none());
    for (long step = 1; step <= steps; step++) {
      buy(Faults.none().cuttingBefore(step));
      buy(Faults.none().cuttingAfter(step));
    }
  }

  private static long buy(Faults faults) {
    List<String> orders = new CopyOnWriteArrayList<>();
    boolean confirmed = false;
    InMemoryTransport network = InMemoryTransport.create(faults);
    Server io = Server.builder().transport(network).build();
    io.onConnection(
        socket ->
            socket.on(
                "order",
                String.class,
                (item, ack) -> {
                  orders.add(item);
                  ack.send("thanks");
                }));
    io.start().join();
    try (io;
        TestClient ada = TestClient.connect(io)) {
      confirmed = ada.emitWithAck("order", "tea").handle((yes, no) -> no == null).join();
    } catch (ConnectErrorException | IllegalStateException disconnected) {
      // so it was not confirmed
    }
    assertThat(orders.size()).as("orders over an %s", network).isBetween(confirmed ? 1 : 0, 1);
    return network.steps();
  }
}
