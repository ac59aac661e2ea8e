package io.thingconnect.pulse.backupd.storage.s3;

import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * One object on its way: in one piece where it fits into a part, in parts otherwise. Given up, its parts are removed; but where
 * the server or the line failed they stay, for the next try of the same name to go on with.
 */
final class S3Upload implements Upload {
    private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);
    private static final int FIRST_BUFFER = 64 << 10;

    /** What is told after the object has appeared. */
    @FunctionalInterface
    interface Told {
        void appeared(String name) throws IOException;
    }

    private final Remote remote;
    private final Habits habits;
    private final Requests requests;
    private final String name;
    private final Told told;
    private final PartPlan plan;
    private final Stream stream = new Stream();
    private PartSender sender;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int filled;
    private int number = 1;
    private boolean failed;
    private boolean committed;

    S3Upload(Remote remote, Habits habits, Requests requests, PartPlan plan, Target target) {
        this.remote = remote;
        this.habits = habits;
        this.requests = requests;
        this.plan = plan;
        this.name = target.name();
        this.told = target.told();
    }

    /** @param told who wants to know when it has appeared */
    record Target(String name, Told told) {}

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void commit() throws IOException {
        try {
            if (sender == null) {
                putWhole();
            } else {
                completeParts();
            }
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        committed = true;
        buffer = new byte[0];
        told.appeared(name);
    }

    private void putWhole() throws IOException {
        Body body = new Body(buffer, filled);
        Sent own = new Sent(1, filled, '"' + java.util.HexFormat.of().formatHex(body.md5()) + '"', base64(body));
        new Appearance(remote, habits, name)
                .make(
                        (s3, condition) -> habits.send(body, sum -> {
                            RequestBody request = body.request();
                            PutObjectResponse response = s3.putObject(
                                    requests.put(key(), sum)
                                            .ifNoneMatch(condition.ifNoneMatch())
                                            .ifMatch(condition.ifMatch())
                                            .overrideConfiguration(Remote.patience(filled))
                                            .build(),
                                    request);
                            return new Habits.Answer(response.eTag(), response.checksumSHA256());
                        }),
                        () -> List.of(own),
                        false);
    }

    private static String base64(Body body) {
        return java.util.Base64.getEncoder().encodeToString(body.sha256());
    }

    private String key() {
        return remote.directory() + name;
    }

    private void completeParts() throws IOException {
        if (filled > 0) {
            sendPart();
        }
        Multipart multipart = sender.finish();
        new Appearance(remote, habits, name).make(multipart::complete, multipart::sent, true);
        if (multipart.reused() > 0) {
            LOG.info("{}: {} parts of an upload that was broken off were not sent again", name, multipart.reused());
        }
    }

    private void sendPart() throws IOException {
        try {
            if (sender == null) {
                sender = PartSender.open(() -> Multipart.open(remote, habits, requests, name));
            }
            buffer = sender.send(number, new Body(buffer, filled), plan.buffers(number + 1), plan.size(number + 1));
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        filled = 0;
        number++;
        if (number > PartPlan.MOST_PARTS) {
            failed = true;
            throw new IOException("it is larger than the 160 GB that one object can have here");
        }
    }

    @Override
    public void close() throws IOException {
        if (sender == null) {
            return;
        }
        try {
            if (!committed) {
                sender.cancel(failed);
            }
        } finally {
            sender.close();
            sender = null;
            buffer = new byte[0];
        }
    }

    private final class Stream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            int at = offset;
            int left = length;
            while (left > 0) {
                if (filled == plan.size(number)) {
                    sendPart();
                }
                int count = Math.min(left, plan.size(number) - filled);
                room(count);
                System.arraycopy(bytes, at, buffer, filled, count);
                filled += count;
                at += count;
                left -= count;
            }
        }

        /** Small files must not cost a whole part's memory. */
        private void room(int count) {
            if (filled + count > buffer.length) {
                int larger = Math.max(filled + count, (int) Math.min(plan.size(number), 2L * buffer.length));
                buffer = Arrays.copyOf(buffer, larger);
            }
        }
    }
}
