package io.thingconnect.pulse.backupd.storage.s3;

import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Whether the server does what it was asked to: some take a request to encrypt or to lock, say yes, and do nothing. So each object
 * is looked at when it has appeared, and what is missing is said once.
 */
final class Asked {
    private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

    private final String destination;
    private final Remote remote;
    private final Requests requests;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Asked(String destination, Remote remote, Requests requests) {
        this.requests = requests;
        this.destination = destination;
        this.remote = remote;
    }

    void look(String name) throws IOException {
        S3Attributes wanted = remote.settings().attributes();
        if (wanted.encryption().isEmpty() && wanted.lock().isEmpty()) {
            return;
        }
        HeadObjectResponse there = remote.head(name);
        if (wanted.lock().isPresent() && there.objectLockRetainUntilDate() == null) {
            there = lockedAfterwards(name, there);
        }
        for (String missing : missing(wanted, there)) {
            if (told.add(missing)) {
                LOG.warn(
                        "destination '{}' ({}) {}",
                        destination,
                        remote.settings().location(),
                        missing);
            }
        }
    }

    /** Some servers forget the lock of what came in parts; asked once more, they set it. */
    private HeadObjectResponse lockedAfterwards(String name, HeadObjectResponse there) throws IOException {
        try {
            remote.ask(name, s3 -> s3.putObjectRetention(requests.retention(remote.key(name))));
            return remote.head(name);
        } catch (PlaceFailure e) {
            LOG.debug("no lock afterwards either", e);
            return there;
        }
    }

    /** What has been found missing so far, in words. */
    List<String> told() {
        return told.stream().sorted().toList();
    }

    static List<String> missing(S3Attributes wanted, HeadObjectResponse there) {
        List<String> missing = new ArrayList<>();
        Optional<String> encryption = wanted.encryption();
        if (encryption.isPresent() && !encryption.get().equals(there.serverSideEncryptionAsString())) {
            missing.add("does not encrypt: it was asked for " + encryption.get() + " and has stored the objects "
                    + Optional.ofNullable(there.serverSideEncryptionAsString())
                            .map(other -> "with " + other)
                            .orElse("as they are"));
        }
        if (wanted.lock().isPresent() && there.objectLockRetainUntilDate() == null) {
            missing.add("does not lock: it was asked to keep objects for "
                    + wanted.lock().get().days() + " days, and anybody with the keys can delete them");
        }
        return missing;
    }
}
