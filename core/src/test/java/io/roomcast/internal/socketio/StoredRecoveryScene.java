package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Two servers that have a log and its sessions in common, and clients that go from one to the
 * other.
 */
abstract class StoredRecoveryScene {
  static final Duration TOO_LONG = Duration.ofSeconds(5);

  final SharedLog log = new SharedLog();
  final TestBed a = server(Runnable::run);
  final TestBed b = server(Runnable::run);
  final List<String> heard = new CopyOnWriteArrayList<>();

  TestBed server(Executor executor) {
    return new TestBed(
        executor,
        builder ->
            builder
                .adapter(log.server())
                .connectionStateRecovery(
                    ConnectionStateRecovery.within(RecoveringClient.TIME).withMaxEvents(10)));
  }

  /** Has received an event of server a. */
  RecoveringClient client() {
    RecoveringClient client = new RecoveringClient(a);
    a.io().emit("e", 1);
    assertThat(client.read()).containsExactly("1");
    return client;
  }

  static List<String> back(RecoveringClient client, TestBed server) {
    client.bed = server;
    return client.connect();
  }

  static String ticket(RecoveringClient client) {
    return "0{\"pid\":\"" + client.pid + "\",\"offset\":\"" + client.offset + "\"}";
  }
}
