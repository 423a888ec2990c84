package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import java.util.Locale;
import java.util.function.Supplier;

/** Each of the three adapters, for what they have in common. */
enum AnyAdapter {
  CLASSIC {
    @Override
    Topic counted() {
      return Topic.channel("socket.io-request#/#");
    }

    @Override
    Made on(RedisConnector connector) {
      RedisAdapter adapter = RedisAdapter.builder(connector).build();
      return new Made(adapter, adapter::health);
    }
  },
  SHARDED {
    @Override
    Topic counted() {
      return Topic.shard("socket.io#/#");
    }

    @Override
    Made on(RedisConnector connector) {
      RedisShardedAdapter adapter = RedisShardedAdapter.builder(connector).build();
      return new Made(adapter, adapter::health);
    }
  },
  STREAMS {
    @Override
    Topic counted() {
      return Topic.channel("socket.io#/#");
    }

    @Override
    Made on(RedisConnector connector) {
      RedisStreamsAdapter adapter = RedisStreamsAdapter.builder(connector).build();
      return new Made(adapter, adapter::health);
    }
  };

  /** What each server of the main namespace has subscribed to. */
  abstract Topic counted();

  /** A user that may do what is needed. */
  RedisUser user() {
    return RedisUser.named(name().toLowerCase(Locale.ROOT));
  }

  /** A Redis that is new enough. */
  RedisProcess redis(String... options) {
    return this == SHARDED ? RedisProcess.system(options) : RedisProcess.embedded(options);
  }

  /** That of one server, and what it tells. */
  record Made(RoomAdapter.Factory factory, Supplier<RedisHealth> told) {
    RedisHealth health() {
      return told.get();
    }
  }

  abstract Made on(RedisConnector connector);
}
