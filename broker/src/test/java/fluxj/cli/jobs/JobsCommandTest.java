package fluxj.cli.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class JobsCommandTest {
    @Test
    void sortKeysAreToldFromOptions() {
        assertEquals(
                List.of("-n", "--sort= -id,-name"),
                JobsCommand.spelledOut(List.of("-n", "--sort=-id,-name")));
    }
}
