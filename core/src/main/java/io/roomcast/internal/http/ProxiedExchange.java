package io.roomcast.internal.http;

import io.roomcast.internal.exchange.ForwardingExchange;
import io.roomcast.spi.transport.Exchange;
import java.net.InetSocketAddress;
import java.util.List;

/** A request that came through trusted proxies, as they have received it from the client. */
final class ProxiedExchange extends ForwardingExchange {
  private final InetSocketAddress client;
  private final boolean secure;
  private final List<String> hosts;

  ProxiedExchange(Exchange behind, InetSocketAddress client, boolean secure, List<String> hosts) {
    super(behind);
    this.client = client;
    this.secure = secure;
    this.hosts = hosts;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return client;
  }

  @Override
  public boolean secure() {
    return secure;
  }

  /** The hosts that the request was sent to: the proxy's word, else those of the header. */
  static List<String> hostsOf(Exchange exchange) {
    return exchange instanceof ProxiedExchange proxied
        ? proxied.hosts
        : exchange.headers().all("Host");
  }
}
