/**
 * Our bytes at rest: tar in PAX form, parallel gzip, zstd or none, written and read in one streamed pass, and
 * the extraction of archives nobody vouches for.
 *
 * <p>Invariant: what this room writes, stock {@code tar}, {@code gzip} and {@code zstd} read; what it reads is untrusted
 * and never leaves the target directory.
 */
package io.thingconnect.pulse.backupd.archive;
