package io.thingconnect.pulse.backupd.storage.s3;

/** How the server is told what bytes it should have received. */
public enum Checksums {
    /** SHA-256 until the server turns out not to know it, MD5 from then on. */
    AUTO,
    /** SHA-256 with every object and part, which the server must confirm. */
    WHEN_SUPPORTED,
    /** {@code Content-MD5}, which the oldest servers know. */
    WHEN_REQUIRED
}
