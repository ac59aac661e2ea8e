package io.thingconnect.pulse.backupd.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The 3-2-1 rule: three copies of the data, on two kinds of media, one of them off-site. The installation itself is the first
 * copy, on a disk of this machine; each destination that holds the newest backups is another one.
 */
public final class CopyRule {
    /** Of the installation, and of a local destination for which nothing else was said. */
    public static final String LIVE_MEDIA = "local";

    private static final int COPIES = 3;
    private static final int MEDIA = 2;

    private CopyRule() {}

    /**
     * A destination.
     *
     * @param media a word that tells kinds of media apart
     * @param current whether the newest backups that are meant for it are there
     */
    public record Place(String name, String media, boolean offsite, boolean current) {}

    /**
     * How the rule stands.
     *
     * @param copies the installation included
     * @param media kinds of media that hold one, the installation's included
     * @param offsite how many copies are off-site
     * @param missing what is not met, one clause each; empty: the rule is met
     */
    public record Verdict(int copies, int media, int offsite, List<String> missing) {
        public Verdict {
            missing = List.copyOf(missing);
        }

        public boolean isMet() {
            return missing.isEmpty();
        }

        /** One line for people. */
        public String summary() {
            String facts = copies + (copies == 1 ? " copy (live)" : " copies (live + " + (copies - 1) + ")") + ", "
                    + media + (media == 1 ? " medium" : " media") + ", " + offsite + " off-site";
            return isMet() ? "met: " + facts : "NOT met: " + facts + "; " + String.join("; ", missing);
        }
    }

    public static Verdict of(List<Place> places) {
        List<Place> current = places.stream().filter(Place::current).toList();
        int copies = 1 + current.size();
        long others = current.stream()
                .map(Place::media)
                .filter(media -> !media.equals(LIVE_MEDIA))
                .distinct()
                .count();
        int media = 1 + (int) others;
        int offsite = (int) current.stream().filter(Place::offsite).count();
        List<String> missing = new ArrayList<>();
        if (copies < COPIES) {
            missing.add((COPIES - copies == 1 ? "a copy is" : COPIES - copies + " copies are") + " missing"
                    + stale(places, place -> true));
        }
        if (media < MEDIA) {
            missing.add("every copy is on the same kind of media"
                    + stale(places, place -> !place.media().equals(LIVE_MEDIA)));
        }
        if (offsite == 0) {
            missing.add("no copy is off-site" + stale(places, Place::offsite));
        }
        return new Verdict(copies, media, offsite, missing);
    }

    /** Which places would count if they held the newest backups. */
    private static String stale(List<Place> places, java.util.function.Predicate<Place> counts) {
        List<Place> stale =
                places.stream().filter(place -> !place.current()).filter(counts).toList();
        return stale.isEmpty()
                ? ""
                : " ("
                        + stale.stream().map(place -> "'" + place.name() + "'").collect(Collectors.joining(", "))
                        + (stale.size() == 1 ? " lacks" : " lack") + " the newest backup)";
    }
}
