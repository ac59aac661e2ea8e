package io.thingconnect.pulse.backupd.storage.s3;

/**
 * How an object is cut. The same bytes are cut the same way each time, so that a part that lies at the server already is
 * recognised. A server takes 10,000 parts, so later ones are larger; {@link #buffers} of them are held in memory, 24 MiB in
 * all, whatever the size of the object.
 *
 * @param small bytes of each part at first
 * @param smallOnes how many of these; after them come parts of {@code large} bytes
 */
record PartPlan(int small, int smallOnes, int large) {
    static final int MOST_PARTS = 10_000;

    /** Up to 40 GB in small parts, 160 GB in all. */
    static final PartPlan DEFAULT = new PartPlan(8 << 20, 5_000, 24 << 20);

    /** @param number of the part, from 1 */
    int size(int number) {
        return number <= smallOnes ? small : large;
    }

    /** How many parts are in memory at once, the one being filled included. */
    int buffers(int number) {
        return number <= smallOnes ? 3 : 1;
    }
}
