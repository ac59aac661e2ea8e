package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader against a known one: the same trees, the same refusals. */
class JsonReaderTest {
    private static Fields read(String json) throws Failure {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JsonReader.read(bytes, bytes.length);
    }

    @Test
    void read_keepsOrderAndTypes() throws Failure {
        Fields fields = read(" {\"b\":1, \"a\" : [true,false,null,-2.5e1,\"\\u00e9\\n\\\"\"],\"c\":{}}\n");
        assertEquals("{\"b\":1,\"a\":[true,false,null,-25.0,\"\u00e9\\n\\\"\"],\"c\":{}}", JsonWriter.write(fields));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1]",
                "7",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":+1}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12",
                "{\"a\":\"",
                "{\"a\":\"\n\"}",
                "{'a':1}",
                "{\"a\":[1 2]}",
                "{\"a\":[1,]}",
                "{} {}",
                "{\"a\":9223372036854775808}"
            })
    void read_refusesWhatIsNoObject(String json) {
        Failure failure = assertThrows(Failure.class, () -> read(json));
        assertEquals("BadReply", failure.code());
    }

    @Test
    void read_isBoundedInDepth() throws Failure {
        read("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}");
        Failure failure = assertThrows(Failure.class, () -> read("{\"a\":" + "[".repeat(100_000)));
        assertTrue(failure.getMessage().contains("nested too deeply"), failure.getMessage());
    }

    @Test
    void read_agreesWithAKnownReaderOnDamagedReplies() throws IOException {
        Random random = new Random(20240115);
        String[] originals = {Samples.goodStatus(), Samples.whole(Samples.BACKUP, Samples.PASSED), Samples.ENTRY};
        String spice = "\"{}[]:,\\u0e-+.1truefalsn \u00e9";
        int agreedTrees = 0;
        int agreedRefusals = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(originals[i % originals.length]);
            for (int mutations = random.nextInt(3); mutations >= 0; mutations--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, spice.charAt(random.nextInt(spice.length())));
                    default -> text.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                }
            }
            String known = known(text.toString());
            assertEquals(known, ours(text.toString()), text.toString());
            agreedTrees += known.equals("refused") ? 0 : 1;
            agreedRefusals += known.equals("refused") ? 1 : 0;
        }
        assertTrue(
                agreedTrees > 1000 && agreedRefusals > 1000, agreedTrees + " trees, " + agreedRefusals + " refusals");
    }

    private static String ours(String json) {
        try {
            return JsonWriter.write(read(json));
        } catch (Failure e) {
            return "refused";
        }
    }

    private static String known(String json) {
        // From characters: its reader of bytes guesses other encodings than UTF-8.
        try (JsonParser parser = new JsonFactory().createParser(new StringReader(json))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "refused";
            }
            Object tree = tree(parser);
            return parser.nextToken() == null ? JsonWriter.write(tree) : "refused";
        } catch (IOException e) {
            return "refused";
        }
    }

    private static Object tree(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, tree(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(tree(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    @Test
    void write_escapesWhatSteersATerminalAndHalfCharacters() {
        assertEquals(
                "\"\\u001b\\u009b\\u202e\\ud800x\ud83d\ude00\"",
                JsonWriter.write("\033\u009b\u202e\ud800x\ud83d\ude00"));
    }
}
