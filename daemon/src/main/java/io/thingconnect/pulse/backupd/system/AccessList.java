package io.thingconnect.pulse.backupd.system;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A POSIX access control list (acl(5)): what a file grants beyond its mode, and what a directory hands on to new files.
 * As text it is what {@code getfacl} prints, joined by commas, the number of a named user or group behind its rights:
 * {@code user::rw-,user:alice:r--:1001,group::r--,mask::r--,other::---,default:user::rwx,…}.
 *
 * @param access empty where the mode says it all
 * @param defaults of a directory
 */
public record AccessList(List<Item> access, List<Item> defaults) {
    private static final String ACCESS = "system.posix_acl_access";
    private static final String DEFAULTS = "system.posix_acl_default";
    private static final String DEFAULT = "default:";

    /** The kernel's format, {@code linux/posix_acl_xattr.h}. */
    private static final int VERSION = 2;

    private static final int ITEM_BYTES = 8;

    /** No file system takes longer ones. */
    private static final int MAX_ITEMS = 8191;

    private static final Pattern ITEM =
            Pattern.compile("(user|group|mask|other):([^:,\\s]{0,255}):([r-])([w-])([x-])(?::(\\d{1,10}))?");

    public AccessList {
        access = List.copyOf(access);
        defaults = List.copyOf(defaults);
    }

    /** Whom an item is for; the kernel's numbers. */
    public enum Tag {
        OWNER(0x01, "user"),
        USER(0x02, "user"),
        OWNING_GROUP(0x04, "group"),
        GROUP(0x08, "group"),
        MASK(0x10, "mask"),
        OTHER(0x20, "other");

        private final int number;
        private final String word;

        Tag(int number, String word) {
            this.number = number;
            this.word = word;
        }

        private boolean isNamed() {
            return this == USER || this == GROUP;
        }

