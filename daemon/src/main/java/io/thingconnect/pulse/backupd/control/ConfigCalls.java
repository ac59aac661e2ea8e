package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.ConfigAccess;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The configuration. */
final class ConfigCalls {
    private final ConfigAccess config;

    ConfigCalls(ConfigAccess config) {
        this.config = config;
    }

    List<Method> methods() {
        return List.of(
                Method.of("GetConfig", this::get),
                Method.of("Reload", this::reload).forAdmin().withAudit());
    }

    private record Shown(String path, String yaml, List<String> warnings) {}

    private void get(Parameters parameters, Peer peer, Replies replies) throws IOException {
        replies.only(new Shown(config.path(), config.yaml(), config.warnings()));
    }

    private void reload(Parameters parameters, Peer peer, Replies replies) throws BackupException, IOException {
        replies.only(Map.of("warnings", config.reload()));
    }
}
