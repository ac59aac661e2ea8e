package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.sqlite.DeltaOverlay;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/** A base on its way through its deltas into a sink; what comes out must have the SHA-256 that the target names. */
final class LaidOver implements Sink {
    private final Base base;
    private final Sink sink;
    private final DeltaOverlay overlay;
    private final Consumer<LaidOver> unfit;

    private LaidOver(Base base, Sink sink, DeltaOverlay overlay, Consumer<LaidOver> unfit) {
        this.base = base;
        this.sink = sink;
        this.overlay = overlay;
        this.unfit = unfit;
    }

    /**
     * @param sink closed with this one, also where this fails
     * @param unfit told before this throws because base and deltas do not belong together
     */
    static LaidOver open(Base base, Sink sink, Work work, Consumer<LaidOver> unfit)
            throws IOException, BackupException {
        boolean done = false;
        try {
            DeltaOverlay overlay = DeltaOverlay.open(base.laidOver(), new ToSink(sink), work);
            done = true;
            return new LaidOver(base, sink, overlay, unfit);
        } catch (BackupException e) {
            unfit.accept(new LaidOver(base, sink, null, unfit));
            throw e;
        } finally {
            if (!done) {
                sink.close();
            }
        }
    }

    Base base() {
        return base;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException, BackupException {
        try {
            overlay.write(bytes, offset, length);
        } catch (IOException e) {
            if (e.getCause() instanceof BackupException cause) {
                unfit.accept(this);
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void finish() throws IOException, BackupException {
        boolean fits = false;
        try {
            fits = overlay.finish().sha256().equals(base.result().sha256());
        } finally {
            if (!fits) {
                unfit.accept(this);
            }
        }
        if (!fits) {
            throw new BackupException(
                    ErrorCode.CHAIN_BROKEN,
                    "the database '" + base.result().path() + "' that comes out of the chain is not the one that was"
                            + " backed up",
                    "Use another destination's copies, or an older backup: pulsectl list.");
        }
        sink.finish();
    }

    @Override
    public void close() throws IOException {
        try (sink) {
            overlay.close();
        }
    }

    /** A sink where a stream is wanted. */
    private static final class ToSink extends OutputStream {
        private final Sink sink;

        ToSink(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                sink.write(bytes, offset, length);
            } catch (BackupException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }
}
