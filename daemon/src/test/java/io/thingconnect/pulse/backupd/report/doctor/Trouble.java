package io.thingconnect.pulse.backupd.report.doctor;

import java.util.function.Supplier;

/**
 * Something that goes wrong, and how it is put right.
 *
 * @param check as it would be asked now
 * @param cause makes it go wrong
 * @param byHand what a person does where the printed command only shows, or asks a daemon; null: the command mends it
 */
record Trouble(Supplier<Check> check, Act cause, Act byHand) {
    /** Needs a whole daemon. */
    static final Trouble ELSEWHERE = new Trouble(null, null, null);

    interface Act {
        void run() throws Exception;
    }

    static Trouble mendedByCommand(Supplier<Check> check, Act cause) {
        return new Trouble(check, cause, null);
    }
}
