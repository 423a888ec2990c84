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
  private final Path logs;
  private final List<ChildProcess> servers = new ArrayList<>();
  private Optional<RedisServer> redis = Optional.empty();

  Serving(Contenders contenders, Pinning pinning, Path logs) {
    this.contenders = contenders;
    this.pinning = pinning;
    this.logs = logs;
  }

  /** Blocks until all listen, on ports from the given one on. */
  void start(Scenario scenario, Contender contender, int port) {
    List<String> prefix = pinning.server(scenario.setting().cpus());
    String name = scenario.id() + "-" + contender.id();
    if (scenario.setting().redis()) {
      Path log = logs.resolve(name + "-redis.log");
      redis = Optional.of(RedisServer.start(prefix, Trial.freePorts(1), log, Trial.START));
    }
    for (int node = 0; node < scenario.load().nodes(); node++) {
      Launch launch = new Launch(port + node, scenario.setting(), redis.map(RedisServer::uri));
      List<String> command = new ArrayList<>(prefix);
      command.addAll(contenders.command(contender, launch));
      String log = node == 0 ? name + ".log" : name + "-" + (node + 1) + ".log";
      ChildProcess server = ChildProcess.start(contender.id(), command, logs.resolve(log));
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
