package io.thingconnect.pulse.backupd.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.publish.RestoreCommands;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

final class RunbookTest {
    private static final Instant NOW = Instant.parse("2024-03-01T12:00:00Z");
    private static final String EVIL = "<script>alert(1)</script> | `x` **y** [z](http://evil)\n# heading";

    private static RunbookFacts facts(
            Instant at, List<RunbookFacts.Contact> contacts, String secret, List<RunbookFacts.Chain> chains) {
        return new RunbookFacts(
                new RunbookFacts.Box(
                        "plant-7",
                        "0.1.0",
                        "20250901_Init",
                        "Europe/Berlin",
                        "/etc/thingconnect-pulse/backup.yaml",
                        true,
                        List.of("plant-monitor", "nginx"),
                        new RunbookFacts.Health("http://127.0.0.1:8090/api", "false")),
                at,
                List.of(new RunbookFacts.Component("database", List.of("/var/lib/thingconnect-pulse/pulse.db"))),
                List.of(new RunbookFacts.Job(
                        "daily", "30 3 * * *", "full", List.of("database"), List.of("local"), "the newest 30")),
                List.of(
                        new RunbookFacts.Place(
                                "local", new RunbookFacts.Directory("/backups/it's here"), List.of(), "L1", 3),
                        new RunbookFacts.Place(
                                "nas",
                                new RunbookFacts.Share("nas", 4450, "pulse backups", "boxes/plant-7"),
                                List.of(new RunbookFacts.Setting("location", "//nas:4450/pulse backups/boxes")),
                                "",
                                0),
                        new RunbookFacts.Place(
                                "offsite",
                                new RunbookFacts.Bucket(
                                        "b",
                                        "pulse/plant-7",
                                        Optional.of("eu-central-1"),
                                        Optional.of("https://minio:9000")),
                                List.of(new RunbookFacts.Setting("bucket", "b")),
                                "L1",
                                1)),
                new RunbookFacts.Secret(
                        secret, "plant office, envelope 3", List.of("/etc/thingconnect-pulse/backup.env")),
                contacts,
                chains,
                List.of(new DrillRecord(
                        1,
                        1,
                        "monthly",
                        "L1",
                        "local",
                        "box",
                        true,
                        NOW.minusSeconds(720),
                        NOW,
                        1,
                        List.of(),
                        List.of(),
                        "",
                        "")),
                Optional.empty());
    }

    private static RunbookFacts facts() {
        return facts(NOW, List.of(contact("Jo Field")), "passphrase", List.of(chain()));
    }

    private static RunbookFacts.Contact contact(String name) {
        return new RunbookFacts.Contact(name, "backup administrator", "+1 555 0100", "", true);
    }

    private static RunbookFacts.Chain chain() {
        return new RunbookFacts.Chain(
                "L1",
                "daily",
                NOW,
                List.of("database"),
                "local",
                List.of("local", "offsite"),
                5_000_000_000L,
                2,
                new RestoreCommands("echo unpack \"$D\" < in > out && true\n", "echo place\n", "echo find\n"));
    }

    @Test
    void markdown_saysWhatAStrangerHasToKnow() {
        String text = Runbook.markdown(facts());
        for (String each : List.of(
                "# Recovery of plant-7\n",
                "| Jo Field (**emergency**) | backup administrator | +1 555 0100 | - |",
                "| `daily` | 30 3 \\* \\* \\* | full | database | local | the newest 30 |",
                "envelope 3",
                "- `/etc/thingconnect-pulse/backup.env`",
                "Reckon with at least **12 min**",
                "(5.0 GB)",
                "pulsectl bootstrap --from '/backups/it'\\''s here'    #",
                "smbclient '//nas/pulse backups' -p 4450 -U \"$SMB_USER\" -D boxes/plant-7 -c 'prompt OFF; recurse ON; mget"
                        + " daily;'",
                "aws s3 cp --recursive --endpoint-url https://minio:9000 --region eu-central-1 s3://b/pulse/plant-7/daily/"
                        + " daily/",
                "runuser -u \"$(stat -c %U /var/lib/thingconnect-pulse/pulse.db)\" -- sqlite3 -readonly"
                        + " /var/lib/thingconnect-pulse/pulse.db 'PRAGMA integrity_check;'",
                "systemctl status --no-pager plant-monitor",
                "`systemctl enable --now plant-monitor`, then `systemctl enable --now nginx`",
                "T='2024-03-01 13:00:01'\n",
                "`W=./var/lib/thingconnect-pulse/pulse.db`",
                "location: \"//nas:4450/pulse backups/boxes\"",
                "credentials: {username: \"${PULSE_USER}\", password: \"${PULSE_SECRET}\"}",
                "\n3. Restore from one of the places",
                "\n4. Type the secrets",
                "- [ ] ")) {
            assertTrue(text.contains(each), () -> "'" + each + "' is missing in: " + text);
        }
    }

