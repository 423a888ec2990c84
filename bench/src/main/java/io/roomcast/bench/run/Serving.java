package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Launch;
import io.roomcast.bench.process.ChildProcess;
import io.roomcast.bench.process.Pinning;
import io.roomcast.bench.process.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What serves in one measurement: a server, or several and the Redis that they share. */
final class Serving implements AutoCloseable {
  private final Contenders contenders;
  private final Pinning pinning;
  private final Path folder;
  private final List<ChildProcess> servers = new ArrayList<>();
  private Optional<RedisServer> redis = Optional.empty();

  /** Servers that do not run yet, whose error output goes to files in a folder. */
  Serving(Contenders contenders, Pinning pinning, Path folder) {
    this.contenders = contenders;
    this.pinning = pinning;
    this.folder = folder;
  }

  /** How many ports in a row they need. */
  static int ports(Scenario scenario) {
    return scenario.load().nodes() + (scenario.setting().redis() ? 1 : 0);
  }

  /** Blocks until all listen: the servers on ports from the given one on, Redis on the last. */
  void start(Scenario scenario, Contender contender, int port) {
    List<String> prefix = pinning.server(scenario.setting().cpus());
    int nodes = scenario.load().nodes();
    if (scenario.setting().redis()) {
      Path log = folder.resolve("redis.log");
      redis = Optional.of(RedisServer.start(prefix, port + nodes, log, Trial.START));
    }
    for (int node = 0; node < nodes; node++) {
      Launch launch = new Launch(port + node, scenario.setting(), redis.map(RedisServer::uri));
      List<String> command = new ArrayList<>(prefix);
      command.addAll(contenders.command(contender, launch));
      Path log = folder.resolve("server-" + (node + 1) + ".log");
      ChildProcess server = ChildProcess.start(contender.id(), command, log);
      servers.add(server);
      server.await("ready", Trial.START);
    }
  }

  ChildProcess first() {
    return servers.get(0);
  }

  /** Of all of them, Redis too, separated by commas. */
  String pids() {
    LongStream ofServers = servers.stream().mapToLong(ChildProcess::pid);
    LongStream ofRedis = redis.stream().mapToLong(RedisServer::pid);
    return LongStream.concat(ofServers, ofRedis)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    servers.forEach(ChildProcess::close);
    redis.ifPresent(RedisServer::close);
  }
}
