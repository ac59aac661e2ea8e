package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl doctor}: what the daemon finds, or, where there is none, what can be seen without it. */
final class DoctorVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        if (session.arguments().value("--bundle") != null) {
            return new SupportBundle(session).write();
        }
        List<Fields> findings;
        int status;
        try {
            findings = ask(session, session.arguments().has("--integrity"));
            status = worst(findings).equals("error") ? Exit.FAILED : Exit.DONE;
        } catch (Failure failure) {
            if (failure.status() != Exit.UNREACHABLE) {
                throw failure;
            }
            findings = new WithoutDaemon(session).findings(failure);
            status = Exit.UNREACHABLE;
        }
        if (session.json()) {
            session.printJson(document(findings, status != Exit.UNREACHABLE));
        } else {
            new DoctorText(session.out()).print(findings);
        }
        return status;
    }

    /** In the order in which they were made. */
    static List<Fields> ask(Session session, boolean integrity) throws Failure, IOException {
        Control replies = session.stream("Doctor", "integrity", integrity ? Boolean.TRUE : null);
        if (integrity && session.err().isTerminal()) {
            session.err().line("checking a copy of each database; this takes as long as reading it twice ...");
            session.err().flush();
        }
        List<Fields> findings = new ArrayList<>();
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields finding = reply.object("finding");
            if (finding != null) {
                findings.add(finding);
            }
        }
        return findings;
    }

    static Map<String, Object> document(List<Fields> findings, boolean daemon) throws Failure {
        List<Object> all = new ArrayList<>();
        for (Fields finding : findings) {
            all.add(finding);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("worst", worst(findings));
        document.put("daemon", daemon);
        document.put("findings", all);
        return document;
    }

    private static String worst(List<Fields> findings) throws Failure {
        int worst = 0;
        for (Fields finding : findings) {
            worst = Math.max(worst, DoctorText.SEVERITIES.indexOf(finding.text("severity")));
        }
        return DoctorText.SEVERITIES.get(worst);
    }
}
