package io.thingconnect.pulse.backupd.storage.s3;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The moment at which an object appears under its name. First only where there is none. If there is one, it may be ours: an
 * answer that was lost on the way makes us ask twice, and then equal checksums are success. Any other is an older file of that
 * name, and replaced, but only the very one we have looked at: what somebody else puts there meanwhile is not lost.
 */
final class Appearance {
    private static final int ROUNDS = 4;

    private final Remote remote;
    private final Habits habits;
    private final String name;

    Appearance(Remote remote, Habits habits, String name) {
        this.remote = remote;
        this.habits = habits;
        this.name = name;
    }

    /** Makes the object, or fails with the server's words. */
    @FunctionalInterface
    interface Make {
        void under(S3Client s3, Condition condition) throws IOException;
    }

    /** @param parts what the object consists of, for the comparison; asked only when it is due */
    void make(Make make, Supplier<List<Sent>> parts, boolean multipart) throws IOException {
        Condition condition = habits.knowsConditions() ? Condition.NEW : Condition.NONE;
        for (int round = 1; ; round++) {
            Condition now = condition;
            try {
                remote.ask(name, s3 -> {
                    make.under(s3, now);
                    return null;
                });
                return;
            } catch (IOException e) {
                S3Exception refusal = refusal(e);
                if (refusal == null || round == ROUNDS) {
                    throw e;
                }
                if (refusal.statusCode() == 501 && !now.equals(Condition.NONE)) {
                    habits.knowsNoConditions();
                    condition = Condition.NONE;
                } else if (isAbout(refusal)) {
                    HeadObjectResponse there = there(e, refusal);
                    if (there != null && Sent.isThere(parts.get(), multipart, there)) {
                        return;
                    }
                    condition = next(now, there);
                } else {
                    throw e;
                }
            }
        }
    }

    /** A server that says no to the very tag that it has just told us does not understand the condition. */
    private static Condition next(Condition tried, HeadObjectResponse there) {
        if (there == null) {
            return Condition.NEW;
        }
        return there.eTag().equals(tried.ifMatch()) ? Condition.NONE : Condition.replacing(there.eTag());
    }

    private static S3Exception refusal(IOException e) {
        return e.getCause() instanceof S3Exception refusal ? refusal : null;
    }

    /** The condition was not met, or an upload is gone: perhaps because it was completed, and the answer lost. */
    private static boolean isAbout(S3Exception e) {
        return e.statusCode() == 412
                || e.statusCode() == 409
                || Failures.code(e).equals("NoSuchUpload")
                || (e.statusCode() == 404 && !Failures.code(e).equals("NoSuchBucket"));
    }

    private HeadObjectResponse there(IOException e, S3Exception refusal) throws IOException {
        try {
            return remote.head(name);
        } catch (NoSuchFileException gone) {
            if (refusal.statusCode() == 404) {
                throw e;
            }
            return null;
        }
    }
}
