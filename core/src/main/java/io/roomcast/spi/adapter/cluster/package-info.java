/**
 * Rooms across servers that tell each other messages: a {@link
 * io.roomcast.spi.adapter.cluster.ClusterAdapter} does everything but carry them, which a {@link
 * io.roomcast.spi.adapter.cluster.ClusterWire} does. The messages are those of the cluster adapters
 * of Socket.IO, so that a wire which writes them in {@linkplain
 * io.roomcast.spi.adapter.cluster.ClusterForm their form} joins servers of Node.js, too.
 */
package io.roomcast.spi.adapter.cluster;
