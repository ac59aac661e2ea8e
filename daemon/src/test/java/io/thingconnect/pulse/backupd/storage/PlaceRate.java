package io.thingconnect.pulse.backupd.storage;

import io.thingconnect.pulse.backupd.storage.s3.Checksums;
import io.thingconnect.pulse.backupd.storage.s3.S3Attributes;
import io.thingconnect.pulse.backupd.storage.s3.S3Keys;
import io.thingconnect.pulse.backupd.storage.s3.S3Server;
import io.thingconnect.pulse.backupd.storage.s3.S3Settings;
import io.thingconnect.pulse.backupd.storage.s3.S3Storage;
import io.thingconnect.pulse.backupd.storage.smb.SmbAddress;
import io.thingconnect.pulse.backupd.storage.smb.SmbEncryption;
import io.thingconnect.pulse.backupd.storage.smb.SmbLogin;
import io.thingconnect.pulse.backupd.storage.smb.SmbPlace;
import io.thingconnect.pulse.backupd.storage.smb.SmbStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * For {@code bench/network.sh} and {@code bench/s3.sh}: how long a file takes to a place, visible and forced there, and how
 * long it takes back into a file, of the first file of the process and of the second. Prints seconds, in a line for each, and the most memory
 * the process had, in MiB.
 */
final class PlaceRate {
    private static final String NAME = "bench/ours";
    /** Of the clock in /proc, in a second: so on every Linux that Debian builds. */
    private static final double TICKS = 100;

    private PlaceRate() {}

    /**
     * @param args {@code smb //server:port/share auto|required FILE}, or {@code s3 ENDPOINT BUCKET FILE}; user and password
     *     are in the environment variables {@code PLACE_USER} and {@code PLACE_PASSWORD}, the server's process in {@code
     *     PLACE_SERVER}
     */
    public static void main(String... args) throws IOException {
        String user = System.getenv("PLACE_USER");
        String password = System.getenv("PLACE_PASSWORD");
        try (Storage storage = args[0].equals("smb") ? smb(args, user, password) : s3(args, user, password)) {
            Path file = Path.of(args[3]);
            Path back = Path.of(args[3] + ".ours");
            storage.space();
            // The first file finds nothing compiled yet, ciphers above all; a night's later ones do.
            for (String which : new String[] {"first-", ""}) {
                measure(which + "put", () -> put(storage, file));
                measure(which + "get", () -> get(storage, back));
                if (Files.mismatch(file, back) >= 0) {
                    throw new IOException("other bytes came back");
                }
                Files.delete(back);
                // Each finds the same free pages in the server's cache.
                storage.delete(NAME);
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM")) {
                System.out.println("peak\t" + Integer.parseInt(line.replaceAll("\\D", "")) / 1024);
            }
        }
    }

    private static Storage smb(String[] args, String user, String password) {
        return new SmbStorage(new SmbPlace(
                SmbAddress.parse(args[1]).orElseThrow(),
                new SmbLogin(user, password, ""),
                SmbEncryption.parse(args[2]).orElseThrow(),
                Duration.ofSeconds(60)));
    }

    private static Storage s3(String[] args, String user, String password) {
        S3Server server = new S3Server(
                Optional.empty(),
                Optional.of(URI.create(args[1])),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new S3Keys(user, password, "")));
        S3Attributes attributes = new S3Attributes(Optional.empty(), Optional.empty(), "STANDARD", Optional.empty());
        return new S3Storage(
                "bench", new S3Settings(args[2], "", server, attributes, Checksums.AUTO), Clock.systemUTC());
    }

    @FunctionalInterface
    private interface Act {
        void run() throws IOException;
    }

    /** Seconds by the clock, then seconds of processor: ours, the server's as a user, the server's in the kernel. */
    private static void measure(String what, Act act) throws IOException {
        double[] server = server();
        double own = own();
        long begin = System.nanoTime();
        act.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        own = own() - own;
        double[] after = server();
        System.out.printf(
                "%s\t%.3f\t%.2f\t%.2f\t%.2f%n", what, seconds, own, after[0] - server[0], after[1] - server[1]);
    }

    private static double own() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    /** Of process {@code PLACE_SERVER} and its children that have ended: smbd has one for each connection. */
    private static double[] server() throws IOException {
        try {
            // A child whose connection was closed just now is given the time to end.
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String stat = Files.readString(Path.of("/proc", System.getenv("PLACE_SERVER"), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double user = Long.parseLong(fields[11]) + Long.parseLong(fields[13]);
        double kernel = Long.parseLong(fields[12]) + Long.parseLong(fields[14]);
        return new double[] {user / TICKS, kernel / TICKS};
    }

    private static void put(Storage storage, Path file) throws IOException {
        byte[] buffer = new byte[storage.writeBlock()];
        try (InputStream in = Files.newInputStream(file);
                Upload upload = storage.begin(NAME)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                upload.stream().write(buffer, 0, count);
            }
            upload.commit();
        }
    }

    private static void get(Storage storage, Path to) throws IOException {
        try (InputStream in = storage.read(NAME);
                OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[1 << 18];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
    }
}
