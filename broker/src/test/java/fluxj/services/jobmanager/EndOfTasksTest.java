package fluxj.services.jobmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndOfTasksTest {
    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "256, task(s) exited with exit code 1",
        "36608, task(s) Terminated",
        "9, job shell Killed",
        "127, unexpected wait(2) status 127"
    })
    void saysWhatWentWrong(int status, String problem) {
        assertEquals(problem, EndOfTasks.problem(status));
    }
}
