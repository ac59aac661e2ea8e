package io.thingconnect.pulse.backupd.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Tar archives as nobody should write them, header field by header field. */
public final class ForgedTar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A member with the size its content has. */
    public ForgedTar add(char type, String name, String link, byte[] content) {
        return header(type, name, link, content.length, 0644).raw(content).pad();
    }

    public ForgedTar file(String name) {
        return add('0', name, "", "x".getBytes(StandardCharsets.UTF_8));
    }

    public ForgedTar link(char type, String name, String target) {
        return add(type, name, target, new byte[0]);
    }

    public ForgedTar pax(String... records) {
        StringBuilder all = new StringBuilder();
        for (String record : records) {
            int body = record.getBytes(StandardCharsets.UTF_8).length + 2;
            int length = body
                    + Integer.toString(body + Integer.toString(body).length()).length();
            all.append(length).append(' ').append(record).append('\n');
        }
        return add('x', "PaxHeaders", "", all.toString().getBytes(StandardCharsets.UTF_8));
    }

    public ForgedTar header(char type, String name, String link, long size, int mode) {
        byte[] block = new byte[512];
        put(block, 0, 100, name);
        put(block, 100, 8, String.format("%07o", mode));
        put(block, 108, 8, "0000000");
        put(block, 116, 8, "0000000");
        put(block, 124, 12, String.format("%011o", size));
        put(block, 136, 12, "00000000000");
        block[156] = (byte) type;
        put(block, 157, 100, link);
        put(block, 257, 8, "ustar\00000");
        int sum = 8 * ' ';
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, 8, String.format("%06o\0 ", sum));
        return raw(block);
    }

    private static void put(byte[] block, int offset, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, Math.min(length, bytes.length));
    }

    public ForgedTar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public ForgedTar pad() {
        return raw(new byte[(int) (-(long) out.size() & 511)]);
    }

    /** With the end mark. */
    public byte[] end() {
        return raw(new byte[1024]).bytes();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
