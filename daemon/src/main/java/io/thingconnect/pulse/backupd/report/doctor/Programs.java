package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.system.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Other programs of this box that are asked, and nothing else: systemctl, timedatectl, dpkg, rpm. */
@FunctionalInterface
public interface Programs {
    /** What it printed; empty where it is not there, does not end, or says that it does not know. */
    Optional<String> ask(List<String> command);

    /** Programs of this box. */
    static Programs real() {
        return command -> {
            try {
                Processes.Result result = Processes.run(
                        command, Map.of("LC_ALL", "C.UTF-8"), Duration.ofSeconds(5), 1 << 16, () -> false);
                // dpkg --verify and rpm -V answer, and end with 1.
                boolean answered = result.ending() == Processes.Ending.EXITED
                        && (result.status() == 0 || !result.output().isBlank());
                return answered ? Optional.of(result.output()) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        };
    }
}
