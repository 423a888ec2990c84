package io.roomcast.internal.json;

import com.google.gson.JsonIOException;
import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What may be told of a failed conversion. The messages of Gson and of the JDK's parsers quote what
 * a client sent, which may be a secret, or megabytes; those of the application's own code are its
 * own business. The codec's adapters throw nothing that quotes.
 */
final class Causes {
  private Causes() {}

  /** The application's exception that is in it, or else its type and place without its message. */
  static Throwable presentable(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      if (isApplications(cause)) {
        return cause;
      }
    }
    return speaksOfTypes(failure) ? failure : new Withheld(failure);
  }

  /** About a class that cannot be made, whatever the client sent: what a developer must know. */
  private static boolean speaksOfTypes(Throwable failure) {
    return failure instanceof VirtualMachineError
        || failure instanceof LinkageError
        || (failure instanceof JsonIOException && failure.getCause() == null);
  }

  /** Whether the first frame that is not of the JDK is not Gson's. */
  private static boolean isApplications(Throwable failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      String name = frame.getClassName();
      if (!isOfPlatform(name)) {
        return !name.startsWith("com.google.gson.");
      }
    }
    return false;
  }

  private static boolean isOfPlatform(String className) {
    return className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.");
  }

  private static final class Withheld extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Withheld(Throwable failure) {
      super(failure.getClass().getName() + " (its message may quote the client and is withheld)");
      setStackTrace(failure.getStackTrace());
    }
  }
}
