package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of this box that is asked something. */
final class OtherProgram {
    static final int NOT_STARTED = -1;
    private static final int MOST_BYTES = 4 << 20;

    private OtherProgram() {}

    /** @param output standard output and error as they came */
    record Answer(int status, String output) {}

    static Answer run(List<String> command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Answer(NOT_STARTED, String.valueOf(e.getMessage()));
        }
        process.getOutputStream().close();
        byte[] bytes = process.getInputStream().readNBytes(MOST_BYTES);
        try {
            return new Answer(process.waitFor(), new String(bytes, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return new Answer(NOT_STARTED, "interrupted");
        }
    }

    /** "" where it cannot be run. */
    static String firstLine(String... command) throws IOException {
        Answer answer = run(List.of(command));
        return answer.status() == NOT_STARTED
                ? ""
                : Text.clean(answer.output().strip().split("\n")[0]);
    }
}
