package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Component;
import java.nio.file.Path;

/**
 * One configured path to capture: a directory with all below it, or a single file.
 *
 * @param path absolute, below the root. Where trees lie within one another, the entry belongs to the innermost.
 */
public record SourceTree(Component component, Path path) {}
