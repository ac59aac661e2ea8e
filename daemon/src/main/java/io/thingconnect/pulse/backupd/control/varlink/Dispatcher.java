package io.thingconnect.pulse.backupd.control.varlink;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a call to its replies: find the method, check the caller, check the call, do it, record it. */
public final class Dispatcher {
    /** The interface of this product. */
    public static final String BACKUP = "io.thingconnect.pulse.backup";
    /** The interface of restores in place. */
    public static final String RESTORE = "io.thingconnect.pulse.restore";
    /** The interface every Varlink service has. */
    public static final String SERVICE = "org.varlink.service";

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Map<String, Map<String, Method>> interfaces;
    private final Roles roles;
    private final Audit audit;

    /** @param interfaces methods by name, by interface */
    public Dispatcher(Map<String, Map<String, Method>> interfaces, Roles roles, Audit audit) {
        this.interfaces = Map.copyOf(interfaces);
        this.roles = roles;
        this.audit = audit;
    }

    Peer peer(long uid, long gid, long pid) {
        return roles.peer(uid, gid, pid);
    }

    /** @throws IOException when the caller is gone */
    public void dispatch(Call call, Peer peer, Replies replies) throws IOException {
        Method method;
        try {
            method = find(call.method());
        } catch (ServiceException e) {
            Outcome.of(e).tell(replies);
            return;
        }
        dispatch(method, call, peer, replies);
    }

    private Method find(String fullName) throws ServiceException {
        int dot = fullName.lastIndexOf('.');
        if (dot < 0) {
            throw ServiceException.methodNotFound(fullName);
        }
        Map<String, Method> methods = interfaces.get(fullName.substring(0, dot));
        if (methods == null) {
            throw ServiceException.interfaceNotFound(fullName.substring(0, dot));
        }
        Method method = methods.get(fullName.substring(dot + 1));
        if (method == null) {
            throw ServiceException.methodNotFound(fullName);
        }
        return method;
    }

    private void dispatch(Method method, Call call, Peer peer, Replies replies) throws IOException {
        Outcome outcome = Outcome.LOST;
        try {
            outcome = attempt(method, call, peer, replies);
        } finally {
            // Before the last reply: who reads "done" may rely on the record.
            if (outcome.refused()) {
                audit.refusal(peer, method.name(), call.parameters(), outcome.name());
            } else if (method.audited()) {
                audit.record(peer, method.name(), call.parameters(), outcome.name());
            }
        }
        outcome.tell(replies);
    }

    private Outcome attempt(Method method, Call call, Peer peer, Replies replies) throws IOException {
        try {
            permit(method, peer);
            check(method, call);
            method.handler().handle(call.parameters(), peer, replies);
            return Outcome.OK;
        } catch (ServiceException e) {
            return Outcome.of(e);
        } catch (BackupException e) {
            return Outcome.of(e);
        } catch (RuntimeException e) {
            LOG.error("a defect in {}", method.name(), e);
            return Outcome.of(defect(method, e));
        }
    }

    /** The parameters of an error of ours. */
    private record Failure(String code, String message, String hint) {}

    /**
     * How a call ended.
     *
     * @param name as the audit has it
     * @param error with its interface; null where there is none
     */
    private record Outcome(String name, String error, Object parameters) {
        static final Outcome OK = new Outcome("ok", null, null);
        static final Outcome LOST = new Outcome("ConnectionLost", null, null);

        static Outcome of(ServiceException e) {
            return new Outcome(e.error(), SERVICE + '.' + e.error(), e.parameters());
        }

        static Outcome of(BackupException e) {
            String name = e.code().wireName();
            return new Outcome(name, BACKUP + '.' + name, new Failure(name, e.getMessage(), e.hint()));
        }

        boolean refused() {
            return name.equals(ErrorCode.NOT_PERMITTED.wireName());
        }

        void tell(Replies replies) throws IOException {
            if (error == null) {
                replies.finish();
            } else {
                replies.error(error, parameters);
            }
        }
    }

    private void permit(Method method, Peer peer) throws BackupException {
        if (method.needs() != Role.NONE && !roles.of(peer).covers(method.needs())) {
            boolean admin = method.needs() == Role.ADMIN;
            throw new BackupException(
                    ErrorCode.NOT_PERMITTED,
                    "user '" + peer.user() + "' may not call " + method.name(),
                    "Ask an administrator to add you to the group "
                            + (admin ? Roles.ADMIN_GROUP : Roles.OPERATOR_GROUP)
                            + ", or become root.");
        }
    }

    private static void check(Method method, Call call) throws ServiceException {
        if (call.upgrade()) {
            throw ServiceException.methodNotImplemented(call.method());
        }
        call.parameters().refuseOthersThan(method.parameters());
        // A stream that nobody wants to hear would never notice that it should end.
        if (method.streams() && (!call.more() || call.oneway())) {
            throw ServiceException.expectedMore();
        }
    }

    private static BackupException defect(Method method, RuntimeException cause) {
        return new BackupException(
                ErrorCode.INTERNAL,
                "the daemon failed in " + method.name() + ": "
                        + cause.getClass().getSimpleName(),
                "Look at the journal of thingconnect-pulse-backup and report this as a defect.",
                cause);
    }

    /** Ends a call with an error of ours. */
    static void answer(Replies replies, BackupException error) throws IOException {
        Outcome.of(error).tell(replies);
    }
}
