package io.thingconnect.pulse.backupd.sample;

/**
 * One monitored device, as Pulse's configuration and its {@code endpoint} table know it. Fields that may be null: port,
 * httpPath, httpMatch, expectedRttMs, notes.
 *
 * @param id a GUID in upper case, as EF Core stores one
 * @param baseRttMs what a probe of this device usually measures
 */
record Endpoint(
        String id,
        String name,
        String group,
        String type,
        String host,
        Integer port,
        String httpPath,
        String httpMatch,
        int intervalSeconds,
        int timeoutMs,
        int retries,
        double baseRttMs,
        Integer expectedRttMs,
        boolean enabled,
        String notes) {

    /** What Pulse writes into the row of a failed probe. */
    String error() {
        return switch (type) {
            case "icmp" -> "Ping timeout to " + host;
            case "tcp" -> "TCP connection timeout to " + host + ":" + port;
            default -> "HTTP 503 Service Unavailable";
        };
    }
}
