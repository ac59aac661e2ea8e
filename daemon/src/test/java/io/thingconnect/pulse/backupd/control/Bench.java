package io.thingconnect.pulse.backupd.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.control.varlink.Audit;
import io.thingconnect.pulse.backupd.control.varlink.Call;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Peer;
import io.thingconnect.pulse.backupd.control.varlink.Replies;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.control.varlink.Sink;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The dispatcher over fakes, called without a socket. Every reply is held against the contract. */
final class Bench {
    static final Peer ROOT = new Peer(0, 0, 10, "root");
    static final Peer ADA = new Peer(1, 100, 11, "ada");
    static final Peer OLGA = new Peer(2, 100, 12, "olga");
    static final Peer EVE = new Peer(4, 100, 14, "eve");
    private static final ObjectMapper JSON = new ObjectMapper();

    final FakeRuns runs = new FakeRuns();
    final Fakes.FakeRestores restores = new Fakes.FakeRestores();
    final Fakes.FakeComparisons comparisons = new Fakes.FakeComparisons();
    final Fakes.FakeKeeping keeping = new Fakes.FakeKeeping();
    final Fakes.FakeConfig config = new Fakes.FakeConfig();
    final Fakes.FakeGroups groups = new Fakes.FakeGroups();
    final FakeInPlace inPlace = new FakeInPlace();
    final FakeAlarms alarms = new FakeAlarms();
    final Audit audit;
    final VarlinkFile backup;
    final VarlinkFile service;
    final VarlinkFile restore;
    /** Methods that gave at least one reply that was no error. */
    final Set<String> answered = new TreeSet<>();

    final Services services;
    final Roles roles = new Roles(groups, OptionalLong.empty());
    final Dispatcher dispatcher;

    Bench(Path directory) throws IOException {
        this(directory, List.of("daily"));
    }

    Bench(Path directory, List<String> jobs) throws IOException {
        this(directory, jobs, Fakes.twoBackups());
    }

    Bench(Path directory, FakeBackups backups) throws IOException {
        this(directory, List.of("daily"), backups);
    }

    private Bench(Path directory, List<String> jobs, FakeBackups backups) throws IOException {
        backup = VarlinkFile.load(Dispatcher.BACKUP);
        service = VarlinkFile.load(Dispatcher.SERVICE);
        restore = VarlinkFile.load(Dispatcher.RESTORE);
        audit = new Audit(directory.resolve("audit.jsonl"), Clock.fixed(Fakes.NOW, ZoneOffset.UTC));
        services = new Services(
                runs,
                new FakeFacts(runs, jobs),
                () -> "pulse_backup_up 1\n",
                html -> html ? "<!DOCTYPE html>" : "# Recovery of pulse",
                backups,
                restores,
                comparisons,
                keeping,
                new Fakes.FakeDrills(),
                alarms,
                new FakeOwnership(),
                new FakePlaces(),
                inPlace,
                config,
                new FakeExamination(),
                audit);
        dispatcher = new Dispatcher(Methods.table(services, roles, "0.1.0", Duration.ofSeconds(5)), roles, audit);
    }

    /** Keeps what it is sent. */
    private static final class Recorder implements Sink {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        @Override
        public void send(byte[] bytes) {
            sent.writeBytes(bytes);
        }

        @Override
        public boolean gone() {
            return false;
        }
    }

    List<JsonNode> call(Peer peer, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        Call call;
        try {
            call = Call.parse(bytes, 0, bytes.length);
        } catch (BackupException e) {
            throw new IllegalArgumentException(message, e);
        }
        Recorder recorder = new Recorder();
        dispatcher.dispatch(call, peer, new Replies(recorder, call.oneway()));
        List<JsonNode> replies = new ArrayList<>();
        for (String reply : recorder.sent.toString(StandardCharsets.UTF_8).split("\0")) {
            if (!reply.isEmpty()) {
                replies.add(JSON.readTree(reply));
            }
        }
        check(call, replies);
        return replies;
    }

    /** A call of one of our methods. */
    List<JsonNode> call(Peer peer, String method, String parameters, boolean more) throws IOException {
        return call(
                peer,
                "{\"method\":\"" + Dispatcher.BACKUP + "." + method + "\",\"parameters\":" + parameters + ",\"more\":"
                        + more + "}");
    }

    /** The one reply of a call as root. */
    JsonNode one(String method, String parameters) throws IOException {
        List<JsonNode> replies = call(ROOT, method, parameters, false);
        if (replies.size() != 1) {
            throw new AssertionError("not one reply: " + replies);
        }
        return replies.get(0);
    }

    /** The name of the error, without the interface; "" where it is none. */
    static String error(JsonNode reply) {
        String name = reply.path("error").asText();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Fails for any reply that the contract does not allow. */
    void check(Call call, List<JsonNode> replies) {
        for (int i = 0; i < replies.size(); i++) {
            JsonNode reply = replies.get(i);
            boolean last = i == replies.size() - 1;
            List<String> problems = problems(call.method(), reply);
            if (reply.path("continues").asBoolean() == last) {
                problems.add("reply " + i + " of " + replies.size() + ": continues is wrong");
            }
            if (!problems.isEmpty()) {
                throw new AssertionError(call.method() + " answered " + reply + ": " + problems);
            }
        }
    }

    private List<String> problems(String fullName, JsonNode reply) {
        String name = fullName.substring(fullName.lastIndexOf('.') + 1);
        JsonNode parameters = reply.path("parameters");
        if (reply.has("error")) {
            String error = reply.get("error").asText();
            VarlinkFile file = error.startsWith(Dispatcher.SERVICE) ? service : backup;
            VarlinkFile.Struct declared = file.errors.get(error(reply));
            if (declared == null || !error.startsWith(file.name + ".")) {
                return new ArrayList<>(List.of("undeclared error " + error));
            }
            return file.problems(error(reply), parameters, declared);
        }
        VarlinkFile file = fullName.startsWith(Dispatcher.BACKUP + ".")
                ? backup
                : fullName.startsWith(Dispatcher.RESTORE + ".") ? restore : service;
        if (file != restore) {
            answered.add(name);
        }
        return file.problems(name, parameters, file.methods.get(name).out());
    }
}
