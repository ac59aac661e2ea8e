package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;

final class PageHashTest {
    /** Page maps that were written with the library's implementation stay comparable. */
    @Test
    void theHash_isMurmur3AsTheLibraryComputesIt() {
        byte[] bytes = new byte[3 * 65536];
        new Random(5).nextBytes(bytes);
        for (int pageSize = 512; pageSize <= 65536; pageSize *= 2) {
            for (int offset = 0; offset < 2 * 65536; offset += 4099) {
                assertArrayEquals(
                        MurmurHash3.hash128x64(bytes, offset, pageSize, 0), PageHash.of(bytes, offset, pageSize));
            }
        }
    }
}
