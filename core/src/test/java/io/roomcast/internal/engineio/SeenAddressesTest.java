package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SeenAddressesTest {
  private final SeenAddresses seen = new SeenAddresses();

  private static InetSocketAddress address(int lastByte, int port) throws UnknownHostException {
    return new InetSocketAddress(
        InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) lastByte}), port);
  }

  @Test
  @DisplayName("a host is new once, whatever its port")
  void once() throws UnknownHostException {
    assertThat(seen.addIfNew(address(1, 1000))).isTrue();
    assertThat(seen.addIfNew(address(1, 1000))).isFalse();
    assertThat(seen.addIfNew(address(1, 2000))).isFalse();
  }

  @Test
  @DisplayName("other hosts are new, too")
  void others() throws UnknownHostException {
    int news = 0;
    for (int i = 0; i < 100; i++) {
      news += seen.addIfNew(address(2 * i, 1)) ? 1 : 0;
    }
    assertThat(news).isEqualTo(100);
  }

  @Test
  @DisplayName("hosts that share a slot do not take turns in being new")
  void bounded() throws UnknownHostException {
    int news = 0;
    for (int round = 0; round < 3; round++) {
      for (int third = 0; third < 16; third++) {
        for (int last = 0; last < 256; last++) {
          byte[] bytes = {10, 0, (byte) third, (byte) last};
          news += seen.addIfNew(new InetSocketAddress(InetAddress.getByAddress(bytes), 1)) ? 1 : 0;
        }
      }
    }
    assertThat(news).isLessThanOrEqualTo(256);
  }

  @Test
  @DisplayName("an address without a host does no harm")
  void unresolved() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
    assertThat(seen.addIfNew(unresolved)).isTrue();
    assertThat(seen.addIfNew(unresolved)).isFalse();
  }
}
