package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.restore.inplace.FileSteps;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code pulse-restore} in a process of its own that stands still before one of its steps, so that it can be killed there.
 * First argument: the number of that step, or -1; at the end it prints how many there were.
 */
public final class StoppingMain {
    private StoppingMain() {}

    public static void main(String[] words) {
        int at = Integer.parseInt(words[0]);
        AtomicInteger seen = new AtomicInteger();
        FileSteps.Watch watch = (String step, Path path) -> {
            if (seen.getAndIncrement() == at) {
                System.out.println("at " + step);
                System.out.flush();
                standStill();
            }
        };
        Program program = new Program(
                Terminal.current(),
                System.getenv(),
                new FileSteps(watch),
                (socket, restored, needed, work) -> "none",
                Clock.systemUTC());
        int status = program.run(List.of(words).subList(1, words.length));
        System.out.println("steps " + seen.get());
        System.exit(status);
    }

    private static void standStill() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