        private static Optional<Tag> of(int number) {
            for (Tag tag : values()) {
                if (tag.number == number) {
                    return Optional.of(tag);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * One line.
     *
     * @param name of a named user or group, "" where unknown and for all others
     * @param id of a named user or group, unsigned; -1 for all others
     * @param rights 4 read, 2 write, 1 execute
     */
    public record Item(Tag tag, String name, int id, int rights) {
        private String text() {
            String suffix = tag.isNamed() ? ":" + Integer.toUnsignedString(id) : "";
            String who = tag.isNamed() && name.isEmpty() ? Integer.toUnsignedString(id) : name;
            return tag.word + ":" + who + ":" + ((rights & 4) != 0 ? "r" : "-") + ((rights & 2) != 0 ? "w" : "-")
                    + ((rights & 1) != 0 ? "x" : "-") + suffix;
        }
    }

    public boolean isEmpty() {
        return access.isEmpty() && defaults.isEmpty();
    }

    /** The list of a path; empty where its mode says it all, or the file system has none. */
    public static AccessList of(Path path, Accounts accounts) throws IOException {
        List<String> names = ExtendedAttributes.names(path);
        return new AccessList(
                names.contains(ACCESS) ? items(path, ACCESS, accounts) : List.of(),
                names.contains(DEFAULTS) ? items(path, DEFAULTS, accounts) : List.of());
    }

    private static List<Item> items(Path path, String attribute, Accounts accounts) throws IOException {
        Optional<byte[]> value = ExtendedAttributes.get(path, attribute);
        if (value.isEmpty()) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.wrap(value.get()).order(ByteOrder.LITTLE_ENDIAN);
        List<Item> items = new ArrayList<>();
        try {
            if (bytes.getInt() != VERSION) {
                throw new IOException("the access list of '" + path + "' has an unknown version");
            }
            while (bytes.hasRemaining()) {
                int number = Short.toUnsignedInt(bytes.getShort());
                int rights = bytes.getShort() & 7;
                int id = bytes.getInt();
                Tag tag = Tag.of(number)
                        .orElseThrow(() -> new IOException("the access list of '" + path + "' has an unknown item"));
                items.add(new Item(tag, name(tag, id, accounts), tag.isNamed() ? id : -1, rights));
            }
        } catch (BufferUnderflowException e) {
            throw new IOException("the access list of '" + path + "' is cut short", e);
        }
        return items;
    }

    /** A name that would not survive as text is left out: the number stands for it. */
    private static String name(Tag tag, int id, Accounts accounts) {
        Optional<String> name =
                switch (tag) {
                    case USER -> accounts.user(id);
                    case GROUP -> accounts.group(id);
                    default -> Optional.empty();
                };
        return name.filter(word -> word.matches("[^:,\\s]{1,255}")).orElse("");
    }

    /** Gives a path this list; one that is empty takes nothing away. Sets the group's bits of the mode as well. */
    public void set(Path path, Accounts accounts) throws IOException {
        if (!access.isEmpty()) {
            ExtendedAttributes.set(path, ACCESS, bytes(access, accounts));
        }
        if (!defaults.isEmpty()) {
            ExtendedAttributes.set(path, DEFAULTS, bytes(defaults, accounts));
        }
    }

    private static byte[] bytes(List<Item> items, Accounts accounts) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + items.size() * ITEM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(VERSION);
        for (Item item : items) {
            bytes.putShort((short) item.tag().number).putShort((short) item.rights());
            bytes.putInt(localId(item, accounts));
        }
        return bytes.array();
    }

    /** By name, then by number, as for owners. */
    private static int localId(Item item, Accounts accounts) {
        OptionalInt known =
                switch (item.tag()) {
                    case USER -> item.name().isEmpty() ? OptionalInt.empty() : accounts.uid(item.name());
                    case GROUP -> item.name().isEmpty() ? OptionalInt.empty() : accounts.gid(item.name());
                    default -> OptionalInt.empty();
                };
        return known.orElse(item.id());
    }

    /** The text; {@link #parse} reads it. */
    public String text() {
        String own = accessText();
        String handedOn = defaults.stream().map(item -> DEFAULT + item.text()).collect(Collectors.joining(","));
        return own.isEmpty() || handedOn.isEmpty() ? own + handedOn : own + "," + handedOn;
    }

    /** Of the access part alone, "" where there is none. */
    public String accessText() {
        return access.stream().map(Item::text).collect(Collectors.joining(","));
    }

    /** Of what is handed on, without the word {@code default:}; "" where there is nothing. */
    public String defaultText() {
        return defaults.stream().map(Item::text).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException where it is not such a text */
    public static AccessList parse(String text) {
        List<Item> access = new ArrayList<>();
        List<Item> defaults = new ArrayList<>();
        String[] parts = text.split(",", MAX_ITEMS + 1);
        if (parts.length > MAX_ITEMS) {
            throw new IllegalArgumentException("an access list of more than " + MAX_ITEMS + " items");
        }
        for (String part : parts) {
            boolean handedOn = part.startsWith(DEFAULT);
            (handedOn ? defaults : access).add(item(handedOn ? part.substring(DEFAULT.length()) : part));
        }
        return new AccessList(access, defaults);
    }

    private static Item item(String text) {
        Matcher matcher = ITEM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an item of an access list");
        }
        String who = matcher.group(2);
        int rights = (matcher.group(3).equals("r") ? 4 : 0)
                | (matcher.group(4).equals("w") ? 2 : 0)
                | (matcher.group(5).equals("x") ? 1 : 0);
        Tag tag =
                switch (matcher.group(1)) {
                    case "user" -> who.isEmpty() ? Tag.OWNER : Tag.USER;
                    case "group" -> who.isEmpty() ? Tag.OWNING_GROUP : Tag.GROUP;
                    case "mask" -> Tag.MASK;
                    default -> Tag.OTHER;
                };
        boolean number = matcher.group(6) != null;
        if (tag.isNamed() != number || (!tag.isNamed() && !who.isEmpty())) {
            throw new IllegalArgumentException("not an item of an access list");
        }
        // An id of ten digits may still be none.
        int id = number ? Integer.parseUnsignedInt(matcher.group(6)) : -1;
        return new Item(tag, number && who.equals(matcher.group(6)) ? "" : who, id, rights);
    }
}
