package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes the oldest kind of tar archive (ustar), which everything reads: plain files with short names. */
final class TarFile {
    private static final int BLOCK = 512;

    private final OutputStream out;
    private final long seconds;

    /** @param seconds since 1970, for every file */
    TarFile(OutputStream out, long seconds) {
        this.out = out;
        this.seconds = seconds;
    }

    /** @param name at most 99 ASCII characters */
    void add(String name, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        field(header, 0, name);
        field(header, 100, "0000600");
        field(header, 108, "0000000");
        field(header, 116, "0000000");
        field(header, 124, String.format(Locale.ROOT, "%011o", content.length));
        field(header, 136, String.format(Locale.ROOT, "%011o", seconds));
        header[156] = '0';
        field(header, 257, "ustar\00000");
        field(header, 148, "        ");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        field(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        out.write(header);
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static void field(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }
}
