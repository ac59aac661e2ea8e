package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.report.RunbookFacts.Bucket;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Directory;
import io.thingconnect.pulse.backupd.report.RunbookFacts.Share;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to type to get at the backups of each kind of destination. A password is asked for by the program that needs it, or
 * passed in the environment; never on a command line, which every account of a machine may read.
 */
final class RunbookFetch {
    private static final String FETCHED = "mkdir -p -m 700 ~/pulse-fetched && cd ~/pulse-fetched";

    private RunbookFetch() {}

    /**
     * Goes to where the backups are; brings those of some jobs here first, where they are elsewhere.
     *
     * @param jobs names; they need no quotes
     */
    static String files(RunbookFacts.Address address, List<String> jobs) {
        if (address instanceof Directory directory) {
            return "cd " + Document.quoted(directory.path()) + "    # or where that disk is mounted now\n";
        }
        return address instanceof Share share ? share(share, jobs) : bucket((Bucket) address, jobs);
    }

    private static String share(Share share, List<String> jobs) {
        StringBuilder get = new StringBuilder("prompt OFF; recurse ON;");
        jobs.forEach(job -> get.append(" mget ").append(job).append(';'));
        return FETCHED + "\n"
                + "SMB_USER=                           # a user who may read the share: NAME, or DOMAIN/NAME\n"
                + "smbclient " + Document.quoted("//" + share.server() + "/" + share.share())
                + (share.port() == 445 ? "" : " -p " + share.port()) + " -U \"$SMB_USER\" -D "
                + Document.quoted(share.folder()) + " -c '" + get + "'    # asks for the password\n";
    }

    private static String bucket(Bucket bucket, List<String> jobs) {
        StringBuilder commands = new StringBuilder(FETCHED + "    # before that, once: aws configure\n");
        String options = bucket.endpoint()
                        .map(url -> " --endpoint-url " + Document.quoted(url))
                        .orElse("")
                + bucket.region()
                        .map(region -> " --region " + Document.quoted(region))
                        .orElse("");
        for (String job : jobs) {
            commands.append("aws s3 cp --recursive")
                    .append(options)
                    .append(' ')
                    .append(Document.quoted("s3://" + bucket.bucket() + "/" + bucket.prefix() + "/" + job + "/"))
                    .append(' ')
                    .append(job)
                    .append("/\n");
        }
        return commands.toString();
    }

    /** Restores a lost machine from one place. The question's answers are read by the block itself, which is pasted as a whole. */
    static String bootstrap(String host, RunbookFacts.Place place) {
        if (place.address() instanceof Directory directory) {
            return "pulsectl bootstrap --from " + Document.quoted(directory.path())
                    + "    # or where that disk is mounted now\n";
        }
        boolean share = place.address() instanceof Share;
        String credentials = share
                ? "{username: \"${PULSE_USER}\", password: \"${PULSE_SECRET}\"}"
                : "{accessKey: \"${PULSE_USER}\", secretKey: \"${PULSE_SECRET}\"}";
        String settings = place.settings().stream()
                .map(line -> "      " + line.key() + ": " + yaml(line.value()) + "\n")
                .collect(Collectors.joining());
        return """
                (
                cat > new.yaml <<'END'
                backup:
                  host: %s
                  destinations:
                    %s:
                %s      credentials: %s
                END
                printf '%%s: ' '%s'; read -r PULSE_USER
                printf '%%s: ' '%s, which is not shown'; stty -echo || true; read -r PULSE_SECRET; stty echo || true; echo
                export PULSE_USER PULSE_SECRET
                pulsectl bootstrap --config new.yaml --host %s
                )
                """.formatted(
                        yaml(host),
                        place.name(),
                        settings,
                        credentials,
                        share ? "User of the share" : "Access key of the bucket",
                        share ? "Password" : "Secret key",
                        Document.quoted(host));
    }

    /** Quoted, so that it is a word whatever it holds. */
    private static String yaml(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
