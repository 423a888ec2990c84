/**
 * How rooms reach beyond one server: a {@link io.roomcast.spi.adapter.RoomAdapter} is given the
 * {@linkplain io.roomcast.spi.adapter.LocalRooms local half} of a namespace and adds the wire.
 */
package io.roomcast.spi.adapter;
