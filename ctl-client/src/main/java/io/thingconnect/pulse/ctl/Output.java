package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Standard output or standard error: buffered, and aware of what stands at its other end. */
final class Output {
    private final OutputStream stream;
    private final Screen screen;
    private final Charset charset;
    private byte[] buffer = new byte[8192];
    private int used;

    Output(OutputStream stream, Screen screen) {
        this.stream = stream;
        this.screen = screen;
        this.charset = screen.utf8() ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    }

    /**
     * What stands at the other end.
     *
     * @param columns width of the terminal, also assumed where there is none
     * @param utf8 whether the locale's character set is UTF-8; everything else gets ASCII
     */
    record Screen(boolean terminal, int columns, boolean utf8, boolean colours) {}

    boolean isTerminal() {
        return screen.terminal();
    }

    int columns() {
        return screen.columns();
    }

    boolean isUtf8() {
        return screen.utf8();
    }

    void line(String text) throws IOException {
        text(text);
        text("\n");
    }

    void text(String text) throws IOException {
        bytes(text.getBytes(charset));
    }

    /** A document or a piece of one: JSON is UTF-8 in every locale. */
    void json(String json) throws IOException {
        bytes(json.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte[] bytes) throws IOException {
        if (bytes.length > buffer.length - used) {
            drain();
        }
        if (bytes.length > buffer.length) {
            stream.write(bytes);
            return;
        }
        System.arraycopy(bytes, 0, buffer, used, bytes.length);
        used += bytes.length;
    }

    void flush() throws IOException {
        drain();
        stream.flush();
    }

    private void drain() throws IOException {
        int length = used;
        used = 0;
        stream.write(buffer, 0, length);
    }

    /** The text in a colour where colours are welcome; it must read as well without. */
    String paint(Colour colour, String text) {
        return screen.colours() ? "\033[" + colour.code + "m" + text + "\033[0m" : text;
    }

    /** Bold colours of the verdicts. */
    enum Colour {
        GREEN("1;32"),
        YELLOW("1;33"),
        RED("1;31");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }
}
