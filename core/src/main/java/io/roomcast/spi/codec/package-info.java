/**
 * How packets become messages and back: a {@link io.roomcast.spi.codec.PacketCodec} encodes a
 * {@link io.roomcast.spi.codec.Packet} once for all its receivers, and its {@link
 * io.roomcast.spi.codec.PacketDecoder} checks what one connection sends.
 */
package io.roomcast.spi.codec;
