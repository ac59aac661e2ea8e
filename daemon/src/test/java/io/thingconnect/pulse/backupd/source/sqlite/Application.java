package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running application, driven by the test. */
final class Application implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer statements;

    private Application(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.statements = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    static Application start(Path db) throws IOException {
        return start(db, List.of());
    }

    /** @param before a command that runs the one after it, for example as another user */
    static Application start(Path db, List<String> before) throws IOException {
        Application application = new Application(
                java(before, System.getProperty("java.class.path"), ApplicationMain.class, ReadTransaction.url(db)));
        assertEquals("ready", application.answers.readLine());
        return application;
    }

    /** Starts a main class of the tests. */
    static Process java(List<String> before, String classPath, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Executes one statement and gives the first column of the first row, "ok", "none" or "error: …". */
    String tell(String sql) {
        try {
            statements.write(sql + "\n");
            statements.flush();
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run(String... sql) {
        for (String statement : sql) {
            String answer = tell(statement);
            assertFalse(answer.startsWith("error"), statement + ": " + answer);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Ends without closing the database. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Closes the database and ends. */
    void stop() {
        if (process.isAlive()) {
            assertEquals("closed", tell("quit"));
        }
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
