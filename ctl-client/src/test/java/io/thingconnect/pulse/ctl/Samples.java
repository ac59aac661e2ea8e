package io.thingconnect.pulse.ctl;

/** Canned parts of replies. */
final class Samples {
    static final String LABEL = "pulse-backup-20240115T020000Z-full";

    static final String COPIES =
            "[{'destination':'local','state':'good','readBack':'direct','at':'2024-01-15T02:00:12Z'},"
                    + "{'destination':'nas','state':'pending','readBack':'','at':'2024-01-15T02:00:12Z'}]";

    static final String BACKUP = json("{'label':'" + LABEL + "','job':'daily','kind':'full','state':'good',"
            + "'takenAt':'2024-01-15T02:00:00Z','finishedAt':'2024-01-15T02:00:12Z','timeline':1,'parent':null,"
            + "'fullReason':'','contentId':'c0ffee',"
            + "'components':['database','configuration'],'compression':'gzip','archiveBytes':1234567890,"
            + "'plainBytes':2900000000,'databaseBytes':2800000000,'entries':132,'schemaVersion':'20250901_Init',"
            + "'note':'before the upgrade','warnings':['/etc/x vanished while it was read'],'copies':" + COPIES
            + ",'lastVerification':null}");

    static final String DELTA = json("{'label':'pulse-backup-20240114T120000Z-differential','job':'hourly',"
            + "'kind':'differential','state':'quarantined','takenAt':'2024-01-14T12:00:00Z',"
            + "'finishedAt':'2024-01-14T12:00:01Z','timeline':1,'parent':'pulse-backup-20240114T020000Z-full',"
            + "'fullReason':'','contentId':'ab',"
            + "'components':['database'],'compression':'zstd','archiveBytes':45000,'plainBytes':90000,"
            + "'databaseBytes':80000,'entries':1,'schemaVersion':'','note':'','warnings':[],"
            + "'copies':[],'lastVerification':null}");

    static final String PASSED = json("{'level':'restore','destination':'local','passed':true,"
            + "'at':'2024-01-15T02:01:00Z','bytesRead':1234567890,'message':''}");

    static final String ENTRY = json("{'path':'etc/thingconnect-pulse/config.yaml','type':'file',"
            + "'component':'configuration','size':2048,'mode':'0640','user':'pulse','group':'pulse',"
            + "'mtime':'2024-01-10T10:00:00Z','sha256':'ab','linkTarget':'','carried':true}");

    static final String PROGRESS = "{'phase':'database','doneBytes':512000000,'totalBytes':1234567890,"
            + "'bytesPerSecond':130000000,'etaSeconds':5}";

    private Samples() {}

    /** JSON with single quotes, which read better in Java. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    static String run(long id, String operation, String state, String more) {
        return json("{'id':" + id + ",'operation':'" + operation + "','job':'daily','trigger':'user:jane','state':'"
                + state + "','queuedAt':'2024-01-15T04:59:00Z'," + more + "}");
    }

    static String queued(String operation) {
        return run(12, operation, "queued", "'result':'','warnings':[]");
    }

    static String running(String operation) {
        return run(
                12,
                operation,
                "running",
                "'startedAt':'2024-01-15T04:59:00Z','progress':" + PROGRESS + ",'result':'','warnings':[]");
    }

    static String succeeded(String operation) {
        return run(
                12,
                operation,
                "succeeded",
                "'startedAt':'2024-01-15T02:00:00Z','endedAt':'2024-01-15T02:00:12.5Z','label':'" + LABEL
                        + "','result':'1 backup','warnings':['nas did not answer']");
    }

    static String failed(String operation, String code, String message, String hint) {
        return run(
                12,
                operation,
                "failed",
                "'startedAt':'2024-01-15T02:00:00Z','endedAt':'2024-01-15T02:00:12Z','label':'" + LABEL
                        + "','error':{'code':'" + code + "','message':'" + message + "','hint':'" + hint
                        + "'},'result':'','warnings':[]");
    }

    static String inRun(String run) {
        return "{\"run\":" + run + "}";
    }

    static String inBackup(String backup) {
        return "{\"backup\":" + backup + "}";
    }

    static String whole(String backup, String verifications) {
        return "{\"backup\":" + backup + ",\"chain\":[\"" + LABEL
                + "\"],\"keys\":[],\"databases\":[{\"path\":\"var/lib/thingconnect-pulse/pulse.db\","
                + "\"pageSize\":4096,\"pages\":683593,\"changedPages\":683593,\"sha256\":\"ab\",\"schemaVersion\":\"x\","
                + "\"method\":\"stream\"}],\"verifications\":[" + verifications
                + "],\"secretsLeftOut\":[\"etc/thingconnect-pulse/backup.env\"]}";
    }

    /** A good backup of job daily, nothing special about it. */
    static String backup(String label, String parent, String more) {
        String at = label.substring(0, 4) + "-" + label.substring(4, 6) + "-" + label.substring(6, 11) + ":"
                + label.substring(11, 13) + ":" + label.substring(13, 16);
        String kind = label.substring(17);
        return json(
                "{'label':'pulse-backup-" + label + "','job':'daily','kind':'" + kind + "','state':'good','takenAt':'"
                        + at + "','finishedAt':'" + at + "','timeline':1,"
                        + (parent.isEmpty() ? "" : "'parent':'pulse-backup-" + parent + "',")
                        + "'contentId':'ab','components':['database'],'compression':'gzip','archiveBytes':45000,"
                        + "'plainBytes':90000,'databaseBytes':80000,'entries':3,'schemaVersion':'','note':'','warnings':[],"
                        + "'copies':[{'destination':'local','state':'good','readBack':'direct','at':'" + at + "'}]"
                        + (more.contains("'fullReason'") ? "" : ",'fullReason':''") + more + "}");
    }

