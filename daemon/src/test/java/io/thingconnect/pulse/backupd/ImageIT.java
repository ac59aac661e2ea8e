package io.thingconnect.pulse.backupd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed tree: its launchers start the right Java with the right flags from wherever they stand. */
final class ImageIT {
    private static final Path IMAGE =
            Path.of(Objects.requireNonNull(System.getProperty("pulse.image"), "pulse.image is not set"));
    private static final String DAEMON = "usr/sbin/pulse-backupd";
    private static final String CLIENT = "usr/bin/pulsectl";
    private static final String RESTORE = "usr/sbin/pulse-restore";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    record Ended(int status, List<String> out, String err) {}

    @TempDir
    Path work;

    /** A home of Java whose {@code java} tells what it was asked for, one argument a line. */
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = work.resolve("home");
        java("printf '%s\\n' \"LC_ALL=$LC_ALL\" \"$@\"");
    }

    private void java(String script) throws IOException {
        Path java = home.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended run(Map<String, String> environment, List<String> command) throws Exception {
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), command + " does not end");
        return new Ended(process.exitValue(), Files.readAllLines(out), Files.readString(err));
    }

    private Ended run(String launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }

    private static String image(String path) throws IOException {
        return IMAGE.toRealPath() + "/" + path;
    }

    private static String jar(String name) throws IOException {
        return image("usr/share/thingconnect-pulse-backup/lib/" + name);
    }

    @Test
    void launchers_passTheirArgumentsOn() throws Exception {
        List<String> daemon = run(image(DAEMON), "--root", "a b", "*", "").out();
        assertEquals(
                List.of("-jar", jar("pulse-backupd.jar"), "--root", "a b", "*", ""),
                daemon.subList(daemon.indexOf("-jar"), daemon.size()));
        List<String> restore =
                run(image(RESTORE), "--at", "2024-01-15 14:30:00", "*").out();
        assertEquals(
                List.of(
                        jar("pulse-backupd.jar"),
                        "io.thingconnect.pulse.backupd.rescue.Main",
                        "--at",
                        "2024-01-15 14:30:00",
                        "*"),
                restore.subList(restore.indexOf("-cp") + 1, restore.size()));
        List<String> client = run(image(CLIENT), "show", "ä\"$x").out();
        assertEquals(
                List.of("-jar", jar("pulsectl.jar"), "show", "ä\"$x"),
                client.subList(client.indexOf("-jar"), client.size()));
    }

    @Test
    void launchers_findTheirTreeThroughSymbolicLinks() throws Exception {
        Path tree = Files.createSymbolicLink(work.resolve("tree"), IMAGE);
        Path one = Files.createSymbolicLink(work.resolve("one"), tree.resolve(CLIENT));
        Path two = Files.createSymbolicLink(work.resolve("two"), Path.of("one"));
        for (String launcher : List.of(
                one.toString(), two.toString(), "./two", tree.resolve(CLIENT).toString())) {
            assertTrue(run(launcher).out().contains(jar("pulsectl.jar")), launcher);
        }
        String path = work + ":" + System.getenv("PATH");
        assertTrue(run(Map.of("PATH", path), List.of("sh", "-c", "two")).out().contains(jar("pulsectl.jar")));
        // Whoever clears this directory must not wonder whether to follow them.
        Files.delete(tree);
        Files.delete(one);
    }

    @Test
    void launchers_tellJavaWhatTheTerminalCanShow() throws Exception {
        List<String> plain = run(Map.of("LC_ALL", "C", "COLUMNS", "72"), List.of(image(CLIENT)))
                .out();
        assertTrue(
                plain.containsAll(
                        List.of("LC_ALL=C.UTF-8", "-Dpulse.tty=false", "-Dpulse.utf8=false", "-Dpulse.columns=72")),
                plain.toString());
        assertTrue(plain.contains("-Dpulse.backupd=" + image(DAEMON)), plain.toString());
        List<String> german = run(Map.of("LC_ALL", "", "LANG", "de_DE.utf8"), List.of(image(CLIENT)))
                .out();
        assertTrue(german.contains("-Dpulse.utf8=true") || System.getenv("LC_CTYPE") != null, german.toString());
    }

    @Test
    void launchers_useTheArchiveOfClassesThatIsThere() throws Exception {
        Path archive = Files.createFile(work.resolve("pulsectl.jsa"));
        Map<String, String> environment = Map.of("PULSE_CDS_DIR", work.toString());
        assertTrue(run(environment, List.of(image(CLIENT))).out().contains("-XX:SharedArchiveFile=" + archive));
        assertTrue(run(environment, List.of(image(DAEMON))).out().contains("-Xshare:auto"));
    }

    @Test
    void brokenArchiveOfClasses_printsNothing() throws Exception {
        Files.writeString(work.resolve("pulsectl.jsa"), "this is no archive");
        java("while [ \"$1\" != -jar ]; do a=\"$a $1\"; shift; done; exec " + JAVA + " $a -version");
        Ended ended = run(Map.of("PULSE_CDS_DIR", work.toString()), List.of(image(CLIENT)));
        assertEquals(0, ended.status(), ended.err());
        assertEquals(List.of(), ended.out());
        assertTrue(ended.err().lines().allMatch(line -> line.matches("(openjdk|OpenJDK|java|Java).*")), ended.err());
    }

    @Test
    void missingJava_isToldWithAHint() throws Exception {
        for (String launcher : List.of(DAEMON, CLIENT, RESTORE)) {
            Ended ended = run(Map.of("JAVA_HOME", work + "/none"), List.of(image(launcher)));
            assertEquals(1, ended.status());
            assertTrue(ended.err().contains("no Java was found: there is no " + work + "/none/bin/java\nhint: "));
        }
    }

    @Test
    void nativeLibraries_loadFromTheTreeAlone() throws Exception {
        // The launcher's own flags, another main class, and a temporary directory that nothing can be unpacked into.
        java("while [ \"$1\" != -jar ]; do case $1 in -D*) a=\"$a $1\" ;; esac; shift; done\nexec " + JAVA
                + " $a -Djava.io.tmpdir=/nonexistent -Duser.home=/nonexistent -cp \"$PROBE_PATH\" "
                + NativeProbe.class.getName());
        String classes = Path.of(NativeProbe.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        Map<String, String> environment = Map.of("PROBE_PATH", jar("*") + ":" + classes);
        Ended ended = run(environment, List.of(image(DAEMON)));
        assertEquals(0, ended.status(), ended.err());
        assertTrue(ended.out().get(0).startsWith("sqlite 3."), ended.out().toString());
        assertEquals(
                List.of("junixsocket true", "zstd text", "jna true"),
                ended.out().subList(1, 4));
    }

    @Test
    void jars_holdNoNativeLibraries() throws Exception {
        try (Stream<Path> jars = Files.list(Path.of(jar("")))) {
            for (Path jar : jars.toList()) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    List<String> found = file.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib)"))
                            .toList();
                    assertEquals(List.of(), found, jar.toString());
                }
            }
        }
    }

    @Test
    void daemonJar_mayLoadNativeLibrariesOnANewerJava() throws Exception {
        try (JarFile jar = new JarFile(jar("pulse-backupd.jar"))) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            assertEquals("ALL-UNNAMED", attributes.getValue("Enable-Native-Access"));
            for (String name : attributes.getValue("Class-Path").split(" ")) {
                // Its natives stand in the tree, and it holds nothing else.
                boolean left = name.startsWith("junixsocket-native-common");
                assertEquals(!left, Files.exists(Path.of(jar(name))), name);
            }
        }
    }

    @Test
    void tree_isReadableForEverybody() throws Exception {
        try (Stream<Path> paths = Files.walk(IMAGE)) {
            for (Path path : paths.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertTrue(mode.matches("rwxr-xr-x|rw-r--r--"), mode + " " + path);
            }
        }
    }
}
