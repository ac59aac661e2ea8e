package io.thingconnect.pulse.ctl;

/** The table's rows for alarms and for those who are told of them. */
final class AlertCommands {
    private AlertCommands() {}

    static CommandTable.Row alerts() {
        return CommandTable.command("alerts", "what is wrong: the open alarms, and who has them in hand")
                .text(
                        "Lists the open alarms, the severest first, each with what to do about it. With --all also those that are"
                                + " over, newest first. What an id means and which setting it hangs on stands in alerts.md.")
                .json("{\"alarms\":[AlarmState,...]}")
                .option(Option.flag("--all", "also those that are over"))
                .option(Option.text("--limit", "N", "at most so many (default: 100)"))
                .example("pulsectl alerts", "what is wrong now")
                .example("pulsectl alerts --all --json", "the history for a program");
    }

    static CommandTable.Row test() {
        return CommandTable.command("notify test", "send a test by every channel, or by one", "[CHANNEL]")
                .text(
                        "Sends a test by each channel of backup.yaml, or by CHANNEL, now, and shows what the other side answered."
                                + " One that fails, or none at all: exit 1.")
                .json("{\"tests\":[ChannelTest,...]}")
                .example("pulsectl notify test", "would anybody hear of it?")
                .example("pulsectl notify test ops", "one channel, after a change");
    }

    static CommandTable.Row acknowledge() {
        return CommandTable.command("alerts ack", "say that somebody has an alarm in hand", "ID")
                .text(
                        "Keeps an alarm from being repeated until it has cleared or gets more severe. Status goes on showing it."
                                + " ID is the one that pulsectl alerts shows, or the beginning that only one has.")
                .json("the AlarmState")
                .option(Option.text("--note", "TEXT", "what is being done about it"))
                .example(
                        "pulsectl alerts ack destination-unreachable:nas --note \"new disk on Monday\"",
                        "no more messages about it");
    }
}
