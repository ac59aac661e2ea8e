package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.archive.TarFields.FieldException;
import io.thingconnect.pulse.backupd.system.AccessList;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The extended header of one member: {@code "LENGTH KEY=VALUE\n"} records; values are bytes until somebody asks. */
final class PaxRecords {
    static final String XATTR = "SCHILY.xattr.";
    static final String ACCESS = "SCHILY.acl.access";
    static final String DEFAULTS = "SCHILY.acl.default";

    /** As {@code tar --selinux} reads it. */
    static final String SELINUX = "RHT.security.selinux";

    /** The attribute behind it. */
    static final String SELINUX_XATTR = "security.selinux";

    private static final Pattern TIME = Pattern.compile("(-?)(\\d{1,12})(?:\\.(\\d*))?");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,18}");

    /** Years 0 and 9999: what every part of the product can print. */
    private static final long MIN_SECOND = -62_167_219_200L;

    private static final long MAX_SECOND = 253_402_300_799L;

    /** Each costs some hundred bytes of heap, however short it is. */
    private static final int MAX_RECORDS = 1000;

    private final Map<String, byte[]> values = new LinkedHashMap<>();

    /** Adds the records of one extended header; a later record replaces an earlier one. */
    void parse(byte[] bytes) throws FieldException {
        int at = 0;
        while (at < bytes.length) {
            int space = indexOf(bytes, ' ', at, Math.min(bytes.length, at + 9));
            int length = (int) decimal(TarFields.utf8(bytes, at, space - at));
            int end = at + length;
            if (end > bytes.length || end <= space + 1 || bytes[end - 1] != '\n') {
                throw new FieldException("an extended header's record has a wrong length");
            }
            int equals = indexOf(bytes, '=', space + 1, end);
            String key = TarFields.utf8(bytes, space + 1, equals - space - 1);
            byte[] value = new byte[end - 1 - (equals + 1)];
            System.arraycopy(bytes, equals + 1, value, 0, value.length);
            values.put(key, value);
            if (values.size() > MAX_RECORDS) {
                throw new FieldException("an extended header has too many records");
            }
            at = end;
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) throws FieldException {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new FieldException("an extended header's record is malformed");
    }

    boolean hasPrefix(String prefix) {
        return values.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** As GNU tar's long-name members say it: without the NUL that ends them. */
    void putIfAbsent(String key, byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        byte[] value = new byte[end];
        System.arraycopy(text, 0, value, 0, end);
        values.putIfAbsent(key, value);
    }

    String text(String key, String otherwise) throws FieldException {
        byte[] value = values.get(key);
        return value == null ? otherwise : TarFields.utf8(value, 0, value.length);
    }

    long number(String key, long otherwise) throws FieldException {
        String text = text(key, null);
        return text == null ? otherwise : decimal(text);
    }

    Instant time(String key, long otherwise) throws FieldException {
        String text = text(key, null);
        if (text == null) {
            return instant(otherwise, 0);
        }
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new FieldException("an extended header's time is malformed");
        }
        String fraction = matcher.group(3) == null ? "" : matcher.group(3);
        long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
        long seconds = Long.parseLong(matcher.group(2));
        boolean negative = !matcher.group(1).isEmpty();
        return negative ? instant(-seconds, -nanos) : instant(seconds, nanos);
    }

    private static Instant instant(long seconds, long nanos) throws FieldException {
        if (seconds < MIN_SECOND || seconds > MAX_SECOND) {
            throw new FieldException("a header's time is out of range");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    /** Extended attributes, name to Base64 of the value. GNU tar escapes {@code %} and {@code =} in their names. */
    Map<String, String> xattrs() {
        Map<String, String> xattrs = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                String name = key.substring(XATTR.length()).replace("%3D", "=").replace("%25", "%");
                xattrs.put(name, Base64.getEncoder().encodeToString(value));
            } else if (key.equals(SELINUX)) {
                xattrs.put(SELINUX_XATTR, Base64.getEncoder().encodeToString(value));
            }
        });
        return xattrs;
    }

    /**
     * The access list as {@link AccessList} writes it, null where there is none.
     *
     * @throws IllegalArgumentException where it is not one
     */
    String acl() throws FieldException {
        String access = text(ACCESS, "");
        String defaults = text(DEFAULTS, "");
        if (access.isEmpty() && defaults.isEmpty()) {
            return null;
        }
        return new AccessList(items(access), items(defaults)).text();
    }

    private static List<AccessList.Item> items(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        AccessList list = AccessList.parse(text);
        if (!list.defaults().isEmpty()) {
            throw new IllegalArgumentException("an access list with the other kind's items");
        }
        return list.access();
    }

    private static long decimal(String text) throws FieldException {
        if (!DECIMAL.matcher(text).matches()) {
            throw new FieldException("an extended header holds no number where one must be");
        }
        return Long.parseLong(text);
    }
}
