package io.thingconnect.pulse.backupd.publish;

import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of commands of {@code RESTORE.md}, for another document. All are typed beside that file.
 *
 * @param unpack unpacks and proves the chain; its first line says where to
 * @param place puts what was unpacked in its place
 * @param find prints the archives of another chain; typed in a job's directory
 */
public record RestoreCommands(String unpack, String place, String find) {
    private static final String BEGIN = "```sh\n";
    private static final String END = "```\n";

    public static RestoreCommands of(Restorable newest) {
        String text = new RestoreText(newest).text();
        List<String> blocks = new ArrayList<>();
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
            int end = text.indexOf(END, at + BEGIN.length());
            blocks.add(text.substring(at + BEGIN.length(), end));
            at = end + END.length();
        }
        if (blocks.size() != 3) {
            throw new IllegalStateException(RestoreNotes.FILE + " has " + blocks.size() + " blocks of commands");
        }
        return new RestoreCommands(blocks.get(0), blocks.get(1), blocks.get(2));
    }
}
