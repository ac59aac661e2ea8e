/**
 * A bucket as a destination, of Amazon or of whoever speaks its protocol.
 *
 * <p>Invariants: an object appears whole or not at all; what is held in memory of an upload is bounded whatever its size; what
 * the server confirmed is compared with what was sent; a secret is in no message. No request is made by the thread that
 * writes an archive: a request that takes too long is interrupted, and whoever reads a live database must never be.
 */
package io.thingconnect.pulse.backupd.storage.s3;
