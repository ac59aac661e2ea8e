package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.InPlace;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says two lines, the second after a silence, and answers with the words it was given; knows no backup "nothing". */
final class FakeInPlace implements InPlace {
    final List<List<String>> asked = new ArrayList<>();

    @Override
    public Map<String, Object> run(List<String> words, Listener listener) throws BackupException, IOException {
        asked.add(words);
        if (words.contains("nothing")) {
            throw new BackupException(ErrorCode.BACKUP_NOT_FOUND, "there is no backup 'nothing'", "pulsectl list");
        }
        listener.hear("unpack");
        listener.hear("");
        listener.hear("swap");
        return Map.of("words", words);
    }
}
