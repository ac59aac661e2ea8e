package io.thingconnect.pulse.backupd.drill;

import static java.util.Objects.requireNonNull;

/**
 * A question to the restored database and its answer.
 *
 * @param sql one query; the first column of its first row counts
 * @param expect that value as text; "" where there is to be no row
 * @param shown the query as people see it: references to secrets are not resolved in it
 */
public record Assertion(String sql, String expect, String shown) {
    public Assertion {
        requireNonNull(sql, "sql is null");
        requireNonNull(expect, "expect is null");
        requireNonNull(shown, "shown is null");
    }
}
