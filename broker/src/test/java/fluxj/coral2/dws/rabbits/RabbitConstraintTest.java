package fluxj.coral2.dws.rabbits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RabbitConstraintTest {
    @Test
    void aSchedulerThatKnowsNothingOfStorageAvoidsBadAndTakenRabbits() {
        assertEquals(
                "{\"and\":[{\"not\":[{\"properties\":[\"badrabbit\"]}]},"
                        + "{\"not\":[{\"properties\":[\"alloc_rabbit\"]}]}]}",
                RabbitConstraint.withoutStorageScheduled().toString());
    }

    @Test
    void oneThatDoesAvoidsNodesThatAreNotDrained() {
        assertEquals("null", RabbitConstraint.withStorageScheduled(true).toString());
        assertEquals(
                "{\"not\":[{\"properties\":[\"badrabbit\"]}]}",
                RabbitConstraint.withStorageScheduled(false).toString());
    }
}
