package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.control.ControlServer;
import io.thingconnect.pulse.backupd.control.RestoreProgram;
import io.thingconnect.pulse.backupd.control.Services;
import io.thingconnect.pulse.backupd.control.service.InPlace;
import io.thingconnect.pulse.backupd.control.service.Recovery;
import io.thingconnect.pulse.backupd.control.varlink.Audit;
import io.thingconnect.pulse.backupd.control.varlink.ControlSocket;
import io.thingconnect.pulse.backupd.control.varlink.Getent;
import io.thingconnect.pulse.backupd.control.varlink.Limits;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.copies.CopyNotes;
import io.thingconnect.pulse.backupd.copies.Exporting;
import io.thingconnect.pulse.backupd.copies.Pinning;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.operation.Differences;
import io.thingconnect.pulse.backupd.recovery.RestorePlanner;
import io.thingconnect.pulse.backupd.report.doctor.Programs;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Who asks at the socket is answered from here. */
final class Desk {
    private final Ground ground;
    private final Workshop workshop;
    private final Lookout lookout;
    private final CatalogBackups backups;
    private final Recovery recovery;

    Desk(Ground ground, Workshop workshop, Lookout lookout) {
        this.ground = ground;
        this.workshop = workshop;
        this.lookout = lookout;
        this.backups = new CatalogBackups(ground.catalog(), ground::installation, ground.clock());
        this.recovery = new Runbooks(
                ground.layout().root(),
                ground.configuration(),
                ground.catalog(),
                new RunbookChains(ground::installation, backups),
                ground.clock());
    }

    /** What the runbook is made of. */
    Recovery recovery() {
        return recovery;
    }

    ControlServer open() throws BackupException {
        Layout layout = ground.layout();
        OptionalLong sandboxOwner = layout.isSandbox() ? OptionalLong.of(OwnUser.uid()) : OptionalLong.empty();
        Roles roles = new Roles(new Getent(ground.clock()), sandboxOwner);
        return ControlServer.start(socket(layout), services(), roles, Version.current(), Limits.DEFAULT);
    }

    private Services services() {
        Layout layout = ground.layout();
        Configuration configuration = ground.configuration();
        Catalog catalog = ground.catalog();
        Clock clock = ground.clock();
        StatusFacts facts = facts();
        RestorePlanner restores = new RestorePlanner(
                catalog, () -> ground.installation().destinations().keySet(), ground::zone, clock);
        Differences differences = new Differences(ground::installation, workshop.live(), workshop.restoring(), clock);
        return new Services(
                workshop.executor(),
                facts,
                new Measurements(facts, catalog, configuration, layout.catalog()),
                recovery,
                backups,
                restores::plan,
                new BackupComparisons(backups, backups::chain, differences),
                new CatalogKeeping(workshop.expiry(), new Pinning(ground::installation, catalog, clock), ground::jobs),
                new CatalogDrills(
                        configuration, catalog, workshop.scheduler(), new CopyNotes(ground::installation, catalog)),
                new CatalogAlarms(catalog, configuration, lookout.deliveries(), clock),
                new Owners(ground::installation, workshop.reconciliation()),
                new ConfiguredPlaces(ground::installation, catalog, new Exporting(catalog, workshop.copying())),
                inPlace(layout),
                configuration,
                examinations(),
                new Audit(layout.audit(), clock));
    }

    private StatusFacts facts() {
        StatusFacts.Sources sources = new StatusFacts.Sources(
                ground.configuration(),
                ground.catalog(),
                workshop.executor(),
                workshop.scheduler(),
                workshop.changes(),
                lookout.probe(),
                lookout.alarms(),
                lookout.standings());
        return new StatusFacts(sources, ground.clock(), ground.clock().instant());
    }

    private Examinations examinations() {
        Examinations.Patient patient = new Examinations.Patient(
                ground.layout(),
                ground.configuration(),
                ground::installation,
                ground.catalog(),
                workshop.keys(),
                workshop.live());
        return new Examinations(patient, Programs.real(), ground.clock());
    }

    /** In a sandbox everything is ours; on a real box that is for the restore service, which the daemon cannot reach. */
    private static InPlace inPlace(Layout layout) {
        return layout.isSandbox()
                ? new RestoreProgram(List.of("--root", layout.root().toString()))
                : InPlace.elsewhere();
    }

    private static ControlSocket socket(Layout layout) throws BackupException {
        OptionalInt passed =
                ControlSocket.passed(System.getenv(), ProcessHandle.current().pid());
        return passed.isPresent() ? ControlSocket.adopt(passed.getAsInt()) : ControlSocket.bind(layout.socket());
    }
}
