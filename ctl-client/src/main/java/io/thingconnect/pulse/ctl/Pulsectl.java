package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** From a command line to an exit status. Every failure is printed here and nowhere else. */
final class Pulsectl {
    private final Surroundings surroundings;

    Pulsectl(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run(String... line) {
        Session session = null;
        try {
            Arguments arguments = ArgumentParser.parse(line);
            session = new Session(arguments, surroundings);
            int status = carryOut(session);
            surroundings.out().flush();
            surroundings.err().flush();
            return status;
        } catch (Failure failure) {
            return report(failure, session, wantsJson(line), line);
        } catch (IOException e) {
            return lostOutput(e);
        } finally {
            surroundings.onInterrupt("");
            if (session != null) {
                session.close();
            }
        }
    }

    /** Also where the rest of the line could not be understood. */
    private static boolean wantsJson(String... line) {
        for (String word : line) {
            if (word.equals("--")) {
                return false;
            }
            if (word.equals("--json")) {
                return true;
            }
        }
        return false;
    }

    private int carryOut(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        if (arguments.has(CommandTable.HELP)) {
            if (arguments.command() == null) {
                Help.overview(session.out());
            } else {
                Help.command(session.out(), arguments.command());
            }
            return Exit.DONE;
        }
        if (arguments.has(CommandTable.VERSION)) {
            return new VersionVerb().run(session);
        }
        if (arguments.command() == null) {
            Help.overview(session.err());
            throw Failure.usage("no command was given", "pulsectl status");
        }
        return verb(arguments.command().name()).run(session);
    }

    private static Verb verb(String name) {
        return switch (name) {
            case "status" -> new StatusVerb();
            case "backup" -> new BackupVerb();
            case "jobs" -> new JobsVerb();
            case "list" -> new ListVerb();
            case "show" -> new ShowVerb();
            case "cat" -> new CatVerb();
            case "find" -> new FindVerb();
            case "diff" -> new DiffVerb();
            case "verify" -> new VerifyVerb();
            case "restore" -> new RestoreVerb();
            case "copy" -> new CopyVerb();
            case "export" -> new ExportVerb();
            case "consolidate" -> new ConsolidateVerb();
            case "expire" -> new ExpireVerb();
            case "drill" -> new DrillVerb();
            case "drill list" -> new DrillListVerb();
            case "drill note" -> new DrillNoteVerb();
            case "drill report" -> new DrillReportVerb();
            case "alerts" -> new AlertsVerb();
            case "alerts ack" -> new AlertsAckVerb();
            case "notify test" -> new NotifyTestVerb();
            case "runbook" -> new RunbookVerb();
            case "pin" -> new PinVerb();
            case "unpin" -> new UnpinVerb();
            case "watch" -> new WatchVerb();
            case "cancel" -> new CancelVerb();
            case "runs" -> new RunsVerb();
            case "catalog rebuild" -> new CatalogRebuildVerb();
            case "catalog export" -> new CatalogExportVerb();
            case "bootstrap" -> new BootstrapVerb();
            case "destinations adopt" -> new AdoptVerb();
            case "destinations" -> new DestinationsVerb();
            case "objectives" -> new ObjectivesVerb();
            case "metrics" -> new MetricsVerb();
            case "check" -> new CheckVerb();
            case "doctor" -> new DoctorVerb();
            case "config check" -> new ConfigCheckVerb();
            case "config show" -> new ConfigShowVerb();
            case "reload" -> new ReloadVerb();
            case "audit" -> new AuditVerb();
            case "help" -> new HelpVerb();
            case "version" -> new VersionVerb();
            default -> throw new IllegalStateException("the table's command '" + name + "' has no verb");
        };
    }

    private int report(Failure failure, Session session, boolean json, String... line) {
        try {
            if (CheckVerb.isMeant(line)) {
                return CheckVerb.unknown(surroundings, failure);
            }
            if (json && (session == null || !session.printedJson())) {
                surroundings.out().json(JsonWriter.write(errorObject(failure)) + "\n");
            }
            // First what was printed until then: it stands above the failure on a terminal.
            surroundings.out().flush();
            Output err = surroundings.err();
            err.line("pulsectl: " + Text.clean(failure.getMessage()));
            if (!failure.hint().isEmpty()) {
                err.line("hint: " + Text.clean(failure.hint()));
            }
            err.flush();
        } catch (IOException e) {
            return lostOutput(e);
        }
        return failure.status();
    }

    private static Map<String, Object> errorObject(Failure failure) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", failure.code());
        error.put("message", failure.getMessage());
        error.put("hint", failure.hint());
        error.put("exitStatus", (long) failure.status());
        return Map.of("error", error);
    }

    /** {@code pulsectl list | head} is no mistake; a full disk is one. */
    private int lostOutput(IOException cause) {
        String why = String.valueOf(cause.getMessage());
        if (why.contains("Broken pipe")) {
            return Exit.READER_GONE;
        }
        try {
            surroundings.err().line("pulsectl: the output cannot be written, " + Text.clean(why));
            surroundings.err().flush();
        } catch (IOException e) {
            // Standard error is gone as well; the status is all that is left to say it with.
        }
        return Exit.FAILED;
    }
}
