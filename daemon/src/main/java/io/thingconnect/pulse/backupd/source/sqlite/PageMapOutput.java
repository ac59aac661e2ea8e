package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Takes a database's bytes in order and leaves nothing but its page map. */
public final class PageMapOutput extends OutputStream {
    private final PageMapWriter map;
    private final byte[] page;
    private final long pages;
    private int filled;
    private long done;

    /**
     * @param file to create
     * @param pageSize bytes
     * @param pages that will come
     */
    public PageMapOutput(Path file, int pageSize, long pages) throws IOException {
        this.map = new PageMapWriter(file, pageSize, pages);
        this.page = new byte[pageSize];
        this.pages = pages;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            if (filled == 0 && end - at >= page.length) {
                add(bytes, at);
                at += page.length;
            } else {
                int length = Math.min(page.length - filled, end - at);
                System.arraycopy(bytes, at, page, filled, length);
                filled += length;
                at += length;
                if (filled == page.length) {
                    add(page, 0);
                    filled = 0;
                }
            }
        }
    }

    private void add(byte[] bytes, int at) throws IOException {
        map.add(bytes, at, page.length);
        done++;
    }

    /** After the last byte: makes the map whole. One that was not finished is refused by its readers. */
    public void finish() throws IOException {
        if (filled != 0 || done != pages) {
            throw new IOException("a database of " + pages + " pages was announced, " + done + " came");
        }
        map.finish();
    }

    @Override
    public void close() throws IOException {
        map.close();
    }
}
