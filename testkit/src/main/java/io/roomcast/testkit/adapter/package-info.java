/**
 * The compatibility kit that every adapter passes, {@link
 * io.roomcast.testkit.adapter.AdapterCompatibilityKit}, and a cluster of servers in one JVM, {@link
 * io.roomcast.testkit.adapter.InMemoryCluster}.
 */
package io.roomcast.testkit.adapter;
