package io.thingconnect.pulse.backupd.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** How our values stand in columns: times as sortable text, lists as JSON, everything legible to a stock sqlite3. */
final class SqlValues {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private SqlValues() {}

    /** Null stays null. */
    static String text(Instant instant) {
        return instant == null ? null : TIME.format(instant);
    }

    /** Null stays null. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Instant.parse(text);
    }

    static String text(List<String> words) throws SQLException {
        try {
            return JSON.writeValueAsString(words);
        } catch (JsonProcessingException e) {
            throw new SQLException("a list of words cannot be written as JSON", e);
        }
    }

    static List<String> words(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        if ("[]".equals(text)) {
            return List.of();
        }
        try {
            return List.of(JSON.readValue(text, String[].class));
        } catch (JsonProcessingException e) {
            throw new SQLException("column " + column + " does not hold a JSON list", e);
        }
    }

    /** Binds in order; accepts strings, numbers and nulls. */
    static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
