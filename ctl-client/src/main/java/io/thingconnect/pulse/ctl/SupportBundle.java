package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * {@code pulsectl doctor --bundle}: what somebody far away needs to help, in one file. Put together here and not by the
 * daemon: so it holds nothing that whoever asks may not see anyway, belongs to them, and gives the daemon no new power.
 */
final class SupportBundle {
    private static final String UNITS = "thingconnect-pulse-backup.service";
    private static final List<String> JOURNAL = List.of(
            "journalctl",
            "--no-pager",
            "--lines=1000",
            "--output=short-iso",
            "--unit=thingconnect-pulse-backup.service",
            "--unit=thingconnect-pulse-restore.service",
            "--unit=thingconnect-pulse-restore-recover.service");

    private final Session session;
    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    SupportBundle(Session session) {
        this.session = session;
    }

    int write() throws Failure, IOException {
        Path file =
                session.surroundings().directory().resolve(session.arguments().value("--bundle"));
        String root = ControlSocket.root(session.arguments(), session.surroundings());
        int status = fromDaemon();
        fromHere(root);
        session.surroundings().onInterrupt("the archive was not finished");
        store(file, new Scrubber(KnownSecrets.below(root)));
        session.surroundings().onInterrupt("");
        if (session.json()) {
            session.printJson(Map.of("bundle", file.toString(), "files", new ArrayList<Object>(files.keySet())));
        } else {
            session.out()
                    .line(file + " was written, " + Text.count(files.size(), "file", "files")
                            + ", passwords and addresses of hooks taken out");
            session.out().line("look through it before you send it: tar -xzOf " + file + " | less");
        }
        return status;
    }

    /** Where it does not answer, what can be seen without it. */
    private int fromDaemon() throws Failure, IOException {
        try {
            files.put("findings.json", JsonWriter.write(DoctorVerb.document(DoctorVerb.ask(session, false), true)));
        } catch (Failure failure) {
            if (failure.status() != Exit.UNREACHABLE) {
                throw failure;
            }
            List<Fields> findings = new WithoutDaemon(session).findings(failure);
            files.put("findings.json", JsonWriter.write(DoctorVerb.document(findings, false)));
            missing.add("everything that the daemon knows: " + failure.getMessage());
            program("config-check.txt", ConfigCheckVerb.command(session, List.of()));
            return Exit.DONE;
        }
        reply("status.json", "GetStatus");
        reply("destinations.json", "ListDestinations");
        reply("catalog.json", "DescribeCatalog");
        stream("jobs.json", "ListJobs", "job");
        stream("backups.json", "ListBackups", "backup", "all", true);
        stream("runs.json", "ListRuns", "run", "limit", 200L);
        stream("drills.json", "ListDrills", "drill", "limit", 50L);
        stream("alerts.json", "ListAlarms", "alarm", "all", true, "limit", 200L);
        try {
            Fields config = session.call("GetConfig");
            files.put("config.yaml", "# " + config.text("path") + "\n" + config.raw("yaml"));
            files.put("config-warnings.txt", Text.join(config.texts("warnings"), "\n") + "\n");
        } catch (Failure failure) {
            missing.add("config.yaml: " + failure.getMessage());
        }
        return Exit.DONE;
    }

    private void reply(String name, String method) {
        try {
            files.put(name, JsonWriter.write(session.call(method)));
        } catch (Failure failure) {
            missing.add(name + ": " + failure.getMessage());
        }
    }

    private void stream(String name, String method, String item, Object... parameters) {
        try {
            Control replies = session.stream(method, parameters);
            StringBuilder lines = new StringBuilder();
            for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
                if (reply.object(item) != null) {
                    lines.append(JsonWriter.write(reply.object(item))).append('\n');
                }
            }
            files.put(name, lines.toString());
        } catch (Failure failure) {
            missing.add(name + ": " + failure.getMessage());
        }
    }

    private void fromHere(String root) throws IOException {
        files.put("versions.txt", versions());
        files.put("mounts.txt", readable(Path.of("/proc/mounts")));
        files.put("locks.txt", readable(Path.of("/proc/locks")));
        program("space.txt", List.of("df", "-h"));
        // Names alone: command lines hold passwords. They tell whose the locks are.
        program("processes.txt", List.of("ps", "-eo", "pid,user,stat,lstart,comm"));
        if (root.isEmpty()) {
            program("journal.txt", JOURNAL);
            program(
                    "units.txt",
                    List.of(
                            "systemctl",
                            "cat",
                            "--no-pager",
                            UNITS,
                            "thingconnect-pulse-backup.socket",
                            "thingconnect-pulse-restore.service",
                            "thingconnect-pulse-restore.socket"));
            program(
                    "units-state.txt",
                    List.of(
                            "systemctl",
                            "status",
                            "--no-pager",
                            "--lines=0",
                            UNITS,
                            "thingconnect-pulse-backup.socket",
                            "thingconnect-pulse-restore.service",
                            "thingconnect-pulse-restore.socket",
                            "thingconnect-pulse-restore-recover.service"));
            program("units-failed.txt", List.of("systemctl", "list-units", "--no-pager", "--failed"));
            program("clock.txt", List.of("timedatectl", "show"));
        } else {
            missing.add("journal and units: below a root there are none");
        }
        files.put("missing.txt", missing.isEmpty() ? "nothing\n" : Text.join(missing, "\n") + "\n");
    }

    private String versions() throws IOException {
        return "pulsectl " + VersionVerb.client() + "\nJava " + System.getProperty("java.version") + "\n"
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + "\n" + readable(Path.of("/etc/os-release"));
    }

    private String readable(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            missing.add(file + ": " + e);
            return "";
        }
    }

    private void program(String name, List<String> command) throws IOException {
        OtherProgram.Answer answer = OtherProgram.run(command);
        if (answer.status() == OtherProgram.NOT_STARTED) {
            missing.add(name + ": " + answer.output());
        } else {
            files.put(name, answer.output());
        }
    }

    private void store(Path file, Scrubber scrubber) throws Failure {
        long seconds = session.surroundings().clock().instant().getEpochSecond();
        try (OutputStream out = Files.newOutputStream(create(file), StandardOpenOption.WRITE);
                GZIPOutputStream packed = new GZIPOutputStream(out)) {
            TarFile tar = new TarFile(packed, seconds);
            for (Map.Entry<String, String> entry : files.entrySet()) {
                String clean = scrubber.clean(entry.getValue());
                tar.add("pulse-support/" + entry.getKey(), clean.getBytes(StandardCharsets.UTF_8));
            }
            tar.end();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** For its owner alone from the first byte on, and never over another file. */
    private static Path create(Path file) throws IOException {
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
    }

    private static Failure unwritable(Path file, IOException e) {
        String why = "it cannot be written, " + Text.clean(e.toString());
        if (e instanceof FileAlreadyExistsException) {
            why = "it exists already";
        } else if (e instanceof NoSuchFileException) {
            why = "there is no such directory";
        }
        return new Failure(
                Exit.FAILED, "NotWritten", "no archive was written to " + file + ": " + why, "Name another file.");
    }
}
