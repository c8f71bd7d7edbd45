package fluxj.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/// A compiled time zone file, version 2 or later (RFC 8536), such as `/etc/localtime`.
public final class ZoneFile {
    private static final int MAGIC = 0x545A6966;
    private static final int HEADER = 44;
    private static final int RESERVED = 15;

    private ZoneFile() {}

    private record Type(ZoneOffset offset, boolean summer, int name) {}

    /// Reads one.
    ///
    /// @throws FormatException when it is none
    public static PosixTimeZone read(byte[] bytes) {
        try {
            return read(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | DateTimeException e) {
            throw new FormatException("time zone file is damaged");
        }
    }

    private static int[] counts(ByteBuffer in) {
        if (in.getInt() != MAGIC || in.get() < '2') {
            throw new FormatException("no time zone file of version 2 or later");
        }
        in.position(in.position() + RESERVED);
        int[] counts = new int[6];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.getInt();
            if (counts[i] < 0 || counts[i] > in.limit()) {
                throw new FormatException("time zone file is damaged");
            }
        }
        return counts;
    }

    private static PosixTimeZone read(ByteBuffer in) {
        int[] old = counts(in);
        int oldBody = old[0] + old[1] + old[2] * 8 + old[3] * 5 + old[4] * 6 + old[5];
        in.position(HEADER + oldBody);
        int[] counts = counts(in);
        int times = counts[3];
        long[] seconds = new long[times];
        for (int i = 0; i < times; i++) {
            seconds[i] = in.getLong();
        }
        byte[] index = new byte[times];
        in.get(index);
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < counts[4]; i++) {
            types.add(
                    new Type(
                            ZoneOffset.ofTotalSeconds(in.getInt()),
                            in.get() != 0,
                            Byte.toUnsignedInt(in.get())));
        }
        byte[] names = new byte[counts[5]];
        in.get(names);
        in.position(in.position() + counts[2] * 12 + counts[1] + counts[0] + 1);
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        String footer = new String(rest, StandardCharsets.US_ASCII).strip();
        return zone(seconds, index, types, names, footer);
    }

    private static PosixTimeZone zone(
            long[] seconds, byte[] index, List<Type> types, byte[] names, String footer) {
        Type first = types.getFirst();
        Type standard = first;
        Type summer = first;
        List<PosixTimeZone.Switch> switches = new ArrayList<>();
        List<PosixTimeZone.Switch> standards = new ArrayList<>();
        for (int i = 0; i < seconds.length; i++) {
            Type type = types.get(Byte.toUnsignedInt(index[i]));
            switches.add(new PosixTimeZone.Switch(seconds[i], type.offset()));
            if (type.summer()) {
                summer = type;
            } else {
                standards.add(new PosixTimeZone.Switch(seconds[i], type.offset()));
                standard = type;
            }
        }
        long last = seconds.length == 0 ? Long.MIN_VALUE : seconds[seconds.length - 1];
        String standardName = name(names, standard.name());
        String summerName = name(names, summer.name());
        if (!footer.isEmpty()) {
            PosixTimeZone later = PosixTimeZone.parse(footer);
            standardName = later.standardName();
            summerName = later.summerName();
            for (ZoneOffsetTransition next : later.rules().getTransitions()) {
                if (next.toEpochSecond() > last) {
                    switches.add(
                            new PosixTimeZone.Switch(next.toEpochSecond(), next.getOffsetAfter()));
                }
            }
        }
        return new PosixTimeZone(
                ZoneRules.of(
                        first.offset(),
                        first.offset(),
                        PosixTimeZone.transitions(first.offset(), standards),
                        PosixTimeZone.transitions(first.offset(), switches),
                        List.of()),
                standardName,
                summerName);
    }

    private static String name(byte[] names, int from) {
        int to = from;
        while (to < names.length && names[to] != 0) {
            to++;
        }
        return new String(names, from, to - from, StandardCharsets.US_ASCII);
    }
}
