package io.thingconnect.pulse.backupd.notify;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * One message: everything that one look found worth telling. Its JSON is what a webhook and a command get, and what waits in the
 * catalog.
 *
 * @param version of this shape, 1
 * @param host whose backups, as the configuration names it
 * @param at RFC 3339
 */
record Notice(int version, String host, String at, List<Item> events) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Notice {
        events = List.copyOf(events);
    }

    /**
     * One thing to tell.
     *
     * @param event {@code alarm}, {@code clear}, {@code start}, {@code success}, {@code failure} or {@code test}
     * @param what of an alarm: {@code opened}, {@code escalated}, {@code repeated} or {@code cleared}; else ""
     * @param id of the alarm; else ""
     * @param severity {@code critical} or {@code warning}; "" where it is no alarm
     * @param since RFC 3339: when it began
     * @param hint what to do; "" for nothing
     * @param job "" where it is about no job in particular
     * @param run 0 where there is none
     */
    record Item(
            String event,
            String what,
            String id,
            String severity,
            String since,
            String message,
            String hint,
            String job,
            long run) {}

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers cannot be written as JSON", e);
        }
    }

    /** What {@link #json} wrote; an older version's rows are as this one's. */
    static Notice parse(String json) throws JsonProcessingException {
        return JSON.readValue(json, Notice.class);
    }

    /** The same with what came later behind it, at most so many things. */
    Notice and(Notice later, int most) {
        List<Item> all = new ArrayList<>(events);
        all.addAll(later.events());
        return new Notice(version, host, later.at(), all.subList(Math.max(0, all.size() - most), all.size()));
    }
}
