package io.thingconnect.pulse.ctl;

/** How a run ended. */
final class RunOutcome {
    private RunOutcome() {}

    static boolean isOver(Fields run) throws Failure {
        String state = run.text("state");
        return !state.equals("queued") && !state.equals("running");
    }

    /** A run that did not succeed is a failure, with the status its error maps to. */
    static void check(Fields run) throws Failure {
        String state = run.text("state");
        if (state.equals("succeeded")) {
            return;
        }
        String what = run.text("operation") + " run " + run.number("id");
        Fields error = run.object("error");
        if (state.equals("cancelled")) {
            throw new Failure(Exit.FAILED, "Cancelled", what + " was cancelled", "");
        }
        if (error != null) {
            String code = error.text("code");
            throw new Failure(
                    Exit.forCode(code), code, what + " " + state + ", " + error.text("message"), error.text("hint"));
        }
        String result = run.text("result");
        throw new Failure(
                Exit.FAILED,
                state.equals("interrupted") ? "Interrupted" : "Internal",
                what + " " + state + (result.isEmpty() ? "" : ", " + result),
                "pulsectl runs");
    }

    /** From start to end in milliseconds, -1 where one of them is not known. */
    static long millis(Fields run) throws Failure {
        long started = Times.parse(run.raw("startedAt"));
        long ended = Times.parse(run.raw("endedAt"));
        return started == Times.NONE || ended == Times.NONE ? -1 : Math.max(0, ended - started);
    }

    /** Seconds with three decimals for JSON, null where not known. */
    static Object seconds(Fields run) throws Failure {
        long millis = millis(run);
        return millis < 0 ? null : (Object) (millis / 1000.0);
    }

    /** {@code  in 12 s}, "" where not known. */
    static String in(Fields run) throws Failure {
        long millis = millis(run);
        return millis < 0 ? "" : " in " + Times.took(millis);
    }
}
