package io.roomcast.http;

import static java.util.Objects.requireNonNull;

import io.roomcast.http.ContentCache.Content;
import io.roomcast.http.ResourceLocator.Located;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the files of a folder, on the class path or on disk, to GET and HEAD. Immutable and
 * thread-safe; answering a request blocks on reading the file.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(JavaWebSocketTransport.onPort(8080))
 *     .resources(StaticResources.onClasspath("/public"))
 *     .build();
 * }</pre>
 *
 * <p>{@code /app.js} is the file {@code app.js} of the folder, {@code /} is its {@code index.html}.
 * A name without an extension also stands for a page: {@code /rooms} is the file {@code rooms} if
 * there is one, else {@code rooms.html}, else {@code rooms/index.html}. There is no redirect, so
 * pages that may be reached in several ways link to their parts by absolute paths.
 *
 * <p>Answers carry a content type by file extension (text is UTF-8), {@code X-Content-Type-Options:
 * nosniff}, and an {@code ETag} made of the content with {@code Cache-Control: no-cache}: browsers
 * ask each time and get a 304 while nothing has changed. An edited file is served as it is now, one
 * in a jar as it was when it was first asked for.
 *
 * <p>Nothing outside the folder is reachable, whatever the path says. Never served are: files and
 * folders whose names begin with a dot, or that contain a percent sign, a colon or a backslash;
 * links that lead out of the folder; lists of files. Such requests, and those for files that are
 * not there, are left to the next handler.
 *
 * <p>Files are sent from memory: one of more than 8 MiB is not served (the first one is logged),
 * and up to 32 MiB are kept between requests; see {@link #withMaxFileBytes} and {@link
 * #withMaxCachedBytes}. A file that is still being sent when others have taken its place stays in
 * memory until the slowest client has it, in one copy for all of them; so what clients can pin
 * beyond the 32 MiB is the folder once (and once more for each time that a file is edited
 * meanwhile). At most four files are read at a time.
 */
public final class StaticResources implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(StaticResources.class);
  private static final int MAX_FILE_BYTES = 8 * 1024 * 1024;
  private static final long MAX_CACHED_BYTES = 32L * 1024 * 1024;

  private final ResourceLocator locator;
  private final int maxFileBytes;
  private final long maxCachedBytes;
  private final ContentCache cache;
  private final AtomicBoolean warnedOfSize = new AtomicBoolean();

  private StaticResources(ResourceLocator locator, int maxFileBytes, long maxCachedBytes) {
    this.locator = locator;
    this.maxFileBytes = maxFileBytes;
    this.maxCachedBytes = maxCachedBytes;
    this.cache = new ContentCache(maxFileBytes, maxCachedBytes);
  }

  private static StaticResources of(ResourceLocator locator) {
    return new StaticResources(locator, MAX_FILE_BYTES, MAX_CACHED_BYTES);
  }

  /**
   * The files of a folder on the class path, found with the calling thread's context class loader.
   *
   * <p>On the module path too, if the module system lets it: files below a folder whose name cannot
   * be a package, such as {@code /public}, {@code /static} or {@code /META-INF/resources}, are open
   * to everybody; of a folder such as {@code /web} the module must open every package ({@code opens
   * web;}, {@code opens web.images;}).
   *
   * @param folder absolute, for example {@code /public}
   * @return the handler
   * @throws IllegalArgumentException if the folder is {@code /}, where the program itself is, or is
   *     not absolute
   */
  public static StaticResources onClasspath(String folder) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return onClasspath(folder, context != null ? context : ClassLoader.getSystemClassLoader());
  }

  /**
   * As {@link #onClasspath(String)}, found with a class loader.
   *
   * @param folder absolute, for example {@code /public}
   * @param loader knows the files
   * @return the handler
   * @throws IllegalArgumentException if the folder is {@code /} or not absolute
   */
  public static StaticResources onClasspath(String folder, ClassLoader loader) {
    requireNonNull(loader, "loader");
    return onClasspath(folder, loader::getResource);
  }

  /**
   * As {@link #onClasspath(String)}, found beside a class: in its module, where it has one. For
   * programs with several class loaders or module layers. A folder whose name can be a package may
   * be opened to this library alone here ({@code opens web to io.roomcast;}).
   *
   * @param folder absolute, for example {@code /public}
   * @param anchor a class of the program that has the files
   * @return the handler
   * @throws IllegalArgumentException if the folder is {@code /} or not absolute
   */
  public static StaticResources onClasspath(String folder, Class<?> anchor) {
    requireNonNull(anchor, "anchor");
    return onClasspath(folder, name -> anchor.getResource('/' + name));
  }

  private static StaticResources onClasspath(
      String folder, Function<String, @Nullable URL> lookup) {
    String name = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    if (!name.startsWith("/") || name.length() < 2) {
      throw new IllegalArgumentException(
          "not a folder of the class path: \"" + folder + "\" (for example \"/public\")");
    }
    return of(new ClasspathLocator(lookup, name.substring(1)));
  }

  /**
   * The files of a folder on disk.
   *
   * @param folder exists; may be a link that is changed later
   * @return the handler
   * @throws IllegalArgumentException if there is no such folder
   */
  public static StaticResources inFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("not a folder: " + folder.toAbsolutePath());
    }
    return of(new FolderLocator(folder));
  }

  /**
   * Sets how large a file may be. A larger one is not served; the first is logged.
   *
   * @param bytes at least 1; 8 MiB by default
   * @return a changed copy
   * @throws IllegalArgumentException if it is not positive
   */
  public StaticResources withMaxFileBytes(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("maxFileBytes must be positive, not " + bytes);
    }
    return new StaticResources(locator, bytes, maxCachedBytes);
  }

  /**
   * Sets how much content is kept in memory between requests. Files that were not asked for longest
   * make room for others.
   *
   * @param bytes 0 to keep nothing; 32 MiB by default
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public StaticResources withMaxCachedBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("maxCachedBytes must not be negative: " + bytes);
    }
    return new StaticResources(locator, maxFileBytes, bytes);
  }

  /**
   * Answers a GET or HEAD for a file that is there.
   *
   * @param exchange the request
   * @return false where there is no such file, the method is another one, or the request asks for a
   *     WebSocket
   * @throws IOException if a file is there but cannot be read
   */
  @Override
  public boolean handle(Exchange exchange) throws IOException {
    boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    if (!reads || exchange.isUpgrade()) {
      return false;
    }
    for (String name : ResourceName.candidates(exchange.path())) {
      Optional<Located> file = locator.find(name);
      if (file.isPresent()) {
        return answer(exchange, name, file.get());
      }
    }
    return false;
  }

  private boolean answer(Exchange exchange, String name, Located file) throws IOException {
    Optional<EntityTag> tag = cache.tag(file);
    if (tag.isPresent() && tag.get().matches(exchange.headers())) {
      notModified(exchange, tag.get());
      return true;
    }
    Optional<Content> found = cache.content(file);
    if (found.isEmpty()) {
      if (!warnedOfSize.getAndSet(true)) { // once: anybody may ask for it again and again
        log.warn(
            "{} is larger than {} bytes and not served; see StaticResources.withMaxFileBytes",
            file.key(),
            maxFileBytes);
      }
      return false;
    }
    Content content = found.get();
    if (content.tag().matches(exchange.headers())) {
      notModified(exchange, content.tag());
    } else {
      Headers headers = headers(content.tag()).add("Content-Type", ContentTypes.of(name)).build();
      exchange.respond(200, headers, content.bytes().duplicate());
    }
    return true;
  }

  private static void notModified(Exchange exchange, EntityTag tag) {
    exchange.respond(304, headers(tag).build(), ByteBuffer.allocate(0));
  }

  private static Headers.Builder headers(EntityTag tag) {
    return Headers.builder()
        .add("ETag", tag.header())
        .add("Cache-Control", "no-cache")
        .add("X-Content-Type-Options", "nosniff");
  }
}
