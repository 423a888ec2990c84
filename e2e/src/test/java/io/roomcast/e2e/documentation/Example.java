package io.roomcast.e2e.documentation;

import java.nio.file.Path;

/**
 * A piece of Java in the documentation.
 *
 * @param file where it stands, as seen from the root of the project
 * @param line of its first line
 * @param code the Java
 */
record Example(Path file, long line, String code) {

  /** Where one of its lines stands. */
  String at(long index) {
    return file + ":" + (line + index);
  }
}
