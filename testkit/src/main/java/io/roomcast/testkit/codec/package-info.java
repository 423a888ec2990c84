/** The checks that every codec passes. */
package io.roomcast.testkit.codec;
