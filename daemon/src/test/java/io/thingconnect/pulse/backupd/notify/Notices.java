package io.thingconnect.pulse.backupd.notify;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Messages and subscriptions to test with. */
final class Notices {
    static final ChannelSpec.Subscription EVERYTHING =
            new ChannelSpec.Subscription("ops", EnumSet.allOf(Event.class), Set.of());

    private Notices() {}

    static Notice alarm() {
        return of(new Notice.Item(
                "alarm",
                "opened",
                "destination-unreachable:nas",
                "critical",
                "2024-01-16T02:00:00Z",
                "destination 'nas' cannot be used: <host> is \"down\" & gone, Überlauf",
                "Mend the network; then see it answer with 'pulsectl destinations'.",
                "",
                0));
    }

    static Notice run(Event event) {
        return of(new Notice.Item(event.word(), "", "", "", "", "run 7 of job 'weekly'", "", "weekly", 7));
    }

    static Notice of(Notice.Item... items) {
        return new Notice(1, "plant7", "2024-01-16T10:00:00Z", List.of(items));
    }
}
