package io.thingconnect.pulse.backupd.daemon;

import java.nio.file.Path;

/**
 * Where things of ours lie, all below one root: {@code /} on a real box, any directory in a sandbox.
 *
 * @param root absolute
 */
record Layout(Path root) {
    Path config() {
        return root.resolve("etc/thingconnect-pulse/backup.yaml");
    }

    Path state() {
        return root.resolve("var/lib/thingconnect-pulse-backup");
    }

    Path catalog() {
        return state().resolve("catalog.db");
    }

    Path audit() {
        return state().resolve("audit.log");
    }

    Path instanceId() {
        return state().resolve("instance-id");
    }

    Path lock() {
        return state().resolve("daemon.lock");
    }

    Path pageMaps() {
        return state().resolve("pagemaps");
    }

    Path socket() {
        return root.resolve("run/thingconnect-pulse-backup/control.sock");
    }

    /** Whether this is a sandbox: units are not touched, and the daemon's own user may do everything. */
    boolean isSandbox() {
        return root.getNameCount() > 0;
    }
}
