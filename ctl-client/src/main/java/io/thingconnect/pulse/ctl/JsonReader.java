package io.thingconnect.pulse.ctl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object as a tree of maps (in the order received), lists, strings, longs, doubles, booleans and nulls. Bounded:
 * the caller limits the bytes, this class the depth.
 */
final class JsonReader {
    private static final int MAX_DEPTH = 32;
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonReader() {}

    static Fields read(byte[] bytes, int length) throws Failure {
        try (JsonParser parser = FACTORY.createParser(bytes, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Failure.garbage("it is not a JSON object");
            }
            Fields fields = new Fields(object(parser, 1));
            if (parser.nextToken() != null) {
                throw Failure.garbage("something follows the JSON object");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw Failure.garbage("it is not JSON: " + Text.clean(e.getOriginalMessage()));
        } catch (IOException e) {
            // Not from memory, other than for bytes that are no UTF-8.
            throw Failure.garbage("it is not UTF-8");
        }
    }

    private static Map<String, Object> object(JsonParser parser, int depth) throws IOException, Failure {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser, depth));
        }
        return object;
    }

    private static List<Object> list(JsonParser parser, int depth) throws IOException, Failure {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser, depth));
        }
        return list;
    }

    private static Object value(JsonParser parser, int depth) throws IOException, Failure {
        JsonToken token = parser.currentToken();
        if (depth >= MAX_DEPTH) {
            throw Failure.garbage("it is nested too deeply");
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        } else if (token == JsonToken.START_OBJECT) {
            return object(parser, depth + 1);
        } else if (token == JsonToken.START_ARRAY) {
            return list(parser, depth + 1);
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return parser.getDoubleValue();
        }
        return null;
    }
}
