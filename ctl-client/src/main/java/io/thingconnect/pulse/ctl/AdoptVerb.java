package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.Map;

/** {@code pulsectl destinations adopt}: shows whose a destination is, asks, and makes it this box's. */
final class AdoptVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        String name = session.arguments().operand(0, "");
        Fields owner = session.call("GetDestinationOwner", "destination", name).required("owner");
        String instance = owner.text("instance");
        if (!session.json()) {
            session.out().line(line(name, owner));
        }
        if (owner.flag("ours")) {
            return print(session, owner);
        }
        if (!session.arguments().has("--yes") && !agreed(session, name)) {
            throw new Failure(Exit.FAILED, "Cancelled", "nothing was changed", "");
        }
        return print(
                session,
                session.call("AdoptDestination", "destination", name, "instance", instance)
                        .required("owner"));
    }

    private static String line(String name, Fields owner) throws Failure {
        if (owner.flag("ours")) {
            return name + " belongs to this box already";
        }
        if (owner.text("instance").isEmpty()) {
            return name + " belongs to nobody yet";
        }
        return name + " belongs to host '" + Text.clean(owner.text("host")) + "' (instance "
                + Text.clean(owner.text("instance")) + ")"
                + (owner.text("since").isEmpty() ? "" : " since " + Text.clean(owner.text("since")));
    }

    private static boolean agreed(Session session, String name) throws Failure, IOException {
        if (!session.surroundings().canAnswer()) {
            throw Failure.usage(
                    "nobody is there to be asked whether " + name + " may be taken over, and --yes was not given",
                    "pulsectl destinations adopt " + name + " --yes");
        }
        session.out().flush();
        session.err()
                .text("From then on only this box writes there, expires what lies there, and the other one is refused."
                        + " Take it over? [y/N] ");
        session.err().flush();
        String answer = session.surroundings().answer().strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    private static int print(Session session, Fields owner) throws Failure, IOException {
        if (session.json()) {
            session.printJson(Map.of("owner", owner));
        } else {
            session.out().line("this box writes there; what lies there is taken in, and the next backup is a full");
        }
        return Exit.DONE;
    }
}
