package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Limits;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Connections")
class PopulationTest {

  @Test
  @DisplayName("are counted per address, and no address is kept when they are gone")
  void population() throws Exception {
    List<String> refusals = new ArrayList<>();
    Population population =
        new Population(
            Limits.builder().maxConnections(3).maxConnectionsPerAddress(2).build(), refusals::add);
    AddressKey one = AddressKey.of(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}));
    AddressKey two = AddressKey.of(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 2}));
    assertThat(population.admit(one)).isTrue();
    assertThat(population.admit(one)).isTrue();
    assertThat(population.admit(one)).isFalse();
    assertThat(population.admit(two)).isTrue();
    assertThat(population.admit(two)).isFalse();
    assertThat(refusals).containsExactly("maxConnectionsPerAddress", "maxConnections");
    population.leave(one);
    assertThat(population.admit(two)).isTrue();
    population.leave(one);
    population.leave(two);
    population.leave(two);
    assertThat(population.total()).isZero();
    assertThat(population.addresses()).isZero();
  }
}
