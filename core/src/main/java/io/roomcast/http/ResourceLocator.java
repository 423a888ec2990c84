package io.roomcast.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Finds files by names that {@link ResourceName} has passed. Thread-safe; blocks. */
interface ResourceLocator {

  /** The file of this name, or empty where there is none; a folder is not a file. */
  Optional<Located> find(String name) throws IOException;

  /**
   * A file that is there.
   *
   * @param key the same for the same file
   * @param stamp equal while the content is the same, as far as that can be told without reading
   * @param size in bytes, or negative where it is not known before reading
   */
  record Located(String key, Object stamp, long size, Opener opener) {}

  /** Opens a file. */
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }
}
