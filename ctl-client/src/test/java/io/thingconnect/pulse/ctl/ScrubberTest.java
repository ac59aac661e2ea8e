package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken out of a text for strangers, and what stays. */
class ScrubberTest {
    private final Scrubber scrubber = new Scrubber(List.of("corr\"ect horse", "abc"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: GEHEIM1x",
                "  smtp_password = 'GEHEIM1x'",
                "{\"secretKey\":\"GEHEIM1x\"}",
                "{\\\"token\\\":\\\"GEHEIM1x\\\"}",
                "BACKUP_PASSPHRASE=GEHEIM1x",
                "ran mysqldump --password GEHEIM1x db",
                "ran mysqldump --password=GEHEIM1x db",
                "Authorization: Bearer GEHEIM1x",
                "X-Api-Key: GEHEIM1x",
                "cannot reach https://jane:GEHEIM1x@nas.local/x",
                "https://GEHEIM1x@host:8443",
                "posting to https://hooks.slack.com/services/T0/GEHEIM1x failed",
                "GET http://127.0.0.1:9000/?sig=GEHEIM1x",
                "smb://backup:GEHEIM1x@nas/share",
                "    before: [\"curl -u me:GEHEIM1x http://x\", \"b]\"]",
                "      command: [notify, GEHEIM1x]"
            })
    void whatLooksLikeASecret_isTakenOut(String text) {
        assertFalse(scrubber.clean(text).contains("GEHEIM1x"), scrubber.clean(text));
    }

    @Test
    void whatIsKnown_isTakenOutWhereverItStands_alsoAsJson() {
        assertEquals("x ******** y", scrubber.clean("x corr\"ect horse y"));
        assertEquals("{\"a\":\"********\"}", scrubber.clean("{\"a\":\"corr\\\"ect horse\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc is too short to be a secret",
                "{\"secretsLeftOut\":[\"etc/thingconnect-pulse/backup.env\"]}",
                "journalctl -u thingconnect-pulse-backup -n 50",
                "the secret of the newest backup",
                "{\"command\":\"ps -o pid,user,lstart,args -p 4711\"}",
                "https://s3.example.com:9000",
                "//nas/backups at 10.0.0.7"
            })
    void whatIsNone_stays(String text) {
        assertEquals(text, scrubber.clean(text));
    }
}
