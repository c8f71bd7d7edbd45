package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Descriptors;
import fluxj.platform.Signals;
import fluxj.platform.Signum;
import fluxj.reactor.Reactor;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Signals by way of HotSpot's own signal thread. It delivers HUP, INT, TERM, ALRM, USR1 and USR2
/// without any JVM option; `-Xrs` must not be given, it would take HUP, INT and TERM away. QUIT
/// needs [QuitSignal].
///
/// One instance a process: a handler belongs to the whole JVM. `sun.misc.Signal` is reached by
/// name, because javac has a warning for it that nothing silences.
public final class OsSignals implements Signals {
    private final Reactor reactor;
    private final @Nullable Descriptors descriptors;
    private @Nullable QuitSignal quit;
    private final Map<Object, Object> previous = new LinkedHashMap<>();
    private @Nullable HotSpot hotSpot;

    /// Signals for that reactor, without SIGQUIT.
    public OsSignals(Reactor reactor) {
        this.reactor = reactor;
        descriptors = null;
    }

    /// Signals for that reactor, SIGQUIT among them.
    public OsSignals(Reactor reactor, Descriptors descriptors) {
        this.reactor = reactor;
        this.descriptors = descriptors;
    }

    /// Sends a signal to a process; nothing happens when it is gone.
    public static void send(long pid, int signum) {
        try {
            LibcProcess.kill(Math.toIntExact(pid), signum);
        } catch (FluxException e) {
            if (!e.errno().equals(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    /// From now on SIGQUIT ends this process, as it does one that never heard of it.
    public static void endOnQuit() {
        QuitSignal.letEnd();
    }

    /// `sun.misc.Signal` and `sun.misc.SignalHandler`, without their names in the class file.
    ///
    /// @param adapter makes a handler of a [Delivery]; one for all signals, because each costs
    ///   milliseconds
    private record HotSpot(Class<?> signalClass, Class<?> handlerClass, MethodHandle adapter) {
        static HotSpot find() {
            try {
                Class<?> signalClass = Class.forName("sun.misc.Signal");
                Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
                return new HotSpot(signalClass, handlerClass, adapter(signalClass, handlerClass));
            } catch (ReflectiveOperationException | LambdaConversionException e) {
                throw new IllegalStateException("this JVM lacks the module jdk.unsupported", e);
            }
        }

        private static MethodHandle adapter(Class<?> signalClass, Class<?> handlerClass)
                throws ReflectiveOperationException, LambdaConversionException {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle deliver =
                    lookup.findVirtual(
                            Delivery.class,
                            "accept",
                            MethodType.methodType(void.class, Object.class));
            MethodType handle = MethodType.methodType(void.class, signalClass);
            return LambdaMetafactory.metafactory(
                            lookup,
                            "handle",
                            MethodType.methodType(handlerClass, Delivery.class),
                            handle,
                            deliver,
                            handle)
                    .getTarget();
        }

        Object signal(int signum) throws ReflectiveOperationException {
            return signalClass
                    .getConstructor(String.class)
                    .newInstance(Signum.name(signum).substring("SIG".length()));
        }

        Object handler(Delivery delivery) {
            try {
                return adapter.invoke(delivery);
            } catch (Throwable e) {
                // A method handle is declared to throw anything; this one builds an object.
                throw new IllegalStateException(e);
            }
        }

        /// Installs a handler; the one before it.
        Object handle(Object signal, Object handler) throws ReflectiveOperationException {
            return signalClass
                    .getMethod("handle", signalClass, handlerClass)
                    .invoke(null, signal, handler);
        }
    }

    /// What the JVM calls on a thread of its own.
    private record Delivery(Reactor reactor, int signum, IntConsumer handler)
            implements Consumer<Object> {
        @Override
        public void accept(Object signal) {
            reactor.post(() -> handler.accept(signum));
        }
    }

    @Override
    public List<Integer> handle(List<Integer> signums, IntConsumer handler) {
        HotSpot jvm = hotSpot == null ? HotSpot.find() : hotSpot;
        hotSpot = jvm;
        List<Integer> refused = new ArrayList<>();
        for (int signum : signums) {
            if (signum == Signum.SIGQUIT && descriptors != null && QuitSignal.isSupported()) {
                handleQuit(descriptors, handler);
                continue;
            }
            try {
                Object signal = jvm.signal(signum);
                Object adapter = jvm.handler(new Delivery(reactor, signum, handler));
                previous.putIfAbsent(signal, jvm.handle(signal, adapter));
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException)) {
                    throw new IllegalStateException(e);
                }
                refused.add(signum);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return refused;
    }

    private void handleQuit(Descriptors waiting, IntConsumer handler) {
        if (quit != null) {
            quit.close();
        }
        quit = QuitSignal.handle(waiting, () -> handler.accept(Signum.SIGQUIT));
    }

    @Override
    public void ignore(List<Integer> signums) {
        HotSpot jvm = hotSpot == null ? HotSpot.find() : hotSpot;
        hotSpot = jvm;
        try {
            Object nothing = jvm.handlerClass().getField("SIG_IGN").get(null);
            for (int signum : signums) {
                Object signal = jvm.signal(signum);
                previous.putIfAbsent(signal, jvm.handle(signal, nothing));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void raiseInGroup(int signum) {
        LibcProcess.kill(0, signum);
    }

    @Override
    public void close() {
        if (quit != null) {
            quit.close();
            quit = null;
        }
        HotSpot jvm = hotSpot;
        if (jvm == null) {
            return;
        }
        previous.forEach(
                (signal, before) -> {
                    try {
                        jvm.handle(signal, before);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                });
        previous.clear();
    }
}