    static String link(String label, String kind, String takenAt, long bytes) {
        return json("{'label':'" + label + "','kind':'" + kind + "','takenAt':'" + takenAt + "','archiveBytes':" + bytes
                + "}");
    }

    /** @param more fields that begin with a comma */
    static String plan(String chain, String more) {
        return json("{'plan':{'label':'pulse-backup-20240115T030000Z-incremental','job':'daily','kind':'incremental',"
                + "'destination':'local','timeline':1,'takenAt':'2024-01-15T03:00:00Z','chain':[" + chain + "],"
                + "'readBytes':1234612890,'neededBytes':2900000000,'components':['database','configuration']"
                + more + "}}");
    }

    static String job(String name, String next) {
        return json("{'name':'" + name + "','schedule':'0 2 * * *','timezone':'Europe/Berlin','type':'full',"
                + "'components':['database'],'compression':'gzip','destinations':['local','nas'],'enabled':true,"
                + "'next':['" + next + "'],'lastRun':null}");
    }

    static String destination(String name, boolean reachable, String error) {
        return json("{'name':'" + name + "','type':'local','location':'/srv/backups','reachable':" + reachable
                + (reachable ? ",'freeBytes':120000000000,'totalBytes':500000000000,'latencyMillis':3" : "")
                + ",'backups':14,'error':'"
                + error + "'}");
    }

    static String alarm(int number, String severity) {
        return json("{'id':'a" + number + "','severity':'" + severity + "','since':'2024-01-12T05:00:00Z',"
                + "'message':'destination nas was not reachable at the last " + number
                + " attempts and holds nothing newer than three days','hint':'pulsectl destinations'}");
    }

    /** A status; the lists are JSON without their brackets. */
    static String status(String safe, String summary, String running, String jobs, String destinations, String alarms) {
        return json("{'status':{'safe':'" + safe + "','summary':'" + summary + "','enabled':true,'host':'pulse1',"
                        + "'version':'0.1.0','sqliteVersion':'3.54.1','now':'2024-01-15T05:00:00Z',"
                        + "'startedAt':'2024-01-03T05:00:00Z','configPath':'/etc/thingconnect-pulse/backup.yaml',"
                        + "'configLoadedAt':'2024-01-03T05:00:00Z','configError':'','lastBackup':")
                + BACKUP
                + json(",'lastProvenRestore':{'label':'" + LABEL
                        + "','destination':'local','at':'2024-01-14T05:00:00Z'},'running':[")
                + running + "],\"jobs\":[" + jobs + "],\"destinations\":[" + destinations
                + "],\"objectives\":[],\"alarms\":[" + alarms
                + "]}}";
    }

    static String goodStatus() {
        return status(
                "yes",
                "last backup 3 h ago, restore proven 24 h ago",
                "",
                job("daily", "2024-01-16T01:00:00Z"),
                destination("local", true, ""),
                "");
    }
}
