/**
 * Rooms across servers through Redis, on the wire of the official Node.js adapters: servers of both
 * kinds are one cluster. Built on Lettuce; nothing here blocks.
 */
package io.roomcast.adapter.redis;
