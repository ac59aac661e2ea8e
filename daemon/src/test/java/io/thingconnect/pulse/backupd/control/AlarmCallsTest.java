package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ListAlarms, AcknowledgeAlarm, TestChannels. */
final class AlarmCallsTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
    }

    private JsonNode acknowledge(String parameters) throws IOException {
        return bench.call(Bench.OLGA, "AcknowledgeAlarm", parameters, false).get(0);
    }

    @Test
    void anOperatorAcknowledges_andIsNamed() throws IOException {
        JsonNode alarm = acknowledge("{\"alarm\":\"" + FakeAlarms.ID + "\",\"note\":\"on Monday\"}")
                .at("/parameters/alarm");
        assertEquals(List.of(List.of(FakeAlarms.ID, "olga", "on Monday")), bench.alarms.acknowledged);
        assertEquals(
                "olga on Monday",
                alarm.get("acknowledgedBy").asText() + " " + alarm.get("note").asText());
    }

    @Test
    void whatIsNotOpen_orNoNote_isAnError() throws IOException {
        assertEquals("AlarmNotFound", Bench.error(acknowledge("{\"alarm\":\"nothing\"}")));
        String two = "{\"alarm\":\"" + FakeAlarms.ID + "\",\"note\":\"a\\nb\"}";
        assertEquals("InvalidParameter", Bench.error(acknowledge(two)));
        assertEquals(List.of(), bench.alarms.acknowledged);
    }

    @Test
    void list_isOfOpenOnesUnlessAllAreWanted() throws IOException {
        List<JsonNode> open = bench.call(Bench.OLGA, "ListAlarms", "{}", true);
        assertEquals(1, open.size());
        assertFalse(open.get(0).at("/parameters/alarm").has("clearedAt"));
        List<JsonNode> all = bench.call(Bench.OLGA, "ListAlarms", "{\"all\":true}", true);
        assertEquals(2, all.size());
        assertTrue(all.get(1).at("/parameters/alarm").has("clearedAt"));
        assertEquals(
                1,
                bench.call(Bench.OLGA, "ListAlarms", "{\"all\":true,\"limit\":1}", true)
                        .size());
        assertEquals(
                "InvalidParameter",
                Bench.error(bench.call(Bench.OLGA, "ListAlarms", "{\"limit\":0}", true)
                        .get(0)));
    }

    @Test
    void aChannelThatIsNotConfigured_isAnError() throws IOException {
        assertEquals(
                "ChannelNotFound",
                Bench.error(bench.call(Bench.OLGA, "TestChannels", "{\"channel\":\"x\"}", true)
                        .get(0)));
    }
}
