package io.roomcast.e2e.documentation;

import java.util.stream.Collectors;

/** What an example may be. It is taken for the first of these that it can be read as. */
enum ExampleForm {
  /** What could stand in a method; types among it. */
  STATEMENTS("void example() throws Exception {", "}"),
  /** One call, without a semicolon. */
  EXPRESSION("AutoCloseable example = () ->", ";"),
  /** What could stand in a class. */
  MEMBERS("", "");

  /** Lines of a source before the example's first one. */
  static final int LINES_BEFORE = 1;

  /**
   * What a reader is expected to import. Whatever else an example needs it imports itself, and so
   * shows it.
   */
  private static final String IMPORTS =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import static org.assertj.core.api.Assertions.*;
      import com.google.gson.*;
      import io.netty.bootstrap.ServerBootstrap;
      import io.netty.channel.Channel;
      import io.netty.channel.ChannelInitializer;
      import io.netty.channel.socket.nio.NioServerSocketChannel;
      import io.roomcast.*;
      import io.roomcast.adapter.redis.*;
      import io.roomcast.client.bundle.*;
      import io.roomcast.codec.msgpack.*;
      import io.roomcast.engineio.*;
      import io.roomcast.http.*;
      import io.roomcast.spi.adapter.*;
      import io.roomcast.spi.adapter.cluster.*;
      import io.roomcast.spi.client.*;
      import io.roomcast.spi.codec.*;
      import io.roomcast.spi.transport.*;
      import io.roomcast.spi.transport.deflate.*;
      import io.roomcast.spi.transport.wire.*;
      import io.roomcast.testkit.*;
      import io.roomcast.testkit.adapter.*;
      import io.roomcast.testkit.codec.*;
      import io.roomcast.testkit.peer.*;
      import io.roomcast.testkit.transport.*;
      import io.roomcast.transport.javawebsocket.*;
      import io.roomcast.transport.netty.*;
      import java.io.*;
      import java.net.InetAddress;
      import java.net.InetSocketAddress;
      import java.nio.ByteBuffer;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.atomic.*;
      import java.util.function.*;
      import java.util.regex.Pattern;
      import java.util.stream.Stream;
      import java.util.zip.Deflater;
      import javax.net.ssl.SSLContext;
      import org.junit.jupiter.api.Test;
      """;

  private final String before;
  private final String after;

  ExampleForm(String before, String after) {
    this.before = before;
    this.after = after;
  }

  /** A source with the example in it, whose own imports have moved to the top. */
  String source(String className, String code) {
    String imports =
        code.lines().filter(ExampleForm::isImport).collect(Collectors.joining(" ", " ", ""));
    String rest =
        code.lines()
            .map(line -> isImport(line) ? "" : line)
            .collect(Collectors.joining("\n", "", "\n"));
    String head =
        "package example; %s%s class %s extends %s { %s\n"
            .formatted(
                IMPORTS.replace('\n', ' '), imports, className, World.class.getName(), before);
    return head + rest + after + "}\n";
  }

  private static boolean isImport(String line) {
    return line.strip().startsWith("import ");
  }
}
