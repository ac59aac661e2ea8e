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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * For {@code bench/network.sh} and {@code bench/s3.sh}: how long a file takes to a place, visible and forced there, and how
 * long it takes back, of the first file of the process and of the second. Prints seconds, in a line for each, and the most memory
 * the process had.
 */
final class PlaceRate {
    private static final String NAME = "bench/ours";

    private PlaceRate() {}

    /**
     * @param args {@code smb //server:port/share auto|required FILE}, or {@code s3 ENDPOINT BUCKET FILE}; user and password
     *     are in the environment variables {@code PLACE_USER} and {@code PLACE_PASSWORD}
     */
    public static void main(String... args) throws IOException {
        String user = System.getenv("PLACE_USER");
        String password = System.getenv("PLACE_PASSWORD");
        try (Storage storage = args[0].equals("smb") ? smb(args, user, password) : s3(args, user, password)) {
            Path file = Path.of(args[3]);
            storage.space();
            // The first file finds nothing compiled yet, ciphers above all; a night's later ones do.
            for (String which : new String[] {"first-", ""}) {
                print(which + "put", seconds(() -> put(storage, file)));
                print(which + "get", seconds(() -> get(storage, Files.size(file))));
            }
            storage.delete(NAME);
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

    private static double seconds(Act act) throws IOException {
        long begin = System.nanoTime();
        act.run();
        return (System.nanoTime() - begin) / 1e9;
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

    private static void get(Storage storage, long expected) throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[1 << 18];
        try (InputStream in = storage.read(NAME)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
            }
        }
        if (bytes != expected) {
            throw new IOException(bytes + " bytes came back of " + expected);
        }
    }

    private static void print(String what, double seconds) {
        System.out.printf("%s\t%.3f%n", what, seconds);
    }
}
