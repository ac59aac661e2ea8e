package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and forged deltas, and chains that were put together wrongly. */
@Timeout(300)
final class DeltaMutationTest {
    private static final int PAGE = 512;
    private static final int FRAME = WalHeader.FRAME_HEADER + PAGE;
    private static final int[] SIZES = {24, 24, 30, 14, 22};

    @TempDir
    private Path dir;

    private final Random random = new Random(20261124);
    private byte[] base;
    private byte[] gold;
    private Sha256 recorded;
    private final List<Path> chain = new ArrayList<>();
    private final List<byte[]> bytes = new ArrayList<>();
    private int damaged;
    private int disproved;
    private int harmless;

    /** Each delta changes a page that the next one changes again and no later one: no two of them commute. */
    @BeforeEach
    void prepare() throws Exception {
        base = Deltas.state(PAGE, SIZES[0], random);
        Path map = Deltas.mapOf(dir, base, PAGE);
        byte[] state = base;
        for (int i = 0; i < SIZES.length; i++) {
            byte[] next = Arrays.copyOf(state, SIZES[i] * PAGE);
            change(next, i + 2);
            change(next, i + 3);
            for (int page = 10; page <= SIZES[i]; page++) {
                if (page * PAGE > state.length || random.nextInt(4) == 0) {
                    change(next, page);
                }
            }
            Deltas.Made made = Deltas.make(dir, "d" + i, map, next, PAGE);
            chain.add(made.delta());
            bytes.add(Files.readAllBytes(made.delta()));
            recorded = made.changed().after();
            map = made.map();
            state = next;
        }
        gold = state;
    }

    private void change(byte[] state, int page) {
        byte[] image = new byte[PAGE];
        random.nextBytes(image);
        System.arraycopy(image, 0, state, (page - 1) * PAGE, PAGE);
    }

    @Test
    void theChainItself_isAccepted() throws Exception {
        assertArrayEquals(gold, Deltas.lay(base, chain).file());
    }

    @Test
    void damage_isNeverTakenForADelta() throws Exception {
        for (int i = 0; i < 14_000; i++) {
            int at = random.nextInt(chain.size());
            byte[] mutant = damage(bytes.get(at).clone());
            // Cut down to nothing it is the delta of a database that did not change: for the hash to disprove.
            if (mutant.length == 0) {
                judge(replaced(at, mutant), "emptied " + i);
            } else if (!Arrays.equals(mutant, bytes.get(at))) {
                BackupException fault = assertThrows(
                        BackupException.class, () -> Deltas.lay(base, replaced(at, mutant)), "damage " + i);
                assertEquals(ErrorCode.ARCHIVE_CORRUPT, fault.code());
                damaged++;
            }
        }
        assertTrue(damaged > 13_000, "damaged: " + damaged);
        report("damage");
    }

    @Test
    void forgeries_areRefusedOrDisproved() throws Exception {
        for (int i = 0; i < 8000; i++) {
            int at = random.nextInt(chain.size());
            judge(replaced(at, forge(bytes.get(at).clone())), "forgery " + i);
        }
        assertTrue(damaged > 1000 && disproved > 500, damaged + " damaged, " + disproved + " disproved");
        report("forgeries");
    }

    @Test
    void chainsPutTogetherWrongly_areDisproved() throws Exception {
        for (int drop = 0; drop < chain.size(); drop++) {
            List<Path> wrong = new ArrayList<>(chain);
            wrong.remove(drop);
            assertDisproved(wrong, "without " + drop);
        }
        for (int i = 0; i < chain.size(); i++) {
            for (int j = i + 1; j < chain.size(); j++) {
                List<Path> wrong = new ArrayList<>(chain);
                Collections.swap(wrong, i, j);
                assertDisproved(wrong, "swapped " + i + " and " + j);
            }
        }
        for (int i = 0; i < 500; i++) {
            List<Path> wrong = new ArrayList<>(chain);
            Collections.shuffle(wrong, random);
            judge(wrong, "shuffled " + wrong);
            wrong.add(random.nextInt(wrong.size()), chain.get(random.nextInt(chain.size())));
            judge(wrong, "repeated " + wrong);
        }
        report("chains");
    }

