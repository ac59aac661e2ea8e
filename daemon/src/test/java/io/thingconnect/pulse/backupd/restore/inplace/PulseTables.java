package io.thingconnect.pulse.backupd.restore.inplace;

/** The tables of accounts and settings as the application makes them, with rows as a backup holds them and as they are later. */
final class PulseTables {
    /** Three accounts, two roles. */
    static final String[] THEN = {
        "CREATE TABLE __EFMigrationsHistory(MigrationId TEXT PRIMARY KEY, ProductVersion TEXT)",
        "INSERT INTO __EFMigrationsHistory VALUES('20250906170538_AddIdentityTables', '8.0.0')",
        "CREATE TABLE setting(K TEXT NOT NULL PRIMARY KEY, V TEXT NOT NULL)",
        "CREATE TABLE AspNetRoles(Id TEXT NOT NULL PRIMARY KEY, NormalizedName TEXT)",
        "CREATE UNIQUE INDEX RoleNameIndex ON AspNetRoles(NormalizedName)",
        "CREATE TABLE AspNetUsers(Id TEXT NOT NULL PRIMARY KEY, UserName TEXT, NormalizedUserName TEXT,"
                + " PasswordHash TEXT, IsActive INTEGER NOT NULL DEFAULT 1)",
        "CREATE UNIQUE INDEX UserNameIndex ON AspNetUsers(NormalizedUserName)",
        "CREATE TABLE AspNetUserClaims(Id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, UserId TEXT NOT NULL REFERENCES"
                + " AspNetUsers(Id) ON DELETE CASCADE, ClaimType TEXT)",
        "CREATE TABLE AspNetUserRoles(UserId TEXT NOT NULL REFERENCES AspNetUsers(Id) ON DELETE CASCADE, RoleId TEXT"
                + " NOT NULL REFERENCES AspNetRoles(Id) ON DELETE CASCADE, PRIMARY KEY(UserId, RoleId))",
        "CREATE TABLE note(Id INTEGER PRIMARY KEY, Author TEXT REFERENCES AspNetUsers(Id))",
        "INSERT INTO AspNetRoles VALUES('r1','ADMIN'),('r2','USER')",
        "INSERT INTO AspNetUsers VALUES('u1','admin','ADMIN','old hash',1),('u2','maint','MAINT','m',1),('u3','lead','LEAD','l',1)",
        "INSERT INTO AspNetUserRoles VALUES('u1','r1'),('u2','r2'),('u3','r2')",
        "INSERT INTO AspNetUserClaims VALUES(1,'u1','then'),(2,'u2','then')",
        "INSERT INTO setting VALUES('theme','dark'),('retention','60'),('last_prune','then')"
    };

    /**
     * The administrator was locked out and made one of the users an administrator, another was deleted and made anew under
     * another key with a note of his, a role too; and there is somebody new.
     */
    static final String[] NOW = {
        "UPDATE AspNetUsers SET PasswordHash = 'new hash', IsActive = 0 WHERE Id = 'u1'",
        "INSERT INTO AspNetUserRoles VALUES('u2','r1')",
        "DELETE FROM AspNetUserRoles WHERE UserId = 'u3'",
        "DELETE FROM AspNetUsers WHERE Id = 'u3'",
        "INSERT INTO AspNetUsers VALUES('u9','Lead','LEAD','other',1),('u10','eve','EVE','e',1)",
        "INSERT INTO note VALUES(1,'u9')",
        "DELETE FROM AspNetUserRoles WHERE RoleId = 'r2'",
        "DELETE FROM AspNetRoles WHERE Id = 'r2'",
        "INSERT INTO AspNetRoles VALUES('r7','USER')",
        "INSERT INTO AspNetUserRoles VALUES('u9','r1'),('u9','r7'),('u10','r7')",
        "DELETE FROM AspNetUserClaims",
        "INSERT INTO AspNetUserClaims VALUES(2,'u10','now'),(7,'u1','now'),(8,'u9','now')",
        "UPDATE setting SET V = 'light' WHERE K = 'theme'",
        "DELETE FROM setting WHERE K = 'retention'",
        "UPDATE setting SET V = 'now' WHERE K = 'last_prune'",
        "INSERT INTO setting VALUES('added','later')"
    };

    private PulseTables() {}
}
