package fluxj.services.joblist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

class ListedJobsTest {
    @RepeatedTest(5)
    void jobsAreFoundByIdWhateverCameAndWent(RepetitionInfo info) {
        SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
        ListedJobs table = new ListedJobs();
        TreeMap<Long, ListedJob> expected = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            long id = (long) random.nextInt(3000) << (random.nextBoolean() ? 24 : 0);
            if (expected.containsKey(id)) {
                table.remove(id);
                expected.remove(id);
            } else {
                ListedJob job = new ListedJob(id);
                table.add(job);
                expected.put(id, job);
            }
        }
        assertEquals(expected.size(), table.size());
        List<Long> ids = new ArrayList<>(expected.keySet());
        ids.forEach(id -> assertSame(expected.get(id), table.get(id)));
        ids.forEach(table::remove);
        assertEquals(0, table.size());
        ids.forEach(id -> assertNull(table.get(id)));
    }
}
