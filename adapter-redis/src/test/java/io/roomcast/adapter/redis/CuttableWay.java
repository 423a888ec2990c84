package io.roomcast.adapter.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One server's way to a Redis Cluster: through a proxy to each of the nodes that it learns of. */
final class CuttableWay implements AutoCloseable {
  private static final Duration CLOSE_TIME = Duration.ofSeconds(2);

  private final Map<Integer, CuttableProxy> proxies = new HashMap<>(); // guarded by this
  private final ClientResources resources =
      ClientResources.builder()
          .socketAddressResolver(MappingSocketAddressResolver.create(this::proxy))
          .build();
  private final RedisClusterClient client;
  private boolean held; // guarded by this

  /** To the cluster of that node. */
  CuttableWay(RedisProcess node) {
    client = RedisClusterClient.create(resources, node.uri());
  }

  private synchronized HostAndPort proxy(HostAndPort node) {
    CuttableProxy proxy = proxies.computeIfAbsent(node.getPort(), CuttableProxy::new);
    if (held) {
      proxy.hold();
    }
    return HostAndPort.of(node.getHostText(), RedisURI.create(proxy.uri()).getPort());
  }

  /** Notices soon that it has been cut. */
  RedisConnector connector() {
    return RedisConnector.using(client)
        .pingInterval(Duration.ofSeconds(1))
        .pingTimeout(Duration.ofSeconds(3));
  }

  /** From now on nothing passes. */
  synchronized void hold() {
    held = true;
    proxies.values().forEach(CuttableProxy::hold);
  }

  @Override
  public void close() {
    synchronized (this) {
      proxies.values().forEach(CuttableProxy::close);
    }
    client.shutdown(Duration.ZERO, CLOSE_TIME);
    resources.shutdown(0, CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
