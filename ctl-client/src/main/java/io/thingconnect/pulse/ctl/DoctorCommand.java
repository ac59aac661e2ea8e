package io.thingconnect.pulse.ctl;

/** The table's row for the doctor. */
final class DoctorCommand {
    private DoctorCommand() {}

    static CommandTable.Row doctor() {
        return CommandTable.command("doctor", "what is wrong, why it matters, and the command against it")
                .text(
                        "Looks at everything that could keep this box from being recoverable, changes nothing, and waits for"
                                + " nothing that hangs. Each finding has a word that the troubleshooting document explains. Where"
                                + " the daemon does not answer, it says what can be seen without it: exit 3. An error was found:"
                                + " exit 1.")
                .json("{\"worst\":\"ok|notice|warning|error\",\"daemon\":true|false,\"findings\":[Finding,...]}, with"
                        + " --bundle {\"bundle\":FILE,\"files\":[name,...]}")
                .option(Option.flag("--integrity", "also let SQLite check a copy of each database, made in the spool"))
                .option(Option.text(
                        "--bundle", "FILE", "write an archive for support instead (.tar.gz), without secrets"))
                .example("pulsectl doctor", "what is wrong here?")
                .example("pulsectl doctor --integrity", "and is the database sound?")
                .example("pulsectl doctor --bundle support.tar.gz", "what support wants to see");
    }
}
