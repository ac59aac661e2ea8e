package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Parameters;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** {@code org.varlink.service}: what this service is, and its interfaces in their own words. Open to anybody. */
final class ServiceCalls {
    private final String version;
    private final List<String> interfaces;

    ServiceCalls(String version, List<String> interfaces) {
        this.version = version;
        this.interfaces = List.copyOf(interfaces);
    }

    List<Method> methods() {
        return List.of(
                Method.of("GetInfo", (p, peer, replies) -> replies.only(info())).forAnybody(),
                Method.of("GetInterfaceDescription", this::describe, "interface")
                        .forAnybody());
    }

    private record Info(String vendor, String product, String version, String url, List<String> interfaces) {}

    private Info info() {
        return new Info("ThingConnect", "pulse-backupd", version, "", interfaces);
    }

    private void describe(Parameters parameters, Peer peer, Replies replies) throws ServiceException, IOException {
        String name = parameters.text("interface");
        if (!interfaces.contains(name)) {
            throw ServiceException.interfaceNotFound(name);
        }
        replies.only(Map.of("description", description(name)));
    }

    private static String description(String name) {
        try (InputStream in = ServiceCalls.class.getResourceAsStream(name + ".varlink")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("our own jar cannot be read", e);
        }
    }
}
