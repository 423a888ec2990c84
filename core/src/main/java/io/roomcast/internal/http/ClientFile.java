package io.roomcast.internal.http;

import io.roomcast.http.ContentCoding;
import io.roomcast.http.EntityTag;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * A file of the browser client, in each coding in which it is smaller: made once, since the files
 * are few and never change. Immutable.
 */
final class ClientFile {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** The tags differ, since a strong one stands for certain bytes. */
  private record Variant(ContentCoding coding, EntityTag tag, ByteBuffer content) {}

  private final String type;
  private final Variant plain;
  private final Map<ContentCoding, Variant> variants = new EnumMap<>(ContentCoding.class);

  /** Compresses, which takes some milliseconds. */
  ClientFile(String name, String version, byte[] content) {
    type =
        name.endsWith(".map")
            ? "application/json; charset=utf-8"
            : "application/javascript; charset=utf-8";
    plain =
        new Variant(
            ContentCoding.IDENTITY,
            new EntityTag(version),
            ByteBuffer.wrap(content).asReadOnlyBuffer());
    for (ContentCoding coding : ContentCoding.values()) {
      ByteBuffer encoded = coding.encode(plain.content.duplicate(), Deflater.BEST_COMPRESSION);
      if (encoded.remaining() < content.length) {
        EntityTag tag = new EntityTag(version + '-' + coding.token());
        variants.put(coding, new Variant(coding, tag, encoded.asReadOnlyBuffer()));
      }
    }
    variants.put(ContentCoding.IDENTITY, plain);
  }

  /** Answers in the coding that the client prefers, or that it has what it asks for. */
  void answer(Exchange exchange) {
    Headers request = exchange.headers();
    for (Variant variant : variants.values()) {
      if (variant.tag.matches(request)) { // the same content, in whichever coding it was kept
        exchange.respond(304, cacheHeaders(variant).build(), NOTHING.duplicate());
        return;
      }
    }
    Variant variant = variants.getOrDefault(ContentCoding.preferredBy(request), plain);
    Headers.Builder headers =
        cacheHeaders(variant).add("Content-Type", type).add("X-Content-Type-Options", "nosniff");
    if (variant.coding != ContentCoding.IDENTITY) {
      headers.add("Content-Encoding", variant.coding.token());
    }
    exchange.respond(200, headers.build(), variant.content.duplicate());
  }

  private static Headers.Builder cacheHeaders(Variant variant) {
    return Headers.builder()
        .add("Cache-Control", "public, max-age=0")
        .add("ETag", variant.tag.header())
        .add("Vary", "Accept-Encoding");
  }
}
