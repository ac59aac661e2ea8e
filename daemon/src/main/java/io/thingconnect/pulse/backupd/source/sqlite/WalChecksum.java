package io.thingconnect.pulse.backupd.source.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The running checksum of a WAL: two 32-bit sums over pairs of words, in the byte order its magic number names. */
final class WalChecksum {
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private final boolean bigEndian;
    private int first;
    private int second;

    WalChecksum(boolean bigEndian) {
        this.bigEndian = bigEndian;
    }

    /** @param length bytes, a multiple of 8 */
    void update(byte[] bytes, int offset, int length) {
        int s0 = first;
        int s1 = second;
        int end = offset + length;
        if (bigEndian) {
            for (int i = offset; i < end; i += 8) {
                s0 += (int) BIG.get(bytes, i) + s1;
                s1 += (int) BIG.get(bytes, i + 4) + s0;
            }
        } else {
            for (int i = offset; i < end; i += 8) {
                s0 += (int) LITTLE.get(bytes, i) + s1;
                s1 += (int) LITTLE.get(bytes, i + 4) + s0;
            }
        }
        first = s0;
        second = s1;
    }

    /** Whether the sums equal the two big-endian words at that place. */
    boolean matches(byte[] bytes, int offset) {
        return (int) BIG.get(bytes, offset) == first && (int) BIG.get(bytes, offset + 4) == second;
    }

    int first() {
        return first;
    }

    int second() {
        return second;
    }
}
