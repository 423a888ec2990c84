package io.roomcast.spi.transport.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Whom a limit per address counts together. An IPv4 address stands for itself; of an IPv6 address
 * the first 64 bits count, since that is the smallest network that anybody is given (RFC 6177), and
 * who has one may connect from 2<sup>64</sup> addresses in turn. One of {@code 64:ff9b::/96} is an
 * IPv4 address behind a translator (RFC 6052), and counts as that. Immutable; compared by {@code
 * equals}.
 *
 * <pre>{@code
 * // 192.0.2.7, or 2001:db8:1:2::/64 for 2001:db8:1:2::7
 * AddressKey client = AddressKey.of(exchange.remoteAddress());
 * }</pre>
 *
 * @param text the address, the network, or the name of the host where no address is known
 */
public record AddressKey(String text) {
  private static final int NETWORK_BYTES = 8;
  private static final byte[] TRANSLATED = {
    0, 0x64, (byte) 0xFF, (byte) 0x9B, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /**
   * The key of a peer.
   *
   * @param peer its address; unresolved where there is none, and then its name counts
   * @return the same for all ports
   */
  public static AddressKey of(InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    return address == null ? new AddressKey(peer.getHostString()) : of(address);
  }

  /**
   * The key of an address.
   *
   * @param address of IPv4 or IPv6; the zone of the latter does not matter
   * @return the same for all addresses of one IPv6 network
   */
  public static AddressKey of(InetAddress address) {
    return new AddressKey(
        address instanceof Inet6Address ? text(address.getAddress()) : address.getHostAddress());
  }

  private static String text(byte[] address) {
    int prefix = TRANSLATED.length;
    return Arrays.equals(address, 0, prefix, TRANSLATED, 0, prefix)
        ? ipv4(address, prefix)
        : network(address);
  }

  private static String ipv4(byte[] address, int from) {
    return "%d.%d.%d.%d"
        .formatted(
            address[from] & 0xFF,
            address[from + 1] & 0xFF,
            address[from + 2] & 0xFF,
            address[from + 3] & 0xFF);
  }

  private static String network(byte[] address) {
    StringBuilder text = new StringBuilder("ffff:ffff:ffff:ffff::/64".length());
    for (int i = 0; i < NETWORK_BYTES; i += 2) {
      text.append(Integer.toHexString((address[i] & 0xFF) << 8 | (address[i + 1] & 0xFF)));
      text.append(':');
    }
    return text.append(":/64").toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
