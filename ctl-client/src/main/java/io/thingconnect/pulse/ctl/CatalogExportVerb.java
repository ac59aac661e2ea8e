package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code pulsectl catalog export}: what the catalog knows of backups that are there, in an order of its own, so that two of
 * them can be compared. Numbers of runs and drills are left out: they are this machine's.
 */
final class CatalogExportVerb implements Verb {
    private static final long MOST_DRILLS = 10_000;

    @Override
    public int run(Session session) throws Failure, IOException {
        List<Map<String, Object>> backups = new ArrayList<>();
        for (Fields backup : all(session, "ListBackups", "backup")) {
            List<Map<String, Object>> copies = present(backup);
            if (!copies.isEmpty()) {
                Map<String, Object> all = backup.copy();
                all.put("copies", copies);
                all.remove("lastVerification");
                String label = backup.text("label");
                List<Fields> proofs = new ArrayList<>(
                        session.call("GetBackup", "label", label).objects("verifications"));
                all.put("verifications", sorted(proofs, "at", "destination", "level"));
                backups.add(all);
            }
        }
        List<Fields> found = all(session, "ListDrills", "drill", "limit", MOST_DRILLS);
        List<Map<String, Object>> drills = new ArrayList<>();
        for (Map<String, Object> drill : sorted(found, "startedAt", "destination", "name")) {
            drill.remove("id");
            drill.remove("run");
            drills.add(drill);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("backups", backups);
        document.put("drills", drills);
        session.printJson(document);
        return Exit.DONE;
    }

    private static List<Fields> all(Session session, String method, String item, Object... parameters)
            throws Failure, IOException {
        Control replies = session.stream(method, parameters);
        List<Fields> found = new ArrayList<>();
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields each = reply.object(item);
            if (each != null) {
                found.add(each);
            }
        }
        return found;
    }

    private static List<Map<String, Object>> present(Fields backup) throws Failure {
        List<Fields> copies = new ArrayList<>();
        for (Fields copy : backup.objects("copies")) {
            String state = copy.text("state");
            if (state.equals("good") || state.equals("quarantined")) {
                copies.add(copy);
            }
        }
        return sorted(copies, "destination");
    }

    private static List<Map<String, Object>> sorted(List<Fields> items, String... by) {
        List<Map<String, Object>> all = new ArrayList<>();
        items.forEach(item -> all.add(item.copy()));
        all.sort(Comparator.comparing(item -> {
            StringBuilder key = new StringBuilder();
            for (String name : by) {
                key.append(item.get(name)).append('\n');
            }
            return key.toString();
        }));
        return all;
    }
}
