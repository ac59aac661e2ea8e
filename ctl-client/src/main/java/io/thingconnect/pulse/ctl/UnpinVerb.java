package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl unpin}. */
final class UnpinVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        String label = session.arguments().operand(0, "");
        List<String> warnings = session.call("Unpin", "label", label).texts("warnings");
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("label", label);
            document.put("warnings", warnings);
            session.printJson(document);
        } else {
            session.out().line(Text.clean(label) + " is not pinned any more; the next expiry may remove it");
            session.warn(warnings);
        }
        return Exit.DONE;
    }
}
