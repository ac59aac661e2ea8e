package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Closes a channel whose other end has said nothing for too long: Unix sockets have no read timeout. */
final class Patience extends Thread {
    private final SocketChannel channel;
    private final long nanos;
    private long heardAt = System.nanoTime();
    private boolean ended;
    private boolean over;

    Patience(SocketChannel channel, int seconds) {
        this.channel = channel;
        this.nanos = seconds * 1_000_000_000L;
        setDaemon(true);
    }

    synchronized void heard() {
        heardAt = System.nanoTime();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Whether it was this class that closed the channel. */
    synchronized boolean isOver() {
        return over;
    }

    @Override
    public void run() {
        try {
            if (waitUntilOver()) {
                channel.close();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it; were it so, the reader would wait without a limit.
        } catch (IOException e) {
            // The reader wakes up from a failed close as well.
        }
    }

    private synchronized boolean waitUntilOver() throws InterruptedException {
        while (!ended) {
            long left = nanos - (System.nanoTime() - heardAt);
            if (left <= 0) {
                over = true;
                return true;
            }
            wait(left / 1_000_000 + 1);
        }
        return false;
    }
}
