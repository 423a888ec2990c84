package io.roomcast.internal.http;

import io.roomcast.engineio.AddressRange;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out who a request's client is, where trusted proxies stand in between. */
final class ProxyHeaders {
  /** Addresses beyond this, from the end, are not looked at. */
  static final int MAX_HOPS = 32;

  private final TrustedProxies proxies;

  ProxyHeaders(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** The same request with the client's address, or as it is where no trusted proxy sent it. */
  Exchange unwrap(Exchange exchange) {
    InetSocketAddress peer = exchange.remoteAddress();
    if (!proxies.trusts(peer)) {
      return exchange;
    }
    return proxies.readsForwarded() ? byForwarded(exchange, peer) : byXForwarded(exchange, peer);
  }

  // ---- X-Forwarded-*

  private Exchange byXForwarded(Exchange exchange, InetSocketAddress peer) {
    Headers headers = exchange.headers();
    InetSocketAddress client = peer;
    String list = String.join(",", headers.all("X-Forwarded-For"));
    int end = list.length();
    for (int hops = 0; hops < MAX_HOPS && end > 0 && proxies.trusts(client); hops++) {
      int comma = list.lastIndexOf(',', end - 1);
      Optional<InetSocketAddress> hop = address(list.substring(comma + 1, end).strip());
      if (hop.isEmpty()) {
        break;
      }
      client = hop.get();
      end = comma;
    }
    Optional<String> host = last(headers, "X-Forwarded-Host");
    return new ProxiedExchange(
        exchange,
        client,
        secure(last(headers, "X-Forwarded-Proto"), exchange),
        host.map(List::of).orElseGet(() -> headers.all("Host")));
  }

  private static Optional<String> last(Headers headers, String name) {
    List<String> values = headers.all(name);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String value = values.get(values.size() - 1);
    return Optional.of(value.substring(value.lastIndexOf(',') + 1).strip())
        .filter(text -> !text.isEmpty());
  }

  private static boolean secure(Optional<String> scheme, Exchange exchange) {
    return scheme
        .map(it -> it.toLowerCase(Locale.ROOT))
        .map(it -> it.equals("https") || it.equals("wss"))
        .orElseGet(exchange::secure);
  }

  // ---- Forwarded

  private Exchange byForwarded(Exchange exchange, InetSocketAddress peer) {
    Headers headers = exchange.headers();
    InetSocketAddress client = peer;
    Map<String, String> said = Map.of();
    List<Map<String, String>> hops = ForwardedHeader.last(MAX_HOPS, headers.all("Forwarded"));
    for (int i = hops.size() - 1; i >= 0 && proxies.trusts(client); i--) {
      if (hops.get(i).isEmpty()) { // malformed
        break;
      }
      said = hops.get(i); // by a proxy that is trusted, even where it hides whom it spoke with
      Optional<InetSocketAddress> hop = address(said.getOrDefault("for", ""));
      if (hop.isEmpty()) {
        break;
      }
      client = hop.get();
    }
    Optional<String> host = Optional.ofNullable(said.get("host"));
    return new ProxiedExchange(
        exchange,
        client,
        secure(Optional.ofNullable(said.get("proto")), exchange),
        host.map(List::of).orElseGet(() -> headers.all("Host")));
  }

  // ---- addresses

  /** {@code 1.2.3.4}, {@code 1.2.3.4:5}, {@code ::1}, {@code [::1]} or {@code [::1]:5}. */
  private static Optional<InetSocketAddress> address(String node) {
    String host = node;
    String port = "";
    int firstColon = node.indexOf(':');
    if (node.startsWith("[")) {
      int bracket = node.indexOf(']');
      if (bracket < 0 || firstColon < 0) {
        return Optional.empty();
      }
      host = node.substring(1, bracket);
      port = node.substring(bracket + 1);
    } else if (firstColon >= 0 && firstColon == node.lastIndexOf(':')) {
      host = node.substring(0, firstColon);
      port = node.substring(firstColon);
    }
    Optional<Integer> number = port(port);
    return number.isEmpty() || host.indexOf('/') >= 0
        ? Optional.empty()
        : AddressRange.parse(host).map(it -> new InetSocketAddress(it.address(), number.get()));
  }

  /** With its colon; 0 where it is left out. */
  private static Optional<Integer> port(String text) {
    if (text.isEmpty()) {
      return Optional.of(0);
    }
    return text.matches(":[0-9]{1,5}")
        ? Optional.of(Integer.parseInt(text.substring(1))).filter(it -> it <= 65535)
        : Optional.empty();
  }
}
