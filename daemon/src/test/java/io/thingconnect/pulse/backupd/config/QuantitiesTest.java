package io.thingconnect.pulse.backupd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({"90s, 90", "15m, 900", "24h, 86400", "30d, 2592000", "2w, 1209600", "3600, 3600", "0s, 0", "0, 0"})
    void durations_haveAUnitOrAreSeconds(String text, long seconds) {
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), Quantities.duration(text));
    }

    @ParameterizedTest
    @CsvSource({
        "10GB, 10000000000",
        "10GiB, 10737418240",
        "500MB, 500000000",
        "1GiB, 1073741824",
        "7, 7",
        "7B, 7",
        "1kB, 1000",
        "1KiB, 1024",
        "1TB, 1000000000000",
        "10gb, 10000000000",
        "1.5GB, 1500000000",
        "2 MB, 2000000"
    })
    void sizes_areDecimalOrBinary(String text, long bytes) {
        assertEquals(Optional.of(bytes), Quantities.bytes(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1x", "h", "1 h", "1h30m", "1.5h", "10GB", "9999999999", "٣s"})
    void otherTexts_areNoDurations(String text) {
        assertEquals(Optional.empty(), Quantities.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "GB", "10 apples", "10Gi", "1,5GB", "9999999999TB", "1e3"})
    void otherTexts_areNoSizes(String text) {
        assertEquals(Optional.empty(), Quantities.bytes(text));
    }

    @Test
    void rates_areSizesPerSecond() {
        assertEquals(Optional.of(20_000_000L), Quantities.rate("20MB"));
        assertEquals(Optional.of(20_000_000L), Quantities.rate("20MB/s"));
        assertEquals(Optional.empty(), Quantities.rate("20MB/h"));
    }

    @Test
    void flags_areYamlsWords() {
        for (String yes : List.of("true", "yes", "on", "True", "YES")) {
            assertEquals(Optional.of(true), Quantities.flag(yes));
        }
        for (String no : List.of("false", "no", "off")) {
            assertEquals(Optional.of(false), Quantities.flag(no));
        }
        assertEquals(Optional.empty(), Quantities.flag("1"));
    }
}
