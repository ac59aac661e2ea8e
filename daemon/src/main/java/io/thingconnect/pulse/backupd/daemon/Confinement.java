package io.thingconnect.pulse.backupd.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration needs and this process may not do. systemd confines a service when it starts, to what the configuration
 * needed then; a reload cannot widen that.
 */
final class Confinement {
    private static final String REMEDY = "; type: systemctl restart thingconnect-pulse-backup";

    private Confinement() {}

    /**
     * @param needs as {@link io.thingconnect.pulse.backupd.config.ConfigLoader#needs} has them
     * @param root below which their paths are
     * @return one sentence for each thing that takes a restart; none where there is no confinement
     */
    static List<String> lacks(List<String> needs, Path root) {
        List<String> lacks = new ArrayList<>();
        for (String need : needs) {
            if (need.equals("network")) {
                if (!mayUseTheNetwork()) {
                    lacks.add("the service was started without the network, which backup.yaml needs now" + REMEDY);
                }
            } else if (need.startsWith("make ")) {
                String path = need.substring("make ".length());
                if (!isWritable(root.resolve(path.substring(1)))) {
                    lacks.add("the service may not write to " + path + REMEDY);
                }
            }
        }
        return List.copyOf(lacks);
    }

    private static boolean mayUseTheNetwork() {
        try {
            SocketChannel.open(StandardProtocolFamily.INET).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Also of a directory that is yet to be made. */
    private static boolean isWritable(Path directory) {
        Path there = directory;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.isWritable(there);
    }
}
