package io.roomcast.internal.engineio;

import com.google.gson.JsonObject;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns requests away: answers, logs, and tells the application. */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  private static final Headers JSON = Headers.of("Content-Type", "application/json");
  private static final Headers UPGRADE =
      Headers.of("Connection", "close").plus(Headers.of("Content-Type", "text/html"));

  private final Consumer<HandshakeError> onHandshakeError;
  private final boolean applicationListens;
  private final UserCode userCode;
  private final SeenAddresses oldClients = new SeenAddresses();

  Refusals(EngineOptions options, UserCode userCode) {
    this.onHandshakeError = options.onHandshakeError();
    this.applicationListens = onHandshakeError != EngineOptions.defaults().onHandshakeError();
    this.userCode = userCode;
  }

  void refuse(Exchange exchange, Refusal refusal) {
    if (exchange.isUpgrade()) {
      var unused = Answers.send(exchange, 400, UPGRADE, Answers.utf8(refusal.text()));
    } else {
      int status = refusal.code() == Code.FORBIDDEN ? 403 : 400;
      var unused = Answers.send(exchange, status, JSON, Answers.utf8(json(refusal)));
    }
    record(exchange, refusal);
    if (applicationListens) {
      tellApplication(exchange, refusal);
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
        exchange.method(),
        exchange.remoteAddress(),
        refusal.code().number(),
        refusal.text(),
        refusal.context());
    if (refusal.code() == Code.UNSUPPORTED_PROTOCOL_VERSION
        && oldClients.addIfNew(exchange.remoteAddress())) {
      log.info(
          "A client at {} does not speak Engine.IO 4, so it is Socket.IO 2 or older; it needs a"
              + " client of Socket.IO 3 or 4",
          exchange.remoteAddress());
    }
  }

  private void tellApplication(Exchange exchange, Refusal refusal) {
    HandshakeError error =
        new HandshakeError(
            refusal.code(),
            refusal.text(),
            refusal.context(),
            exchange.headers(),
            exchange.remoteAddress());
    userCode.run(
        () -> onHandshakeError.accept(error),
        failure -> {
          if (failure != null) {
            log.warn("onHandshakeError failed", failure);
          }
        });
  }
}
