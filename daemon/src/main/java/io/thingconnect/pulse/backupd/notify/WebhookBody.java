package io.thingconnect.pulse.backupd.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is posted.
 *
 * @param path to be added to the address; "" for none
 * @param headers besides the type
 */
record WebhookBody(String path, String type, String text, Map<String, String> headers) {
    static final String TIMESTAMP = "X-Pulse-Timestamp";
    static final String SIGNATURE = "X-Pulse-Signature";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json; charset=utf-8";

    static WebhookBody of(ChannelSpec.Webhook spec, Notice notice) {
        return switch (spec.format()) {
            case JSON -> json(spec, notice);
            case SLACK -> new WebhookBody("", JSON_TYPE, slack(notice), Map.of());
            case TEAMS -> new WebhookBody("", JSON_TYPE, teams(notice), Map.of());
            case PING -> new WebhookBody(path(notice), "text/plain; charset=utf-8", NoticeText.body(notice), Map.of());
        };
    }

    private static WebhookBody json(ChannelSpec.Webhook spec, Notice notice) {
        String body = notice.json();
        Map<String, String> headers = new TreeMap<>();
        if (!spec.secret().isEmpty()) {
            String seconds = Long.toString(Instant.parse(notice.at()).getEpochSecond());
            headers.put(TIMESTAMP, seconds);
            headers.put(SIGNATURE, "sha256=" + hmac(spec.secret(), seconds + "." + body));
        }
        return new WebhookBody("", JSON_TYPE, body, headers);
    }

    /** The time is signed as well, so that an old message cannot be sent again as a new one. */
    private static String hmac(Secret secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** These three characters begin markup there. */
    private static String slack(Notice notice) {
        String text = "*" + NoticeText.subject(notice) + "*\n" + NoticeText.body(notice);
        return write(
                Map.of("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }

    /** An adaptive card: what a workflow's webhook takes since connectors are gone. */
    private static String teams(Notice notice) {
        Map<String, Object> title = new TreeMap<>(
                Map.of("type", "TextBlock", "text", NoticeText.subject(notice), "wrap", true, "weight", "Bolder"));
        // Two line ends are one there.
        Map<String, Object> text = new TreeMap<>(
                Map.of("type", "TextBlock", "text", NoticeText.body(notice).replace("\n", "\n\n"), "wrap", true));
        Map<String, Object> card = new TreeMap<>(Map.of(
                "$schema",
                "http://adaptivecards.io/schemas/adaptive-card.json",
                "type",
                "AdaptiveCard",
                "version",
                "1.4",
                "body",
                List.of(title, text)));
        return write(Map.of(
                "type",
                "message",
                "attachments",
                List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card))));
    }

    private static String path(Notice notice) {
        return switch (notice.events().get(0).event()) {
            case "start" -> "/start";
            case "failure", "alarm" -> "/fail";
            // Neither a backup nor the beginning of one, whose end would then be missed.
            case "test" -> "/log";
            default -> "";
        };
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings cannot be written as JSON", e);
        }
    }
}
