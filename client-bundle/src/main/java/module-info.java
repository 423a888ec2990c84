import io.roomcast.client.bundle.NpmClientBundle;
import io.roomcast.spi.client.ClientBundle;
import org.jspecify.annotations.NullMarked;

/**
 * The official Socket.IO browser client. Nothing needs to be called: a server that finds this
 * module on the class path or module path serves its files.
 */
@NullMarked
module io.roomcast.client.bundle {
  requires transitive io.roomcast;
  requires static org.jspecify;

  exports io.roomcast.client.bundle;

  provides ClientBundle with
      NpmClientBundle;
}
