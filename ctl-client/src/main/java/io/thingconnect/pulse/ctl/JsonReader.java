package io.thingconnect.pulse.ctl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object as a tree of maps (in the order received), lists, strings, longs, doubles, booleans and nulls. By hand
 * because a parser library costs four milliseconds of a start that must stay below fifty. Bounded: the caller limits
 * the bytes, this class the depth. Bytes that are no UTF-8 become replacement characters.
 */
final class JsonReader {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static Fields read(byte[] bytes, int length) throws Failure {
        JsonReader reader = new JsonReader(new String(bytes, 0, length, StandardCharsets.UTF_8));
        if (reader.peek() != '{') {
            throw reader.error("it is not a JSON object");
        }
        reader.at++;
        Fields fields = new Fields(reader.object(1));
        if (reader.peek() >= 0) {
            throw reader.error("something follows the JSON object");
        }
        return fields;
    }

    /** The next character that is no space, -1 at the end. */
    private int peek() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            at++;
        }
        return -1;
    }

    private Map<String, Object> object(int depth) throws Failure {
        Map<String, Object> object = new LinkedHashMap<>();
        if (ends('}')) {
            return object;
        }
        do {
            if (peek() != '"') {
                throw error("a field has no name");
            }
            at++;
            String name = string();
            if (peek() != ':') {
                throw error("a field has no value");
            }
            at++;
            object.put(name, value(depth));
        } while (continues('}'));
        return object;
    }

    private List<Object> list(int depth) throws Failure {
        List<Object> list = new ArrayList<>();
        if (ends(']')) {
            return list;
        }
        do {
            list.add(value(depth));
        } while (continues(']'));
        return list;
    }

    private boolean ends(char end) {
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    /** After a comma there is more, after the end there is not. */
    private boolean continues(char end) throws Failure {
        int next = peek();
        if (next != ',' && next != end) {
            throw error("a comma or '" + end + "' is missing");
        }
        at++;
        return next == ',';
    }

    private Object value(int depth) throws Failure {
        int next = peek();
        if (next == '"') {
            at++;
            return string();
        }
        if (next == '{' || next == '[') {
            if (depth >= MAX_DEPTH) {
                throw error("it is nested too deeply");
            }
            at++;
            return next == '{' ? object(depth + 1) : list(depth + 1);
        }
        if (next == '-' || isDigit(next)) {
            return number();
        }
        if (text.startsWith("true", at)) {
            at += 4;
            return true;
        }
        if (text.startsWith("false", at)) {
            at += 5;
            return false;
        }
        if (text.startsWith("null", at)) {
            at += 4;
            return null;
        }
        throw error("a value is missing");
    }

    private String string() throws Failure {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return escaped(start);
            }
            if (c < ' ') {
                throw error("a string holds a control character");
            }
            at++;
        }
        throw error("a string does not end");
    }

    private String escaped(int start) throws Failure {
        StringBuilder string = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            if (c < ' ') {
                throw error("a string holds a control character");
            }
            string.append(c == '\\' ? escape() : c);
        }
        throw error("a string does not end");
    }

    private char escape() throws Failure {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        int code = c == 'u' && at + 4 <= text.length() ? 0 : -1;
        for (int i = 0; i < 4 && code >= 0; i++) {
            char digit = text.charAt(at++);
            int value = digit < 0x80 ? Character.digit(digit, 16) : -1;
            code = value < 0 ? -1 : code << 4 | value;
        }
        if (code < 0) {
            throw error("a string holds an unknown escape");
        }
        return (char) code;
    }

    private Object number() throws Failure {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        int digits = at;
        skipDigits();
        if (text.charAt(digits) == '0' && at > digits + 1) {
            throw error("a number begins with 0");
        }
        int whole = at;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            skipDigits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            skipDigits();
        }
        String number = text.substring(start, at);
        try {
            return at == whole ? (Object) Long.parseLong(number) : (Object) Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw error("a number is too large");
        }
    }

    /** At least one. */
    private void skipDigits() throws Failure {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw error("a number has no digits");
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private Failure error(String what) {
        return Failure.garbage(what + " (character " + at + ")");
    }
}