    @Test
    void markdown_unpacksEachBackupIntoADirectoryOfItsOwn() {
        RestoreCommands commands =
                new RestoreCommands("D=/var/tmp/pulse-restore    # where\n", "echo place\n", "echo find\n");
        RunbookFacts.Chain one = new RunbookFacts.Chain(
                "L1", "daily", NOW, List.of("database"), "local", List.of("local"), 1, 1, commands);
        RunbookFacts.Chain two = new RunbookFacts.Chain(
                "L2", "changes", NOW, List.of("scripts"), "local", List.of("local"), 1, 1, commands);
        String text = Runbook.markdown(facts(NOW, List.of(), "none", List.of(one, two)));
        assertTrue(text.contains("```sh\nD=/var/tmp/pulse-restore    # where\n"), text);
        assertTrue(text.contains("```sh\nD=/var/tmp/pulse-restore-2    # where\n"), text);
        assertTrue(text.contains("mget daily; mget changes;"), text);
    }

    @Test
    void markdown_saysSoWhereThereIsNothing() {
        String text = Runbook.markdown(facts(NOW, List.of(), "none", List.of()));
        assertTrue(text.contains("Nobody is named"), text);
        assertTrue(text.contains("**None.** No destination is known to hold a good backup"), text);
        assertTrue(text.contains("not encrypted"), text);
    }

    @Test
    void whatComesFromOutside_isNeverAMark() throws Exception {
        RunbookFacts facts = facts(NOW, List.of(contact(EVIL)), "none", List.of(chain()));
        String page = Runbook.html(facts);
        assertFalse(page.contains("<script"), page);
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; | `x` **y** [z](http://evil) # heading"), page);
        String row = Runbook.markdown(facts)
                .lines()
                .filter(line -> line.contains("emergency"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "| \\<script\\>alert(1)\\</script\\> \\| \\`x\\` \\*\\*y\\*\\* \\[z\\](http://evil) \\# heading (**emergency**)"
                        + " | backup administrator | +1 555 0100 | - |",
                row);
    }

    @Test
    void html_isWellFormedAndNeedsNothingElse() throws Exception {
        String page = Runbook.html(facts());
        String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        for (String outside : List.of("src=", "href=", "url(", "@import", "<script", "<link")) {
            assertFalse(page.contains(outside), outside);
        }
        assertTrue(page.contains("echo unpack &quot;$D&quot; &lt; in &gt; out &amp;&amp; true"), page);
    }

    @Test
    void sameApartFromTime_looksAtEverythingElse() {
        String one = Runbook.markdown(facts());
        String later = Runbook.markdown(
                facts(NOW.plusSeconds(86_400), List.of(contact("Jo Field")), "passphrase", List.of(chain())));
        String other = Runbook.markdown(facts(NOW, List.of(contact("Max Field")), "passphrase", List.of(chain())));
        assertFalse(one.equals(later));
        assertTrue(Runbook.sameApartFromTime(one, later));
        assertFalse(Runbook.sameApartFromTime(one, other));
        assertFalse(Runbook.sameApartFromTime("", one));
    }

    @Test
    void inline_leavesCodeAloneAndClosesWhatIsOpen() {
        assertEquals("<code>a**b\\*&lt;</code> *", HtmlPage.inline("`a**b\\*<` \\*"));
        assertEquals("<strong>a <code>b</code></strong>", HtmlPage.inline("**a `b"));
    }
}
