package fluxj.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.ModuleSpec;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// Services that let out what nobody expects keep nobody waiting.
class BrokenServiceTest {
    private Supplier<Promise<Empty>> start = () -> Promise.of(Empty.EMPTY);
    private Supplier<Promise<Empty>> stop = () -> Promise.of(Empty.EMPTY);
    private final TestBroker broker = new TestBroker(new Factory());

    private final class Factory implements ServiceFactory {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Service create(ServiceContext context) {
            return new Broken();
        }
    }

    private final class Broken implements Service {
        @Override
        public HandlerTable handlers() {
            return HandlerTable.builder()
                    .onRaw("broken.memory", Access.OWNER, call -> let(call, new OutOfMemoryError()))
                    .onRaw(
                            "broken.stack",
                            Access.OWNER,
                            call -> let(call, new StackOverflowError()))
                    .onRaw(
                            "broken.class",
                            Access.OWNER,
                            call -> let(call, new ExceptionInInitializerError("x")))
                    .build();
        }

        private static void let(RawCall call, Error error) {
            assertTrue(call.request().topic().startsWith("broken."));
            throw error;
        }

        @Override
        public Promise<Empty> start() {
            return start.get();
        }

        @Override
        public Promise<Empty> stop() {
            return stop.get();
        }
    }

    private static Promise<Empty> crash() {
        throw new NoClassDefFoundError("Could not initialize class X");
    }

    private FluxException refused(String topic) {
        return assertThrows(FluxException.class, () -> broker.ask(topic, "{}"));
    }

    @Test
    void errorsOfHandlersAreAnsweredInWordsAndReportedOnce() {
        broker.core().add("broken", _ -> new Broken());
        FluxException memory = refused("broken.memory");
        assertEquals(Errno.ENOMEM, memory.errno());
        assertEquals("not enough memory for broken.memory", memory.text());
        for (String topic : List.of("broken.stack", "broken.class")) {
            FluxException error = refused(topic);
            assertEquals(Errno.EIO, error.errno());
            assertEquals("internal error in " + topic + "; see the broker's log", error.text());
        }
        assertEquals(3, broker.faults().size());
        assertInstanceOf(OutOfMemoryError.class, broker.faults().getFirst().getCause());
    }

    @Test
    void theBrokerEndsAlthoughAServiceCannot() {
        broker.core().add("broken", _ -> new Broken());
        stop = BrokenServiceTest::crash;
        assertTrue(broker.core().stop().isDone());
        assertEquals(
                List.of("broker.err: stop: internal error in stop of broken"), broker.logged());
    }

    @Test
    void theBrokerWaitsTenSecondsForAServiceThatDoesNotEnd() {
        broker.core().add("broken", _ -> new Broken());
        stop = Deferred::new;
        Promise<Empty> end = broker.core().stop();
        broker.reactor().advance(Duration.ofMillis(9_999));
        assertFalse(end.isDone());
        broker.reactor().advance(Duration.ofMillis(1));
        assertTrue(end.isDone());
        assertEquals(List.of("broker.err: stop: broken did not end within 10s"), broker.logged());
    }

    @Test
    void aModuleThatCannotEndIsGone() {
        broker.get(broker.modules().load(ModuleSpec.of("broken")));
        stop = BrokenServiceTest::crash;
        broker.get(broker.modules().remove("broken", false));
        assertFalse(broker.modules().isLoaded("broken"));
    }

    @Test
    void aModuleThatCannotStartSaysSo() {
        start = BrokenServiceTest::crash;
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> broker.get(broker.modules().load(ModuleSpec.of("broken"))));
        assertEquals(Errno.EIO, error.errno());
        assertEquals("internal error in start of broken", error.text());
    }
}
