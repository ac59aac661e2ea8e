package io.thingconnect.pulse.backupd.restore.tables;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tables of the application's database that can be restored without the rest of it. */
public enum Tables {
    /** Accounts and roles: what ASP.NET Core Identity keeps, whatever it calls the tables of later versions. */
    USERS("AspNetUsers"),
    /** Keys and values. */
    SETTINGS("setting");

    /** How far the application has worked through its data, and which program it is: facts about what is there now. */
    private static final Set<String> PROGRESS = Set.of("last_rollup_15m", "last_rollup_daily", "last_prune", "version");

    private final String main;

    Tables(String main) {
        this.main = main;
    }

    /** The table that has to be there. */
    String main() {
        return main;
    }

    boolean holds(String table) {
        return switch (this) {
            case USERS -> table.startsWith("AspNet");
            case SETTINGS -> table.equals(main);
        };
    }

    /** Keys of rows that stay as they are. */
    Set<String> left() {
        return this == SETTINGS ? PROGRESS : Set.of();
    }

    /** As on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Tables> parse(String word) {
        for (Tables tables : values()) {
            if (tables.word().equals(word)) {
                return Optional.of(tables);
            }
        }
        return Optional.empty();
    }
}
