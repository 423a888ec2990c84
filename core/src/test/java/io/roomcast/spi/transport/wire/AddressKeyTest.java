package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEC-19 As one address counts")
class AddressKeyTest {

  private static InetAddress address(String hex) {
    try {
      return InetAddress.getByAddress(HexFormat.of().parseHex(hex));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(hex, e);
    }
  }

  private static AddressKey key(String hex) {
    return AddressKey.of(address(hex));
  }

  @Test
  @DisplayName("an address of IPv4, whatever the port")
  void ipv4() {
    assertThat(key("c0000207")).isEqualTo(key("c0000207")).hasToString("192.0.2.7");
    assertThat(key("c0000207")).isNotEqualTo(key("c0000208"));
    assertThat(AddressKey.of(new InetSocketAddress(address("c0000207"), 1)))
        .isEqualTo(AddressKey.of(new InetSocketAddress(address("c0000207"), 2)))
        .isEqualTo(key("c0000207"));
    assertThat(key("00000000000000000000ffffc0000207")).as("mapped").isEqualTo(key("c0000207"));
  }

  @Test
  @DisplayName("a network of IPv6: the first 64 bits, to the last of them")
  void ipv6() {
    AddressKey network = key("20010db80001fffe0000000000000000");
    assertThat(network).hasToString("2001:db8:1:fffe::/64");
    assertThat(key("20010db80001fffeffffffffffffffff")).isEqualTo(network);
    assertThat(key("20010db80001ffff0000000000000000")).isNotEqualTo(network);
    assertThat(key("a0010db80001fffe0000000000000000")).isNotEqualTo(network);
    assertThat(key("00000000000000000000000000000001")).hasToString("0:0:0:0::/64");
  }

  @Test
  @DisplayName("an address of IPv4 that a translator has put into one of IPv6")
  void translated() {
    assertThat(key("0064ff9b0000000000000000c0000207")).isEqualTo(key("c0000207"));
    assertThat(key("0064ff9b0000000000000000c0000208")).isNotEqualTo(key("c0000207"));
    assertThat(key("0064ff9b0000000000000001c0000207")).hasToString("64:ff9b:0:0::/64");
    assertThat(key("0064ff9b0001000000000000c0000207")).hasToString("64:ff9b:1:0::/64");
  }

  @Test
  @DisplayName("a host whose address is not known, by its name")
  void unresolved() {
    assertThat(AddressKey.of(InetSocketAddress.createUnresolved("local", 1)))
        .isEqualTo(AddressKey.of(InetSocketAddress.createUnresolved("local", 2)))
        .isNotEqualTo(AddressKey.of(InetSocketAddress.createUnresolved("other", 1)));
  }
}
