package io.thingconnect.pulse.backupd.report;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * The recovery document of one installation, for somebody who has never seen it: first whom to call and what there is, then
 * each recovery step by step, with this product and with stock tools alone.
 */
public final class Runbook {
    /** Its name at a destination. */
    public static final String FILE = "RUNBOOK.md";

    private static final String WRITTEN = "Written ";

    private final RunbookFacts facts;

    private Runbook(RunbookFacts facts) {
        this.facts = requireNonNull(facts, "facts is null");
    }

    /** As Markdown. */
    public static String markdown(RunbookFacts facts) {
        return MarkdownText.of(new Runbook(facts).document());
    }

    /** As one page of HTML that needs nothing else. */
    public static String html(RunbookFacts facts) {
        return HtmlPage.of(new Runbook(facts).document());
    }

    /** Whether both texts say the same, whenever they were written. */
    public static boolean sameApartFromTime(String one, String other) {
        return timeless(one).equals(timeless(other));
    }

    private static String timeless(String markdown) {
        return markdown.replaceFirst("(?m)^" + WRITTEN + ".*$", "");
    }

    private Document document() {
        Document document = new Document("Recovery of " + facts.box().host());
        document.text(WRITTEN + RunbookWords.time(facts.at()) + " by ThingConnect Pulse Backup "
                + facts.box().version() + ", from its configuration and catalog. A newer one: `pulsectl runbook`.");
        document.text("It says how to get the ThingConnect Pulse server "
                + Document.code(facts.box().host())
                + " back: this box, a part of it, or all of it on a new machine. Print it, and keep it away from the box."
                + " No password is in it.");
        document.text(
                "All commands are typed by `root` (first: `sudo -i`). A block is pasted as a whole; what stands behind `#`"
                        + " is said to people, and does no harm.");
        new RunbookInventory(facts).write(document);
        new RunbookSteps(facts).write(document);
        new RunbookChecks(facts).write(document);
        return document;
    }

    /** {@code markdown} or {@code html}, as a request names them. */
    public enum Format {
        MARKDOWN,
        HTML;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public String text(RunbookFacts facts) {
            return switch (this) {
                case MARKDOWN -> markdown(facts);
                case HTML -> html(facts);
            };
        }
    }
}
