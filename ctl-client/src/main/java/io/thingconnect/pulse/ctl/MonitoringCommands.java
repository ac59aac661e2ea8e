package io.thingconnect.pulse.ctl;

/** The commands that monitoring systems run. */
final class MonitoringCommands {
    private MonitoringCommands() {}

    static CommandTable.Row objectives() {
        return CommandTable.command(
                        "objectives", "what would be lost, and how long recovery would take: now and before")
                .text(
                        "Shows for each component what would be lost if the box died now and how long bringing it back would"
                                + " take, as measured, against objectives: of backup.yaml, and below that how each stood at its"
                                + " worst in the weeks before. ALL: no good backup holds it.")
                .json("{\"objectives\":[Objective,...],\"days\":[ObjectiveDay,...]}, the newest day first")
                .option(ObjectivesVerb.DAYS)
                .example("pulsectl objectives", "four weeks")
                .example("pulsectl objectives --days 7", "the last days, one by one")
                .example("pulsectl objectives --days 400 --json", "everything that is kept, for a report");
    }

    static CommandTable.Row metrics() {
        return CommandTable.command("metrics", "what is measured, for Prometheus")
                .text(
                        "Prints every metric in Prometheus' text format. With --textfile it replaces a file for node_exporter's"
                                + " textfile collector, whole or not at all; where the daemon does not answer, that file says"
                                + " pulse_backup_up 0, and the exit status is 3.")
                .json("{\"contentType\",\"text\"}, with --textfile {\"textfile\"}")
                .option(MetricsVerb.TEXTFILE)
                .example("pulsectl metrics", "look at them")
                .example(
                        "pulsectl metrics --textfile /var/lib/prometheus/node-exporter/pulse-backup.prom",
                        "from a timer");
    }

    static CommandTable.Row check() {
        return CommandTable.command("check", "am I safe? for Nagios, Icinga and others: one line and a status")
                .text(
                        "Prints one line with performance data and ends as Nagios' plugins do: 0 OK, 1 WARNING, 2 CRITICAL, 3"
                                + " UNKNOWN, which is also that the daemon does not answer within 9 s, or a wrong option. What the"
                                + " daemon finds decides; the options add limits of your own.")
                .json("{\"state\",\"exitStatus\",\"text\",\"performanceData\":[...]}; text alone where it is UNKNOWN")
                .option(CheckVerb.WARNING)
                .option(CheckVerb.CRITICAL)
                .example("pulsectl check", "as the daemon sees it")
                .example("pulsectl check --warning 26h --critical 50h", "and the newest backup is not older");
    }
}
