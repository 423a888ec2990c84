package io.roomcast.internal.engineio;

import com.google.gson.JsonObject;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import org.slf4j.Logger;

/** Turns requests away: answers, logs, and tells the application. */
final class Refusals {
  private static final Headers JSON = Headers.of("Content-Type", "application/json");
  private static final Headers UPGRADE =
      Headers.of("Connection", "close").plus(Headers.of("Content-Type", "text/html"));

  private final Logger log;
  private final HandshakeErrors errors;
  private final SeenAddresses oldClients = new SeenAddresses();
  private final SeenAddresses jsonpClients = new SeenAddresses();

  Refusals(Logger log, HandshakeErrors errors) {
    this.log = log;
    this.errors = errors;
  }

  void refuse(Exchange exchange, Refusal refusal) {
    if (exchange.isUpgrade()) {
      var unused = Answers.send(exchange, 400, UPGRADE, Answers.utf8(refusal.text()));
    } else {
      int status = refusal.code() == Code.FORBIDDEN ? 403 : 400;
      var unused = Answers.send(exchange, status, JSON, Answers.utf8(json(refusal)));
    }
    record(exchange, refusal);
    if (errors.wanted()) {
      errors.tell(
          new HandshakeError(
              refusal.code(),
              refusal.text(),
              refusal.context(),
              exchange.headers(),
              exchange.remoteAddress()));
    }
  }

  private static String json(Refusal refusal) {
    JsonObject body = new JsonObject();
    body.addProperty("code", refusal.code().number());
    body.addProperty("message", refusal.text());
    if (refusal.code() == Code.UNKNOWN_SID) {
      body.addProperty("hint", refusal.context().get("hint"));
    }
    return body.toString();
  }

  private void record(Exchange exchange, Refusal refusal) {
    log.debug(
        "Refused {} from {}: code {}, {} {}",
        LogText.clean(exchange.method()),
        exchange.remoteAddress(),
        refusal.code().number(),
        LogText.clean(refusal.text()),
        refusal.context());
    if (refusal.code() == Code.UNSUPPORTED_PROTOCOL_VERSION
        && oldClients.addIfNew(exchange.remoteAddress())) {
      log.info(
          "A client at {} does not speak Engine.IO 4, so it is Socket.IO 2 or older, and is refused;"
              + " it needs a client of Socket.IO 3 or 4, or EngineOptions.allowEIO3 (each host is"
              + " named once)",
          exchange.remoteAddress());
    }
    if (refusal.equals(Refusal.JSONP) && jsonpClients.addIfNew(exchange.remoteAddress())) {
      log.info(
          "A client of Socket.IO 2 at {} polls by JSONP, which is not served, so it is refused; it"
              + " needs a browser with CORS, and no forceJSONP (each host is named once)",
          exchange.remoteAddress());
    }
  }
}
