package io.roomcast.engineio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The proxies in front of the server whose word on a request's client is taken: its address,
 * whether it uses TLS, and the host that it asked for. Immutable.
 *
 * <p>Only a request that comes from one of these addresses is looked at. Its list of addresses is
 * read from the end, where the nearest proxy has written, past all proxies that are trusted: the
 * first address that is not is the client's, and whatever stands before it may be the client's own
 * invention. So name all the proxies that a request passes, and nothing else. What is no IP address
 * ends the list, and so does its 32nd entry from the end: beyond it nothing is read, and where all
 * of them are trusted that one is taken for the client.
 *
 * <p>A proxy must set the headers that are read here, or else the client does. {@code
 * X-Forwarded-For} is one to which proxies add; of {@code X-Forwarded-Proto} and {@code
 * X-Forwarded-Host} the last value counts, and the proxy must replace what the client has sent.
 * With {@linkplain #withForwarded() Forwarded} {@code proto} and {@code host} are those that stand
 * beside the client's address, so what the outermost trusted proxy says of the client counts, and
 * not what was said behind it. Where none is given the request's own hold.
 *
 * <pre>{@code
 * Server.builder()
 *     .engine(options -> options.trustedProxies(TrustedProxies.of("10.0.0.0/8", "fd00::/8")));
 * }</pre>
 *
 * <p>The reference server has no counterpart; Express has {@code trust proxy}.
 */
public final class TrustedProxies {
  private static final TrustedProxies NONE = new TrustedProxies(List.of(), false);

  private final List<AddressRange> ranges;
  private final boolean readsForwarded;

  private TrustedProxies(List<AddressRange> ranges, boolean readsForwarded) {
    this.ranges = ranges;
    this.readsForwarded = readsForwarded;
  }

  /**
   * Trusts nobody: the client is the peer of the TCP connection.
   *
   * @return the default
   */
  public static TrustedProxies none() {
    return NONE;
  }

  /**
   * Trusts the {@code X-Forwarded-*} headers of some proxies.
   *
   * @param ranges addresses or CIDR blocks, for example {@code 10.0.0.0/8} or {@code ::1}
   * @return the rule
   * @throws IllegalArgumentException if one is neither
   */
  public static TrustedProxies of(String... ranges) {
    return new TrustedProxies(
        Arrays.stream(ranges)
            .map(
                range ->
                    AddressRange.parse(range)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "neither an IP address nor a CIDR block: \"" + range + "\"")))
            .toList(),
        false);
  }

  /**
   * Reads the {@code Forwarded} header (RFC 7239) in place of {@code X-Forwarded-*}, which is then
   * ignored: a proxy that sets the one often lets the other through as the client has sent it.
   *
   * @return a changed copy
   */
  public TrustedProxies withForwarded() {
    return new TrustedProxies(ranges, true);
  }

  /**
   * Whether {@link #withForwarded()} was chosen.
   *
   * @return false by default
   */
  public boolean readsForwarded() {
    return readsForwarded;
  }

  /**
   * The proxies.
   *
   * @return unmodifiable
   */
  public List<AddressRange> ranges() {
    return ranges;
  }

  /**
   * Whether an address is a trusted proxy's.
   *
   * @param address any; one that is not resolved is nobody's
   * @return true if it is in one of the ranges
   */
  public boolean trusts(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    return host != null && ranges.stream().anyMatch(range -> range.contains(host));
  }
}
