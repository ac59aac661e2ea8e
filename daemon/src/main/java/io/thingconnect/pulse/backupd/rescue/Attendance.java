package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;

/**
 * Whether who asked is still there ({@code --attended}): the other end of our input is held open for as long. Somebody who
 * gives up while a backup is waited for means the restore too, and nothing of that has begun yet.
 */
final class Attendance {
    private Attendance() {}

    /** Returns at once. */
    static void cancelWhenGone(InputStream asker, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        asker.transferTo(java.io.OutputStream.nullOutputStream());
                    } catch (IOException unused) {
                        // Gone as well.
                    }
                    work.cancel();
                },
                "attendance");
        thread.setDaemon(true);
        thread.start();
    }
}
