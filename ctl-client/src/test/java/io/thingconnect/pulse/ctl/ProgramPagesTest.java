package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramPagesTest {
    @Test
    void whatIsSaidOfAnOption_staysWithIt_overItsEndOfLine() throws IOException {
        String page = ProgramPages.restore(List.of(
                "usage: pulse-restore LABEL",
                "",
                "Restores.",
                "",
                "  --secrets FILE   opens what is closed,",
                "                   one a line",
                "  --yes            do not ask",
                "",
                "example: pulse-restore latest"));
        assertTrue(page.contains("opens what is closed, one a line\n"), page);
    }
}
