package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.salvage.DamagedDatabase.Piece;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.DatabaseRemains;
import io.thingconnect.pulse.backupd.restore.salvage.SalvagedTree.Copied;
import io.thingconnect.pulse.backupd.source.sqlite.PageMapMatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What there is left of a database that did not come out whole. */
final class RemainsOfDatabase {
    private final SalvageTools tools;
    private final Manifest target;

    RemainsOfDatabase(SalvageTools tools, Manifest target) {
        this.tools = tools;
        this.target = target;
    }

    /** Keeps the readable bytes of its base; a base that is whole is an older state, which an older backup has better. */
    DatabaseRemains of(DamagedDatabase database) throws IOException, BackupException {
        String path = database.entry().path();
        Piece base = database.base();
        Optional<Copied> copied = base == null || base.isWhole()
                ? Optional.empty()
                : base.copied().filter(part -> part.bytes() > 0);
        Optional<Long> equal = Optional.empty();
        long bytes = 0;
        String partial = "";
        if (copied.isPresent()) {
            bytes = copied.get().bytes();
            equal = equalPages(base.label(), path, copied.get().place());
            String name = path + ".partial";
            tools.tree().keepPartial(copied.get(), database.entry(), name);
            partial = SalvagedTree.UNPROVEN + "/" + name;
        }
        long pageSize = database.state().pageSize();
        return new DatabaseRemains(
                path,
                database.why(),
                partial,
                bytes,
                bytes / pageSize,
                base == null ? database.state().pages() : base.size() / pageSize,
                equal,
                tools.older().newest(tools.copies().newestFirst(), target.label(), path));
    }

    /** Empty where this machine keeps no map of it, or one that cannot be used. */
    private Optional<Long> equalPages(Label label, String path, Path copy) throws IOException, BackupException {
        Optional<Path> map =
                tools.pageMaps().map(maps -> maps.resolve(label.toString()).resolve(mapName(path)));
        if (map.isEmpty() || !Files.isRegularFile(map.get())) {
            return Optional.empty();
        }
        try {
            return Optional.of(PageMapMatch.of(map.get(), copy, tools.work()).equal());
        } catch (IOException e) {
            return Optional.empty();
        } catch (BackupException e) {
            if (e.code() == ErrorCode.FORMAT_TOO_NEW) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** As a capture names it: paths can be longer than names may be. */
    static String mapName(String path) {
        return Sha256.of(path.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16) + ".pagemap";
    }
}
