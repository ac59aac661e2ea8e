package io.thingconnect.pulse.backupd.watch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What an alarm means for whoever is woken by it and has never seen this product: one sentence for each kind. */
public final class Meaning {
    private static final Map<String, String> SENTENCES = new LinkedHashMap<>();

    static {
        put("backup-missing", "If this box were lost now, everything written since that backup would be lost with it.");
        put("due-missed", "A backup that should exist does not; with each one that is missed there is more to lose.");
        put("run-failed", "There is no backup of that time. The backups before it are not touched by this.");
        put("run-interrupted", "There is no backup of that time. The backups before it are not touched by this.");
        put("run-long", "Nothing is lost. The job's next run waits for this one, and a restore may take as long.");
        put("archive-large", "Nothing is lost. It takes more room, and a restore more time, than was planned for.");
        put("size-unusual", "The data changed far more than usual: something was emptied, or grows out of hand.");
        put("chain-long", "A restore takes longer, and fails from the first archive of the chain on that is damaged.");
        put("capture-budget", "The application may have been slow meanwhile, and its WAL file has grown.");
        put(
                "copy-overdue",
                "That destination lacks the newest backups: they would be lost with the places that have them.");
        put("copy-failed", "Do not rely on that copy in an emergency. Other copies are not touched by this.");
        put("drill-failed", "A real restore from there would most likely fail in the same way.");
        put("destination-unreachable", "Nothing can be saved there or restored from there until it answers again.");
        put("destination-space", "Backups to it are about to fail, or fail already.");
        put("destination-filling", "Nothing is lost yet. Backups to it will fail when its reserve is used up.");
        put("key-missing", "Nobody can restore that backup without the passphrase or key it was made with.");
        put("config-rejected", "What was changed has no effect. Backups go on by the settings before it.");
        put("catalog-rebuilt", "The backups are all there. The list of them is new, and nothing is removed meanwhile.");
        put("clock-behind", "Backups go on, in the right order; the times they show may be wrong.");
        put("daemon-down", "Nothing was backed up meanwhile, and nobody would have been told of anything.");
        put("restore-open", "The application may be stopped, or not be as it was, until that restore has ended.");
        put("restore-journal-unreadable", "The application may be stopped or half restored, and no backup is made.");
        put("objective-rpo", "More would be lost in a disaster than was promised, now or before the next backup.");
        put("objective-rto", "After a disaster the box would be back later than was promised, or barely in time.");
        put("channel-failed", "Whoever is told by that channel alone hears of no alarm. The other channels go on.");
    }

    private Meaning() {}

    private static void put(String kind, String sentence) {
        SENTENCES.put(kind, sentence);
    }

    /** What stands before the colon of an id, of every alarm there is. */
    static Set<String> kinds() {
        return SENTENCES.keySet();
    }

    /** @param id of an alarm; "" for one that an older version knew */
    public static String of(String id) {
        int colon = id.indexOf(':');
        return SENTENCES.getOrDefault(colon < 0 ? id : id.substring(0, colon), "");
    }
}
