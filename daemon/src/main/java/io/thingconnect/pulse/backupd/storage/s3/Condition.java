package io.thingconnect.pulse.backupd.storage.s3;

/**
 * On what an object may appear under its name.
 *
 * @param ifNoneMatch {@code *}: only where there is none
 * @param ifMatch only in place of the one with this tag
 */
record Condition(String ifNoneMatch, String ifMatch) {
    static final Condition NONE = new Condition(null, null);
    static final Condition NEW = new Condition("*", null);

    static Condition replacing(String etag) {
        return new Condition(null, etag);
    }
}
