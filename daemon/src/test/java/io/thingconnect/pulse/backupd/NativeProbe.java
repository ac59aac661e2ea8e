package io.thingconnect.pulse.backupd;

import com.github.luben.zstd.Zstd;
import com.sun.jna.Function;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.newsclub.net.unix.AFUNIXSocket;

/** Uses each native library once, in a process of its own: they load once in a process, from wherever came first. */
final class NativeProbe {
    private NativeProbe() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            System.out.println("sqlite " + row.getString(1));
        }
        System.out.println("junixsocket " + AFUNIXSocket.isSupported());
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        byte[] back = Zstd.decompress(Zstd.compress(text), text.length);
        System.out.println("zstd " + new String(back, StandardCharsets.UTF_8));
        int own = Function.getFunction("c", "getpid").invokeInt(new Object[0]);
        System.out.println("jna " + (own == ProcessHandle.current().pid()));
    }
}
