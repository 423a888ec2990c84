package io.roomcast.client.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.roomcast.spi.client.ClientBundle;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The files of the npm package {@code socket.io-client}: the readable build, the minified one, the
 * ES module and the one that speaks MessagePack, each with its source map. Applications need not
 * name this class, the server finds it as a service.
 *
 * <p>Immutable and thread-safe. A module that was built with {@code -Dclient.bundle.skip=true} has
 * no files and the version {@value #NO_VERSION}.
 *
 * <pre>{@code
 * log.info("browsers are served socket.io-client {}", new NpmClientBundle().version());
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the folder {@code client-dist} of its server.
 */
public final class NpmClientBundle implements ClientBundle {

  /** The version of a bundle that was built without the client. */
  public static final String NO_VERSION = "none";

  private static final String FOLDER = "/META-INF/roomcast/client/";

  // The whole of what may be asked for. A name is compared, never resolved, so no name leads
  // elsewhere.
  private static final Set<String> FILES =
      Set.of(
          "socket.io.js",
          "socket.io.js.map",
          "socket.io.min.js",
          "socket.io.min.js.map",
          "socket.io.esm.min.js",
          "socket.io.esm.min.js.map",
          "socket.io.msgpack.min.js",
          "socket.io.msgpack.min.js.map");

  private final String folder;
  private final String version;

  /**
   * Opens the bundle: reads its version, but none of its files yet. Blocks for that one small read.
   *
   * @throws UncheckedIOException if the version cannot be read
   */
  public NpmClientBundle() {
    this(FOLDER);
  }

  NpmClientBundle(String folder) {
    this.folder = folder;
    this.version = readVersion(folder + "client.properties");
  }

  @Override
  public String version() {
    return version;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException if the file is there but cannot be read
   */
  @Override
  public Optional<byte[]> file(String name) {
    if (!FILES.contains(requireNonNull(name, "name"))) {
      return Optional.empty();
    }
    try (var in = NpmClientBundle.class.getResourceAsStream(folder + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " of the client bundle", e);
    }
  }

  private static String readVersion(String resource) {
    try (var in = NpmClientBundle.class.getResourceAsStream(resource)) {
      if (in == null) {
        return NO_VERSION;
      }
      var properties = new Properties();
      properties.load(new InputStreamReader(in, UTF_8));
      return properties.getProperty("version", NO_VERSION);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the version of the client bundle", e);
    }
  }
}
