package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What systemd runs, against what was delivered. */
public final class UnitsLook implements Check {
    private static final String SERVICE = "thingconnect-pulse-backup.service";
    private static final String SOCKET = "thingconnect-pulse-backup.socket";
    private static final List<String> OURS =
            List.of(SERVICE, SOCKET, "thingconnect-pulse-restore.socket", "thingconnect-pulse-restore-recover.service");

    /** Made by the service itself from backup.yaml. */
    private static final String DERIVED = "50-writable-paths.conf";

    private static final String PACKAGE = "thingconnect-pulse-backup";

    private final Programs programs;
    private final List<String> application;

    /** @param application the units that a restore stops */
    public UnitsLook(Programs programs, List<String> application) {
        this.programs = requireNonNull(programs, "programs is null");
        this.application = List.copyOf(application);
    }

    /** Below a root there are no units of ours. */
    public static Check none() {
        return new Check() {
            @Override
            public String name() {
                return "units";
            }

            @Override
            public List<Finding> look() {
                return List.of(Finding.ok(
                        FindingId.SERVICE_DISABLED, "", "below a root there are no units: they were not looked at"));
            }
        };
    }

    @Override
    public String name() {
        return "units";
    }

    @Override
    public List<Finding> look() {
        List<String> command = new ArrayList<>(List.of(
                "systemctl",
                "show",
                "--property=Id,LoadState,ActiveState,UnitFileState,NeedDaemonReload,FragmentPath,DropInPaths"));
        command.addAll(OURS);
        application.forEach(unit -> command.add(unit.contains(".") ? unit : unit + ".service"));
        Optional<String> answer = programs.ask(command);
        if (answer.isEmpty()) {
            return List.of(Finding.notice(
                    FindingId.CHECK_FAILED, name(), "systemctl does not answer", "systemctl is-system-running"));
        }
        Map<String, Unit> units = parse(answer.get());
        List<Finding> findings = new ArrayList<>();
        for (String name : OURS) {
            Optional.ofNullable(units.remove(name)).ifPresent(unit -> ours(name, unit, findings));
        }
        units.forEach((name, unit) -> findings.add(applications(name, unit)));
        packaged().ifPresent(findings::add);
        return findings;
    }

    private record Unit(Map<String, String> values) {
        String of(String key) {
            return values.getOrDefault(key, "");
        }
    }

    private static Map<String, Unit> parse(String answer) {
        Map<String, Unit> units = new java.util.LinkedHashMap<>();
        for (String block : answer.split("\n\\s*\n")) {
            Map<String, String> values = new HashMap<>();
            block.lines().forEach(line -> {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    values.put(
                            line.substring(0, equals),
                            line.substring(equals + 1).strip());
                }
            });
            if (values.containsKey("Id")) {
                units.put(values.get("Id"), new Unit(values));
            }
        }
        return units;
    }

    private static void ours(String name, Unit unit, List<Finding> findings) {
        boolean disabled = unit.of("UnitFileState").equals("disabled")
                || unit.of("UnitFileState").startsWith("masked")
                || unit.of("LoadState").equals("not-found");
        String enable = (unit.of("UnitFileState").startsWith("masked") ? "sudo systemctl unmask " + name + "; " : "")
                + "sudo systemctl enable --now " + name;
        findings.add(
                disabled
                        ? Finding.error(
                                FindingId.SERVICE_DISABLED, name, "it does not start at boot: " + state(unit), enable)
                        : Finding.ok(FindingId.SERVICE_DISABLED, name, state(unit)));
        findings.add(
                unit.of("NeedDaemonReload").equals("yes")
                        ? Finding.warning(
                                FindingId.UNITS_RELOAD,
                                name,
                                "its file was changed after systemd had read it",
                                "sudo systemctl daemon-reload")
                        : Finding.ok(FindingId.UNITS_RELOAD, name, "read as it stands"));
        findings.add(
                unit.of("FragmentPath").startsWith("/etc/")
                        ? Finding.warning(
                                FindingId.UNITS_CHANGED,
                                name,
                                unit.of("FragmentPath") + " takes the place of the delivered file",
                                "systemd-delta --no-pager --diff=yes; sudo systemctl revert " + name)
                        : Finding.ok(FindingId.UNITS_CHANGED, name, "as delivered"));
        List<String> foreign = Arrays.stream(unit.of("DropInPaths").split("\\s+"))
                .filter(path -> !path.isEmpty() && !path.endsWith("/" + DERIVED))
                .toList();
        findings.add(
                foreign.isEmpty()
                        ? Finding.ok(FindingId.UNITS_DROPIN, name, "no drop-ins of others")
                        : Finding.notice(
                                FindingId.UNITS_DROPIN,
                                name,
                                "changed by " + String.join(", ", foreign),
                                "systemctl cat " + name));
    }

    private static String state(Unit unit) {
        return unit.of("LoadState").equals("not-found")
                ? "not installed"
                : unit.of("UnitFileState") + ", " + unit.of("ActiveState");
    }

    private static Finding applications(String name, Unit unit) {
        if (unit.of("LoadState").equals("not-found")) {
            return Finding.notice(FindingId.APPLICATION_DOWN, name, "there is no such unit", "pulsectl config show");
        }
        return unit.of("ActiveState").equals("active") || unit.of("ActiveState").equals("activating")
                ? Finding.ok(FindingId.APPLICATION_DOWN, name, unit.of("ActiveState"))
                : Finding.error(
                        FindingId.APPLICATION_DOWN,
                        name,
                        "it is " + unit.of("ActiveState"),
                        "sudo journalctl --no-pager -u " + name + " -n 50; sudo systemctl start " + name);
    }

    /** By the checksums of the package. */
    private Optional<Finding> packaged() {
        Optional<String> dpkg = programs.ask(List.of("dpkg", "--verify", PACKAGE));
        Optional<String> changed = dpkg.isPresent() ? dpkg : programs.ask(List.of("rpm", "-V", PACKAGE));
        return changed.flatMap(text -> text.lines()
                .filter(line -> line.contains("/systemd/system/"))
                .map(line -> line.substring(line.indexOf('/')))
                .findFirst()
                .map(path -> Finding.warning(
                        FindingId.UNITS_CHANGED,
                        path,
                        "it is not the file that the package delivered",
                        dpkg.isPresent()
                                ? "sudo apt-get install --reinstall " + PACKAGE
                                : "sudo dnf reinstall " + PACKAGE)));
    }
}
