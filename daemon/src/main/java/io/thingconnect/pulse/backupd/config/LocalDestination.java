package io.thingconnect.pulse.backupd.config;

import java.nio.file.Path;

/**
 * A directory of this machine where archives are kept.
 *
 * @param requireMarker refuse it unless it holds {@code .pulse-destination}: a disk that is not mounted has none
 */
public record LocalDestination(String name, Path path, boolean requireMarker) {}
