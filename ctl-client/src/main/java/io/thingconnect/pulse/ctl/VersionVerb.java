package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl version}. It works without a daemon. */
final class VersionVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        String client = client();
        String daemon = null;
        String trouble = "";
        try {
            daemon = session.call("org.varlink.service.GetInfo").text("version");
        } catch (Failure failure) {
            trouble = failure.getMessage();
        }
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("client", client);
            document.put("daemon", daemon);
            session.printJson(document);
            return Exit.DONE;
        }
        session.out().line("pulsectl " + client);
        session.out().line("pulse-backupd " + (daemon == null ? "unknown: " + Text.clean(trouble) : daemon));
        return Exit.DONE;
    }

    /** Written by the build. */
    static String client() throws IOException {
        try (InputStream version = VersionVerb.class.getResourceAsStream("version.txt")) {
            return version == null ? "unknown" : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
