package io.thingconnect.pulse.backupd.control.varlink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One message of a caller. Read token by token, never as a tree: a megabyte of brackets from a stranger must not become
 * a hundred megabytes of objects.
 *
 * @param method with its interface
 */
public record Call(String method, Parameters parameters, boolean more, boolean oneway, boolean upgrade) {
    private static final int MOST_PARAMETERS = 32;
    private static final int LONGEST_LIST = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Reads a message.
     *
     * @throws BackupException {@code INVALID_PARAMETER} for whatever is not a call
     */
    public static Call parse(byte[] bytes, int offset, int length) throws BackupException {
        try (JsonParser json = JSON.createParser(bytes, offset, length)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "it is not an object");
            Call call = read(json);
            require(json.nextToken() == null, "something follows the object");
            return call;
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage());
        } catch (IOException e) {
            throw malformed("it is not UTF-8");
        }
    }

    private static Call read(JsonParser json) throws IOException, BackupException {
        String method = "";
        Parameters parameters = new Parameters(Map.of());
        boolean more = false;
        boolean oneway = false;
        boolean upgrade = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            switch (key) {
                case "method" -> {
                    require(value == JsonToken.VALUE_STRING, "'method' is not a string");
                    method = json.getText();
                }
                case "parameters" -> {
                    require(value == JsonToken.START_OBJECT, "'parameters' is not an object");
                    parameters = parameters(json);
                }
                case "more" -> more = flag(key, value);
                case "oneway" -> oneway = flag(key, value);
                case "upgrade" -> upgrade = flag(key, value);
                default -> throw malformed("it has a member that no call has");
            }
        }
        require(!method.isEmpty(), "'method' is missing");
        return new Call(method, parameters, more, oneway, upgrade);
    }

    private static boolean flag(String key, JsonToken value) throws BackupException {
        require(value.isBoolean(), "'" + key + "' is neither true nor false");
        return value == JsonToken.VALUE_TRUE;
    }

    private static Parameters parameters(JsonParser json) throws IOException, BackupException {
        Map<String, Object> values = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token != JsonToken.VALUE_NULL) {
                values.put(name, value(json, token));
            }
            require(values.size() <= MOST_PARAMETERS, "it has more parameters than any method");
        }
        return new Parameters(values);
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> integer(json);
            case START_ARRAY -> list(json);
            default -> {
                json.skipChildren();
                yield Parameters.UNFIT;
            }
        };
    }

    private static Object integer(JsonParser json) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return Parameters.UNFIT;
        }
        long value = json.getLongValue();
        boolean exact = value >= -Parameters.LARGEST && value <= Parameters.LARGEST;
        return exact ? (Object) value : Parameters.UNFIT;
    }

    private static Object list(JsonParser json) throws IOException {
        List<String> words = new ArrayList<>();
        boolean fit = true;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            fit &= token == JsonToken.VALUE_STRING && words.size() < LONGEST_LIST;
            if (fit) {
                words.add(json.getText());
            }
            json.skipChildren();
        }
        return fit ? words : Parameters.UNFIT;
    }

    private static void require(boolean condition, String why) throws BackupException {
        if (!condition) {
            throw malformed(why);
        }
    }

    private static BackupException malformed(String why) {
        String line = why.lines().findFirst().orElse("");
        return new BackupException(
                ErrorCode.INVALID_PARAMETER,
                "the message is not a varlink call: " + line.substring(0, Math.min(line.length(), 200)),
                "Send one JSON object with \"method\" and \"parameters\", then a NUL byte.");
    }
}
