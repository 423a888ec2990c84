package io.roomcast.adapter.redis;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A user of Redis as the page about Redis describes one, or with less.
 *
 * @param name what it is for
 * @param rules all of them, in their order
 */
record RedisUser(String name, List<String> rules) {
  private static final Path PAGE = Path.of("..", "docs", "redis.md");

  /** Which the page gives all of them. */
  static final String PASSWORD = "secret";

  /** Those of the page. */
  static List<RedisUser> all() {
    try (Stream<String> lines = Files.lines(PAGE)) {
      return lines
          .filter(line -> line.startsWith("user "))
          .map(line -> List.of(line.split(" +")))
          .map(words -> new RedisUser(words.get(1), words.subList(2, words.size())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RedisUser named(String name) {
    return all().stream().filter(user -> user.name.equals(name)).findFirst().orElseThrow();
  }

  /** What it is allowed, each a command, a channel or a key. */
  List<String> permissions() {
    return rules.stream().filter(rule -> rule.matches("[+&~].*")).toList();
  }

  RedisUser without(String permission) {
    return new RedisUser(name, rules.stream().filter(rule -> !rule.equals(permission)).toList());
  }

  /** Makes it on a server, in the place of an earlier one of its name. */
  void create(RedisCommands<String, String> redis) {
    CommandArgs<String, String> command =
        new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(name).add("reset");
    rules.forEach(command::add);
    redis.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), command);
  }

  /** With its name and password. */
  String uri(int port) {
    return "redis://%s:%s@127.0.0.1:%d".formatted(name, PASSWORD, port);
  }
}