    private void assertDisproved(List<Path> wrong, String what) throws Exception {
        try {
            assertNotEquals(recorded, Deltas.lay(base, wrong).result().sha256(), what);
            disproved++;
        } catch (BackupException e) {
            assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code(), what);
            damaged++;
        }
    }

    /** Refused, or another hash than the recorded one, or exactly the right bytes. */
    private void judge(List<Path> deltas, String what) throws Exception {
        try {
            Deltas.Laid laid = Deltas.lay(base, deltas);
            assertEquals(Sha256.of(laid.file()), laid.result().sha256(), what);
            if (laid.result().sha256().equals(recorded)) {
                assertArrayEquals(gold, laid.file(), what);
                harmless++;
            } else {
                disproved++;
            }
        } catch (BackupException e) {
            assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code(), what);
            damaged++;
        }
    }

    private void report(String kind) {
        System.out.println("delta mutations, " + kind + ": " + damaged + " refused, " + disproved
                + " disproved by the hash, " + harmless + " with exactly the right bytes");
    }

    private List<Path> replaced(int at, byte[] mutant) throws IOException {
        List<Path> deltas = new ArrayList<>(chain);
        deltas.set(at, Files.write(dir.resolve("mutant"), mutant));
        return deltas;
    }

    private byte[] damage(byte[] delta) {
        int at = random.nextInt(delta.length);
        int length = 1 + random.nextInt(Math.min(64, delta.length - at));
        switch (random.nextInt(9)) {
            case 0 -> delta[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> delta[at] = (byte) random.nextInt();
            case 2 -> Arrays.fill(delta, at, at + length, (byte) 0);
            case 3 -> Arrays.fill(delta, at, at + length, (byte) 0xff);
            case 4 -> {
                return Arrays.copyOf(delta, at);
            }
            case 5 -> {
                return Arrays.copyOf(delta, delta.length + length);
            }
            case 6 -> {
                return join(delta, at, delta, Math.min(delta.length, at + length));
            }
            case 7 -> {
                return join(delta, Math.min(delta.length, at + length), delta, at);
            }
            default -> swapFrames(delta);
        }
        return delta;
    }

    private static byte[] join(byte[] head, int end, byte[] tail, int from) {
        byte[] joined = Arrays.copyOf(head, end + tail.length - from);
        System.arraycopy(tail, from, joined, end, tail.length - from);
        return joined;
    }

    private void swapFrames(byte[] delta) {
        int one = WalHeader.BYTES + random.nextInt(frames(delta)) * FRAME;
        int two = WalHeader.BYTES + random.nextInt(frames(delta)) * FRAME;
        byte[] frame = Arrays.copyOfRange(delta, one, one + FRAME);
        System.arraycopy(delta, two, delta, one, FRAME);
        System.arraycopy(frame, 0, delta, two, FRAME);
    }

    private static int frames(byte[] delta) {
        return (delta.length - WalHeader.BYTES) / FRAME;
    }

    /** Changed, and then given the right checksums. */
    private byte[] forge(byte[] original) {
        byte[] delta = original;
        ByteBuffer fields = ByteBuffer.wrap(delta);
        int frame = WalHeader.BYTES + random.nextInt(frames(delta)) * FRAME;
        int last = delta.length - FRAME;
        switch (random.nextInt(8)) {
            case 0 -> fields.putInt(frame, random.nextInt(40) - 2);
            case 1 -> fields.putInt(frame + 4, random.nextInt(40));
            case 2 -> fields.putInt(last + 4, random.nextBoolean() ? random.nextInt(40) : random.nextInt());
            case 3 -> delta[frame + WalHeader.FRAME_HEADER + random.nextInt(PAGE)] ^= (byte) (1 + random.nextInt(255));
            case 4 -> fields.putInt(8, 256 << random.nextInt(10));
            case 5 -> delta = join(delta, frame, delta, frame + FRAME);
            case 6 -> delta = join(delta, frame + FRAME, delta, frame);
            default -> fields.putLong(16, random.nextLong());
        }
        seal(delta);
        return delta;
    }

    private static void seal(byte[] delta) {
        ByteBuffer fields = ByteBuffer.wrap(delta);
        WalChecksum checksum = new WalChecksum(false);
        checksum.update(delta, 0, 24);
        fields.putInt(24, checksum.first()).putInt(28, checksum.second());
        long salts = fields.getLong(16);
        int pageSize = fields.getInt(8);
        int frameBytes = WalHeader.FRAME_HEADER + pageSize;
        for (long at = WalHeader.BYTES; at + frameBytes <= delta.length; at += frameBytes) {
            int frame = (int) at;
            fields.putLong(frame + 8, salts);
            checksum.update(delta, frame, 8);
            checksum.update(delta, frame + WalHeader.FRAME_HEADER, pageSize);
            fields.putInt(frame + 16, checksum.first()).putInt(frame + 20, checksum.second());
        }
    }
}
