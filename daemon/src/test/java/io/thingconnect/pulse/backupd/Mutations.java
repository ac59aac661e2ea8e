package io.thingconnect.pulse.backupd;

import java.util.Arrays;
import java.util.Random;

/** Bytes made wrong, by a seed: changed, cut, repeated, replaced by noise. */
public final class Mutations {
    private Mutations() {}

    /** Mostly something close to the original, now and then nothing of it. */
    public static byte[] of(byte[] original, Random random) {
        if (random.nextInt(50) == 0) {
            byte[] noise = new byte[random.nextInt(2 * original.length + 1)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = original.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && bytes.length > 0; n--) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int run = 1 + random.nextInt(Math.min(600, bytes.length - at));
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes[at] = (byte) "0179-\"{}[],:/.\\ \n".charAt(random.nextInt(17));
            case 3 -> Arrays.fill(bytes, at, at + run, (byte) 0);
            case 4 -> Arrays.fill(bytes, at, at + run, (byte) 0xff);
            case 5 -> System.arraycopy(bytes, random.nextInt(bytes.length - run + 1), bytes, at, run);
            case 6 -> {
                return Arrays.copyOf(bytes, at);
            }
            default -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + run);
                System.arraycopy(bytes, at, longer, at + run, bytes.length - at);
                return longer;
            }
        }
        return bytes;
    }
}
