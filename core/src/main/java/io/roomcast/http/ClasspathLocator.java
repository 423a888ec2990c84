package io.roomcast.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Files of a folder on the class path, packed in a jar or not. */
final class ClasspathLocator implements ResourceLocator {
  private static final Object NEVER_CHANGES = "packed";
  private static final long UNKNOWN = -1;

  private final Function<String, @Nullable URL> lookup;
  private final String folder;

  /** {@code folder} without slashes around it; {@code lookup} is given names without one before. */
  ClasspathLocator(Function<String, @Nullable URL> lookup, String folder) {
    this.lookup = lookup;
    this.folder = folder;
  }

  @Override
  public Optional<Located> find(String name) throws IOException {
    String path = folder + '/' + name;
    URL url = lookup.apply(path);
    if (url == null) {
      return Optional.empty();
    }
    if (url.getProtocol().equals("file")) { // its stream would list a folder
      return unpacked(url);
    }
    boolean isFolder = lookup.apply(path + '/') != null;
    return isFolder
        ? Optional.empty()
        : Optional.of(new Located(url.toString(), NEVER_CHANGES, UNKNOWN, () -> open(url)));
  }

  private static Optional<Located> unpacked(URL url) throws IOException {
    try {
      return FolderLocator.regularFile(Path.of(url.toURI()).toRealPath());
    } catch (URISyntaxException e) {
      throw new IOException("not a file: " + url, e);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static InputStream open(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    // the JDK's shared cache of open jars would keep this one open for ever
    connection.setUseCaches(false);
    return connection.getInputStream();
  }
}
