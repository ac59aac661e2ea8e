package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Entry;
import java.nio.file.Path;

/**
 * A path as the walk met it.
 *
 * @param entry without content hash; a file's size as it was at the walk
 * @param file where it stands on this machine
 * @param fileKey device and inode
 */
public record FoundEntry(Entry entry, Path file, Object fileKey) {}
