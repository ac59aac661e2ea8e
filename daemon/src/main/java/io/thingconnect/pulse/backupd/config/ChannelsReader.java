package io.thingconnect.pulse.backupd.config;

import io.thingconnect.pulse.backupd.notify.ChannelSpec;
import io.thingconnect.pulse.backupd.notify.Event;
import io.thingconnect.pulse.backupd.notify.Secret;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes {@code notifications:} out of a long form that has no errors. */
final class ChannelsReader {
    private ChannelsReader() {}

    static List<ChannelSpec> channels(Value.Block notifications) {
        List<ChannelSpec> channels = new ArrayList<>();
        notifications.values().forEach((name, value) -> channels.add(channel(name, (Value.Block) value)));
        return channels;
    }

    private static ChannelSpec channel(String name, Value.Block block) {
        ChannelSpec.Subscription subscription =
                new ChannelSpec.Subscription(name, events(block), Set.copyOf(block.texts("jobs")));
        return switch (block.text("type").orElseThrow()) {
            case "email" ->
                new ChannelSpec.Email(
                        subscription, block.texts("to"), block.text("from").orElse(""), smtp(block.block("smtp")));
            case "webhook" ->
                new ChannelSpec.Webhook(
                        subscription,
                        secret(block, "url"),
                        ChannelSpec.Format.valueOf(
                                block.text("format").orElseThrow().toUpperCase(Locale.ROOT)),
                        secret(block, "secret"));
            default -> new ChannelSpec.Command(subscription, block.texts("command"));
        };
    }

    /** A dead-man's switch wants to hear of runs, where nothing else is said. */
    private static Set<Event> events(Value.Block block) {
        if (!block.says("on") && block.text("format").filter("ping"::equals).isPresent()) {
            return EnumSet.of(Event.START, Event.SUCCESS, Event.FAILURE);
        }
        Set<Event> events = EnumSet.noneOf(Event.class);
        block.texts("on").forEach(word -> events.add(Event.parse(word).orElseThrow()));
        return events;
    }

    private static ChannelSpec.Smtp smtp(Value.Block smtp) {
        return new ChannelSpec.Smtp(
                smtp.text("host").orElseThrow(),
                Integer.parseInt(smtp.text("port").orElseThrow()),
                ChannelSpec.Tls.valueOf(smtp.text("tls").orElseThrow().toUpperCase(Locale.ROOT)),
                smtp.text("username").orElse(""),
                secret(smtp, "password"));
    }

    private static Secret secret(Value.Block block, String key) {
        return Secret.of(block.text(key).orElse(""));
    }
}
