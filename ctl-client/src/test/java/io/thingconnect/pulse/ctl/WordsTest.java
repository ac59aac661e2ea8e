package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, times, ages and text for people. */
class WordsTest {
    private final Times times =
            new Times(Clock.fixed(Stage.NOW, ZoneOffset.UTC), TimeZone.getTimeZone("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "-1,-",
        "0,0 B",
        "999,999 B",
        "1000,1.0 kB",
        "1949,1.9 kB",
        "1950,2.0 kB",
        "9950,10 kB",
        "999499,999 kB",
        "999500,1.0 MB",
        "1234567890,1.2 GB",
        "130000000,130 MB",
        "9223372036854775807,9.2 EB"
    })
    void sizes_areDecimal(long bytes, String text) {
        assertEquals(text, Sizes.of(bytes));
    }

    @Test
    void percent_isNot100BeforeTheEnd() {
        assertEquals(99, Sizes.percent(999_999, 1_000_000));
        assertEquals(100, Sizes.percent(1_000_001, 1_000_000));
        assertEquals(-1, Sizes.percent(5, 0));
        assertEquals(50, Sizes.percent(Long.MAX_VALUE / 2, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-01-15T05:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "2024-02-29T23:59:59.5Z",
                "2024-01-15T05:00:00.123456789Z",
                "9999-12-31T00:00:00Z"
            })
    void parse_agreesWithJava(String text) {
        assertEquals(Instant.parse(text).toEpochMilli(), Times.parse(text));
    }

    @Test
    void parse_understandsOffsetsAndRefusesTheRest() {
        assertEquals(Times.parse("2024-01-15T02:00:00Z"), Times.parse("2024-01-15T03:30:00+01:30"));
        for (String text : List.of(
                "",
                "yesterday",
                "2024-13-15T05:00:00Z",
                "2024-01-15",
                "2024-01-15T05:00:00.",
                "2024-01-15T05:00:00+x")) {
            assertEquals(Times.NONE, Times.parse(text), text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-15T05:00:00Z,now",
        "2024-01-15T04:58:30Z,90 s ago",
        "2024-01-15T03:20:00Z,100 min ago",
        "2024-01-15T02:00:00Z,3 h ago",
        "2024-01-13T05:00:00Z,2 d ago",
        "2024-01-15T10:00:00Z,in 5 h",
        "'',never"
    })
    void age_isInWords(String at, String words) {
        assertEquals(words, times.age(at));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-15T22:59:00Z,today 23:59",
        "2024-01-15T23:00:00Z,tomorrow 00:00",
        "2024-07-01T00:30:00Z,Mon 2024-07-01 02:30",
        "2023-12-31T23:30:00Z,Mon 2024-01-01 00:30"
    })
    void due_isLocal(String at, String words) {
        assertEquals(words, times.due(Times.parse(at)));
    }

    @Test
    void took_roundsDown() {
        assertEquals("0.4 s", Times.took(450));
        assertEquals("12 s", Times.took(12_999));
        assertEquals("3 min 20 s", Times.took(200_000));
        assertEquals("2 h 5 min", Times.took(7_500_000));
    }

    @ParameterizedTest
    @CsvSource({
        "3h,2024-01-15T02:00:00Z",
        "90m,2024-01-15T03:30:00Z",
        "7d,2024-01-08T05:00:00Z",
        "2024-01-15,2024-01-14T23:00:00Z",
        "2024-07-15 02:00,2024-07-15T00:00:00Z",
        "2024-01-15T02:00:00+01:00,2024-01-15T01:00:00Z"
    })
    void since_isUtc(String typed, String utc) throws Failure {
        assertEquals(utc, Since.toUtc(typed, times));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h", "yesterday", "3x", "-3h", "2024-02-30", "12345678d", "2024-01-15 25:00"})
    void since_refusesWhatIsNoTime(String typed) {
        assertEquals(
                Exit.USAGE,
                assertThrows(Failure.class, () -> Since.toUtc(typed, times)).status());
    }

    @Test
    void clean_takesAwayWhatSteersATerminal() {
        assertEquals("a?b?c?d\u00e9\ud83d\ude00", Text.clean("a\033b\u009bc\u202ed\u00e9\ud83d\ude00"));
        assertEquals("a\n\tb?", Text.cleanLines("a\n\tb\r"));
        assertEquals("a??b", Text.clean("a\n\tb"));
    }

    @Test
    void wrap_breaksAtSpacesAndCutsLongWords() {
        assertEquals(List.of("one two", "three", "aaaaaaaa", "aa"), Text.wrap("one two three aaaaaaaaaa", 8));
        assertEquals(List.of("aa,bb,", "cc,dd"), Text.wrap("aa,bb,cc,dd", 8));
        assertEquals(List.of(""), Text.wrap("", 8));
    }

    @Test
    void suggestion_countsSwapsAsOne() {
        assertEquals(1, Suggestion.distance("lsit", "list"));
        assertEquals(3, Suggestion.distance("", "abc"));
    }
}
