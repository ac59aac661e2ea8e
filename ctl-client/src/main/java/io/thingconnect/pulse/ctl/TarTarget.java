package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A chain as one tar, laid out as at a destination. Plain ustar; a file of 8 GiB and more has its size in the base-256 notation
 * that GNU tar and bsdtar read.
 */
final class TarTarget extends ExportTarget {
    private static final int BLOCK = 512;
    private static final long LARGEST_OCTAL = 077777777777L;

    private final Path file;
    private final Output out;
    private final long now = System.currentTimeMillis() / 1000;
    private boolean begun;
    private long left;
    private int padding;

    private TarTarget(Path file, Output out) {
        this.file = file;
        this.out = out;
    }

    static TarTarget to(Path file) {
        return new TarTarget(file, null);
    }

    static TarTarget to(Output out) {
        return new TarTarget(null, out);
    }

    @Override
    void file(String name, long bytes, String sha256) throws Failure, IOException {
        if (!begun && file != null) {
            begin(file);
        }
        begun = true;
        endMember();
        put(header(DirectoryTarget.safe(name, true), bytes));
        left = bytes;
        padding = (int) ((BLOCK - bytes % BLOCK) % BLOCK);
    }

    @Override
    void bytes(byte[] bytes) throws Failure, IOException {
        if (bytes.length > left) {
            throw Failure.garbage("more bytes came than were announced");
        }
        left -= bytes.length;
        put(bytes);
    }

    private void endMember() throws Failure, IOException {
        if (left > 0) {
            throw Failure.garbage("fewer bytes came than were announced");
        }
        put(new byte[padding]);
        padding = 0;
    }

    @Override
    void finish() throws Failure, IOException {
        endMember();
        put(new byte[2 * BLOCK]);
        if (out != null) {
            out.flush();
        } else {
            publish();
        }
    }

    private void put(byte[] bytes) throws Failure, IOException {
        if (out != null) {
            out.bytes(bytes);
        } else {
            write(bytes);
        }
    }

    private byte[] header(String name, long bytes) throws Failure {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[BLOCK];
        int slash = name.lastIndexOf('/');
        if (path.length <= 100) {
            System.arraycopy(path, 0, header, 0, path.length);
        } else {
            // A job's name may be long; the label is not.
            text(header, 345, 155, name.substring(0, slash));
            text(header, 0, 100, name.substring(slash + 1));
        }
        text(header, 100, 8, "0000600");
        text(header, 108, 8, "0000000");
        text(header, 116, 8, "0000000");
        size(header, bytes);
        text(header, 136, 12, octal(now, 11));
        header[156] = '0';
        text(header, 257, 8, "ustar\0" + "00");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        text(header, 148, 8, octal(sum, 6) + "\0 ");
        return header;
    }

    private static void size(byte[] header, long bytes) throws Failure {
        if (bytes <= LARGEST_OCTAL) {
            text(header, 124, 12, octal(bytes, 11));
            return;
        }
        header[124] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            header[135 - i] = (byte) (bytes >>> (8 * i));
        }
    }

    private static String octal(long number, int digits) {
        StringBuilder text = new StringBuilder(Long.toOctalString(number));
        while (text.length() < digits) {
            text.insert(0, '0');
        }
        return text.toString();
    }

    private static void text(byte[] header, int at, int most, String text) throws Failure {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > most) {
            throw Failure.garbage("field 'name' is too long for a tar");
        }
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
