package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Entry;
import java.nio.file.Path;

/**
 * A path as the walk met it. Where the content of a file turns out to be gone, the hard links that name it have lost their
 * target: {@link FileContent#open} takes them as well, so that the next name can be stored as the file.
 *
 * @param entry without content hash; a file's size as it was at the walk
 * @param file where it stands on this machine
 * @param fileKey device and inode
 * @param stamp by which the next backup tells whether it is still the same
 */
public record FoundEntry(Entry entry, Path file, Object fileKey, Stamp stamp) {}
