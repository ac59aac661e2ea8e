package io.thingconnect.pulse.backupd.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * The files of a Pulse box apart from its database. They hold what a real box surprises a backup with: secrets of mode 0600,
 * names with spaces, umlauts, quotes, a line break, a leading dash or 200 letters, symbolic links (one of them dangling), a
 * hard link, an empty directory. Keys and certificates have the right shape and nothing in them.
 */
final class PulseFiles {
    private static final String APPSETTINGS = """
            {
              "Serilog": {
                "MinimumLevel": { "Default": "Information", "Override": { "Microsoft": "Warning" } },
                "WriteTo": [
                  { "Name": "Console" },
                  { "Name": "File", "Args": { "path": "/var/log/thingconnect-pulse/pulse-.log", "rollingInterval": "Day" } }
                ]
              },
              "AllowedHosts": "*",
              "Urls": "http://[::]:8090",
              "ConnectionStrings": { "DefaultConnection": "Data Source=/var/lib/thingconnect-pulse/pulse.db" },
              "Data": { "Retention": { "RawDays": 60, "Rollup15mDays": 365, "RollupDailyDays": -1 } },
              "Pulse": { "ConfigPath": "/etc/thingconnect-pulse/config.yaml", "DataRetentionDays": 60 },
              "Monitoring": { "MaxConcurrentProbes": 100 }
            }
            """;

    private static final String ENVIRONMENT = """
            ASPNETCORE_ENVIRONMENT=Production
            ASPNETCORE_URLS=http://0.0.0.0:8090
            ConnectionStrings__DefaultConnection=Data Source=/var/lib/thingconnect-pulse/pulse.db
            """;

    private static final String NOTIFY = """
            #!/bin/sh
            # called with ENDPOINT STATUS
            logger -t pulse "$1 is $2"
            """;

    private final Path etc;
    private final Path state;
    private final Path logs;
    private final Random random;

    PulseFiles(SamplePulse pulse, long seed) {
        this.etc = pulse.etc();
        this.state = pulse.state();
        this.logs = pulse.logs();
        this.random = new Random(seed ^ 0x5EEDL);
    }

    void create(List<Endpoint> endpoints) throws IOException {
        createSettings(endpoints);
        createScripts();
        createCertificates();
        createState();
        createLogs();
        // Last, or an ordinary user could not fill them any more.
        permit(etc.resolve("secrets"), "rwx------");
        permit(etc.resolve("certs"), "rwx------");
        permit(etc, "rwxr-x---");
    }

    private void createSettings(List<Endpoint> endpoints) throws IOException {
        put(etc, "config.yaml", Plant.configYaml(endpoints, "Plant 2, active configuration"), "rw-r-----");
        Files.createSymbolicLink(etc.resolve("pulse.yaml"), Path.of("config.yaml"));
        put(etc, "appsettings.json", APPSETTINGS, "rw-r-----");
        put(
                etc,
                "appsettings.Production.json",
                "{ \"Serilog\": { \"Properties\": { \"Environment\": \"Production\", \"Site\": \"Werk Süd\" } } }\n",
                "rw-r-----");
        put(etc, "pulse.env", ENVIRONMENT, "rw-r-----");
        put(etc, "secrets/smtp-password", "not-a-real-password\n", "rw-------");
        Files.createDirectories(etc.resolve("conf.d"));
    }

    private void createScripts() throws IOException {
        String ping = "#!/bin/sh\nexec ping -c1 -W1 10.10.1.23\n";
        put(etc, "scripts/notify-shift.sh", NOTIFY, "rwxr-xr-x");
        put(etc, "scripts/check line 3.sh", ping, "rwxr-xr-x");
        put(etc, "scripts/-dash first.sh", ping, "rwxr-xr-x");
        put(etc, "scripts/prüfstand-süd.py", "#!/usr/bin/env python3\nprint('OK')\n", "rwxr-xr-x");
        put(etc, "scripts/it's a \"test\" \\ $HOME.sh", ping, "rwxr-xr-x");
        put(etc, "scripts/two\nlines.sh", ping, "rwxr-xr-x");
        put(etc, "scripts/" + "long-".repeat(40) + "name.sh", ping, "rwxr-xr-x");
        put(etc, "scripts/lib/common.sh", "PULSE_URL=http://127.0.0.1:8090\n", "rw-r--r--");
        Files.createLink(etc.resolve("scripts/lib/same-file.sh"), etc.resolve("scripts/lib/common.sh"));
        put(etc, "scripts/empty", "", "rw-r--r--");
        Files.createSymbolicLink(etc.resolve("scripts/retired.sh"), Path.of("../no-longer-there.sh"));
    }

    private void createCertificates() throws IOException {
        put(etc, "certs/pulse.key", pem("PRIVATE KEY", 1218), "rw-------");
        put(etc, "certs/pulse.crt", pem("CERTIFICATE", 820), "rw-r--r--");
        put(etc, "certs/pulse.pfx", randomBytes(2600), "rw-------");
        Files.createSymbolicLink(etc.resolve("certs/current.crt"), Path.of("pulse.crt"));
    }

    private void createState() throws IOException {
        String id = Plant.guid(random);
        String key = """
                <?xml version="1.0" encoding="utf-8"?>
                <key id="%s" version="1">
                  <creationDate>2025-09-30T08:00:00.0000000Z</creationDate>
                  <activationDate>2025-09-30T08:00:00.0000000Z</activationDate>
                  <expirationDate>2025-12-29T08:00:00.0000000Z</expirationDate>
                  <descriptor>
                    <descriptor>
                      <encryption algorithm="AES_256_CBC" />
                      <validation algorithm="HMACSHA256" />
                      <masterKey requiresEncryption="true"><value>%s</value></masterKey>
                    </descriptor>
                  </descriptor>
                </key>
                """.formatted(id, Base64.getEncoder().encodeToString(randomBytes(64)));
        put(state, ".aspnet/DataProtection-Keys/key-" + id + ".xml", key, "rw-------");
        permit(state.resolve(".aspnet/DataProtection-Keys"), "rwx------");
        // What a backup leaves out.
        put(state, "cache/icons.bin", randomBytes(4096), "rw-r--r--");
        put(state, "tmp/upload.part", randomBytes(512), "rw-r--r--");
        put(state, "export.tmp", "half written\n", "rw-r--r--");
    }

    private void createLogs() throws IOException {
        for (int day = 29; day <= 30; day++) {
            StringBuilder log = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                log.append("2025-09-%d %02d:%02d:00.000 +00:00 [INF] Probe cycle finished in %d ms%n"
                        .formatted(day, i / 60, i % 60, random.nextInt(900)));
            }
            put(logs, "pulse-202509" + day + ".log", log.toString(), "rw-r-----");
        }
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String pem(String kind, int bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(randomBytes(bytes));
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    private static void put(Path directory, String name, String text, String mode) throws IOException {
        put(directory, name, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    private static void put(Path directory, String name, byte[] bytes, String mode) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        permit(file, mode);
    }

    private static void permit(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
