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
        return lacks(needs, root, new OwnReach());
    }

    static List<String> lacks(List<String> needs, Path root, Reach reach) {
        List<String> lacks = new ArrayList<>();
        for (String need : needs) {
            if (need.equals("network")) {
                if (!reach.network()) {
                    lacks.add("the service was started without the network, which backup.yaml needs now" + REMEDY);
                }
            } else if (need.startsWith("make ")) {
                String path = need.substring("make ".length());
                if (!reach.writable(nearest(root.resolve(path.substring(1))))) {
                    lacks.add("the service may not write to " + path + REMEDY);
                }
            }
        }
        return List.copyOf(lacks);
    }

    /** How far a process gets. */
    interface Reach {
        boolean network();

        boolean writable(Path existing);
    }

    private static final class OwnReach implements Reach {
        @Override
        public boolean network() {
            try {
                SocketChannel.open(StandardProtocolFamily.INET).close();
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public boolean writable(Path existing) {
            return Files.isWritable(existing);
        }
    }

    /** Of a directory that is yet to be made, what is there of the way to it. */
    private static Path nearest(Path directory) {
        Path there = directory;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
