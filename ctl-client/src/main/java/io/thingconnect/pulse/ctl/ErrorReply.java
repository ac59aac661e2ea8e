package io.thingconnect.pulse.ctl;

import java.util.Map;

/** A Varlink error as a failure. */
final class ErrorReply {
    private ErrorReply() {}

    static Failure failure(Fields reply) throws Failure {
        String name = reply.text("error");
        Fields parameters = reply.object("parameters");
        if (parameters == null) {
            parameters = new Fields(Map.of());
        }
        String code = name.substring(name.lastIndexOf('.') + 1);
        if (name.startsWith(Control.INTERFACE + ".")) {
            String message = parameters.text("message");
            return new Failure(
                    Exit.forCode(code),
                    code,
                    message.isEmpty() ? "the daemon refused, " + name : message,
                    parameters.text("hint"));
        }
        return service(name, code, parameters);
    }

    /** Errors of the protocol itself: the two programs are of different versions, or the caller is nobody. */
    private static Failure service(String name, String code, Fields parameters) throws Failure {
        if (code.equals("PermissionDenied")) {
            return new Failure(
                    Exit.NOT_PERMITTED,
                    "NotPermitted",
                    "the daemon does not serve this user",
                    "Join the group pulse-backup or pulse-backup-admin: sudo usermod -aG pulse-backup $USER, then log in"
                            + " again.");
        }
        if (code.equals("InvalidParameter")) {
            return new Failure(
                    Exit.USAGE,
                    code,
                    "the daemon does not accept the parameter '" + parameters.text("parameter") + "'",
                    "Compare both versions with `pulsectl version`.");
        }
        String thing = parameters.text("method") + parameters.text("interface");
        return new Failure(
                Exit.FAILED,
                code,
                "the daemon does not know this call, " + name + (thing.isEmpty() ? "" : " (" + thing + ")"),
                "Compare both versions with `pulsectl version`; restart the daemon after an upgrade.");
    }
}
