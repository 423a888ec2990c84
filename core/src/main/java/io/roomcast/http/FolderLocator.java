package io.roomcast.http;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Files of a folder. Links are followed as long as they stay inside it. The folder itself is
 * resolved anew each time, so it may be a link that a deployment swaps.
 */
final class FolderLocator implements ResourceLocator {
  private final Path folder;

  FolderLocator(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  @Override
  public Optional<Located> find(String name) throws IOException {
    try {
      Path root = folder.toRealPath();
      Path real = root.resolve(name).toRealPath();
      return real.startsWith(root) && visible(root.relativize(real))
          ? regularFile(real)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    } catch (FileSystemException e) { // not there, not readable, or below what is no folder
      return Optional.empty();
    }
  }

  private static boolean visible(Path relative) {
    for (Path segment : relative) {
      if (segment.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  /** No link is followed any more: {@code real} may have been replaced by one in the meantime. */
  static Optional<Located> regularFile(Path real) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return Optional.empty();
    }
    return Optional.of(
        new Located(
            real.toString(),
            new Stamp(attributes.lastModifiedTime(), attributes.size()),
            attributes.size(),
            () -> Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)));
  }

  private record Stamp(FileTime modified, long size) {}
}
