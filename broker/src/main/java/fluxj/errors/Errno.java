package fluxj.errors;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A Linux error number. Any number may come from a peer, so this is a value and not an enum; the
/// constants are those that Flux uses (RFC 3 "errnum", numbers of Linux on every machine).
public record Errno(int number) {

    /// Operation not permitted.
    public static final Errno EPERM = new Errno(1);

    /// No such file or directory.
    public static final Errno ENOENT = new Errno(2);

    /// No such process.
    public static final Errno ESRCH = new Errno(3);

    /// Interrupted system call.
    public static final Errno EINTR = new Errno(4);

    /// Input/output error.
    public static final Errno EIO = new Errno(5);

    /// No such device or address.
    public static final Errno ENXIO = new Errno(6);

    /// Argument list too long.
    public static final Errno E2BIG = new Errno(7);

    /// Exec format error.
    public static final Errno ENOEXEC = new Errno(8);

    /// Bad file descriptor.
    public static final Errno EBADF = new Errno(9);

    /// No child processes.
    public static final Errno ECHILD = new Errno(10);

    /// Resource temporarily unavailable.
    public static final Errno EAGAIN = new Errno(11);

    /// Cannot allocate memory.
    public static final Errno ENOMEM = new Errno(12);

    /// Permission denied.
    public static final Errno EACCES = new Errno(13);

    /// Bad address.
    public static final Errno EFAULT = new Errno(14);

    /// Device or resource busy.
    public static final Errno EBUSY = new Errno(16);

    /// File exists.
    public static final Errno EEXIST = new Errno(17);

    /// Invalid cross-device link.
    public static final Errno EXDEV = new Errno(18);

    /// No such device.
    public static final Errno ENODEV = new Errno(19);

    /// Not a directory.
    public static final Errno ENOTDIR = new Errno(20);

    /// Is a directory.
    public static final Errno EISDIR = new Errno(21);

    /// Invalid argument.
    public static final Errno EINVAL = new Errno(22);

    /// Too many open files in system.
    public static final Errno ENFILE = new Errno(23);

    /// Too many open files.
    public static final Errno EMFILE = new Errno(24);

    /// Inappropriate ioctl for device.
    public static final Errno ENOTTY = new Errno(25);

    /// File too large.
    public static final Errno EFBIG = new Errno(27);

    /// No space left on device.
    public static final Errno ENOSPC = new Errno(28);

    /// Illegal seek.
    public static final Errno ESPIPE = new Errno(29);

    /// Read-only file system.
    public static final Errno EROFS = new Errno(30);

    /// Too many links.
    public static final Errno EMLINK = new Errno(31);

    /// Broken pipe.
    public static final Errno EPIPE = new Errno(32);

    /// Numerical argument out of domain.
    public static final Errno EDOM = new Errno(33);

    /// Numerical result out of range.
    public static final Errno ERANGE = new Errno(34);

    /// Resource deadlock avoided.
    public static final Errno EDEADLK = new Errno(35);

    /// File name too long.
    public static final Errno ENAMETOOLONG = new Errno(36);

    /// Function not implemented.
    public static final Errno ENOSYS = new Errno(38);

    /// Directory not empty.
    public static final Errno ENOTEMPTY = new Errno(39);

    /// Too many levels of symbolic links.
    public static final Errno ELOOP = new Errno(40);

    /// No data available.
    public static final Errno ENODATA = new Errno(61);

    /// Timer expired.
    public static final Errno ETIME = new Errno(62);

    /// Protocol error.
    public static final Errno EPROTO = new Errno(71);

    /// Bad message.
    public static final Errno EBADMSG = new Errno(74);

    /// Value too large for defined data type.
    public static final Errno EOVERFLOW = new Errno(75);

    /// Invalid or incomplete multibyte or wide character.
    public static final Errno EILSEQ = new Errno(84);

    /// Message too long.
    public static final Errno EMSGSIZE = new Errno(90);

    /// Protocol not supported.
    public static final Errno EPROTONOSUPPORT = new Errno(93);

    /// Operation not supported.
    public static final Errno EOPNOTSUPP = new Errno(95);

    /// Address already in use.
    public static final Errno EADDRINUSE = new Errno(98);

    /// Cannot assign requested address.
    public static final Errno EADDRNOTAVAIL = new Errno(99);

    /// Network is down.
    public static final Errno ENETDOWN = new Errno(100);

    /// Network is unreachable.
    public static final Errno ENETUNREACH = new Errno(101);

    /// Software caused connection abort.
    public static final Errno ECONNABORTED = new Errno(103);

    /// Connection reset by peer.
    public static final Errno ECONNRESET = new Errno(104);

    /// No buffer space available.
    public static final Errno ENOBUFS = new Errno(105);

    /// Transport endpoint is already connected.
    public static final Errno EISCONN = new Errno(106);

    /// Transport endpoint is not connected.
    public static final Errno ENOTCONN = new Errno(107);

    /// Connection timed out.
    public static final Errno ETIMEDOUT = new Errno(110);

    /// Connection refused.
    public static final Errno ECONNREFUSED = new Errno(111);

    /// Host is down.
    public static final Errno EHOSTDOWN = new Errno(112);

    /// No route to host.
    public static final Errno EHOSTUNREACH = new Errno(113);

    /// Operation already in progress.
    public static final Errno EALREADY = new Errno(114);

    /// Operation now in progress.
    public static final Errno EINPROGRESS = new Errno(115);

    /// Stale file handle.
    public static final Errno ESTALE = new Errno(116);

    /// Disk quota exceeded.
    public static final Errno EDQUOT = new Errno(122);

    /// Operation canceled.
    public static final Errno ECANCELED = new Errno(125);

    /// State not recoverable.
    public static final Errno ENOTRECOVERABLE = new Errno(131);

    private record Known(String name, String text) {}

    private static final Map<Integer, Known> KNOWN = known();

    private static Map<Integer, Known> known() {
        Map<Integer, Known> known = new TreeMap<>();
        known.put(EPERM.number, new Known("EPERM", "Operation not permitted"));
        known.put(ENOENT.number, new Known("ENOENT", "No such file or directory"));
        known.put(ESRCH.number, new Known("ESRCH", "No such process"));
        known.put(EINTR.number, new Known("EINTR", "Interrupted system call"));
        known.put(EIO.number, new Known("EIO", "Input/output error"));
        known.put(ENXIO.number, new Known("ENXIO", "No such device or address"));
        known.put(E2BIG.number, new Known("E2BIG", "Argument list too long"));
        known.put(ENOEXEC.number, new Known("ENOEXEC", "Exec format error"));
        known.put(EBADF.number, new Known("EBADF", "Bad file descriptor"));
        known.put(ECHILD.number, new Known("ECHILD", "No child processes"));
        known.put(EAGAIN.number, new Known("EAGAIN", "Resource temporarily unavailable"));
        known.put(ENOMEM.number, new Known("ENOMEM", "Cannot allocate memory"));
        known.put(EACCES.number, new Known("EACCES", "Permission denied"));
        known.put(EFAULT.number, new Known("EFAULT", "Bad address"));
        known.put(EBUSY.number, new Known("EBUSY", "Device or resource busy"));
        known.put(EEXIST.number, new Known("EEXIST", "File exists"));
        known.put(EXDEV.number, new Known("EXDEV", "Invalid cross-device link"));
        known.put(ENODEV.number, new Known("ENODEV", "No such device"));
        known.put(ENOTDIR.number, new Known("ENOTDIR", "Not a directory"));
        known.put(EISDIR.number, new Known("EISDIR", "Is a directory"));
        known.put(EINVAL.number, new Known("EINVAL", "Invalid argument"));
        known.put(ENFILE.number, new Known("ENFILE", "Too many open files in system"));
        known.put(EMFILE.number, new Known("EMFILE", "Too many open files"));
        known.put(ENOTTY.number, new Known("ENOTTY", "Inappropriate ioctl for device"));
        known.put(EFBIG.number, new Known("EFBIG", "File too large"));
        known.put(ENOSPC.number, new Known("ENOSPC", "No space left on device"));
        known.put(ESPIPE.number, new Known("ESPIPE", "Illegal seek"));
        known.put(EROFS.number, new Known("EROFS", "Read-only file system"));
        known.put(EMLINK.number, new Known("EMLINK", "Too many links"));
        known.put(EPIPE.number, new Known("EPIPE", "Broken pipe"));
        known.put(EDOM.number, new Known("EDOM", "Numerical argument out of domain"));
        known.put(ERANGE.number, new Known("ERANGE", "Numerical result out of range"));
        known.put(EDEADLK.number, new Known("EDEADLK", "Resource deadlock avoided"));
        known.put(ENAMETOOLONG.number, new Known("ENAMETOOLONG", "File name too long"));
        known.put(ENOSYS.number, new Known("ENOSYS", "Function not implemented"));
        known.put(ENOTEMPTY.number, new Known("ENOTEMPTY", "Directory not empty"));
        known.put(ELOOP.number, new Known("ELOOP", "Too many levels of symbolic links"));
        known.put(ENODATA.number, new Known("ENODATA", "No data available"));
        known.put(ETIME.number, new Known("ETIME", "Timer expired"));
        known.put(EPROTO.number, new Known("EPROTO", "Protocol error"));
        known.put(EBADMSG.number, new Known("EBADMSG", "Bad message"));
        known.put(
                EOVERFLOW.number, new Known("EOVERFLOW", "Value too large for defined data type"));
        known.put(
                EILSEQ.number,
                new Known("EILSEQ", "Invalid or incomplete multibyte or wide character"));
        known.put(EMSGSIZE.number, new Known("EMSGSIZE", "Message too long"));
        known.put(EPROTONOSUPPORT.number, new Known("EPROTONOSUPPORT", "Protocol not supported"));
        known.put(EOPNOTSUPP.number, new Known("EOPNOTSUPP", "Operation not supported"));
        known.put(EADDRINUSE.number, new Known("EADDRINUSE", "Address already in use"));
        known.put(
                EADDRNOTAVAIL.number,
                new Known("EADDRNOTAVAIL", "Cannot assign requested address"));
        known.put(ENETDOWN.number, new Known("ENETDOWN", "Network is down"));
        known.put(ENETUNREACH.number, new Known("ENETUNREACH", "Network is unreachable"));
        known.put(
                ECONNABORTED.number, new Known("ECONNABORTED", "Software caused connection abort"));
        known.put(ECONNRESET.number, new Known("ECONNRESET", "Connection reset by peer"));
        known.put(ENOBUFS.number, new Known("ENOBUFS", "No buffer space available"));
        known.put(EISCONN.number, new Known("EISCONN", "Transport endpoint is already connected"));
        known.put(ENOTCONN.number, new Known("ENOTCONN", "Transport endpoint is not connected"));
        known.put(ETIMEDOUT.number, new Known("ETIMEDOUT", "Connection timed out"));
        known.put(ECONNREFUSED.number, new Known("ECONNREFUSED", "Connection refused"));
        known.put(EHOSTDOWN.number, new Known("EHOSTDOWN", "Host is down"));
        known.put(EHOSTUNREACH.number, new Known("EHOSTUNREACH", "No route to host"));
        known.put(EALREADY.number, new Known("EALREADY", "Operation already in progress"));
        known.put(EINPROGRESS.number, new Known("EINPROGRESS", "Operation now in progress"));
        known.put(ESTALE.number, new Known("ESTALE", "Stale file handle"));
        known.put(EDQUOT.number, new Known("EDQUOT", "Disk quota exceeded"));
        known.put(ECANCELED.number, new Known("ECANCELED", "Operation canceled"));
        known.put(ENOTRECOVERABLE.number, new Known("ENOTRECOVERABLE", "State not recoverable"));
        return Map.copyOf(known);
    }

    /// The number that the C library has this text for, if it is one of those above.
    static Optional<Errno> ofText(String text) {
        return KNOWN.entrySet().stream()
                .filter(entry -> entry.getValue().text().equals(text))
                .map(entry -> new Errno(entry.getKey()))
                .min(Comparator.comparingInt(Errno::number));
    }

    /// The C library's text for this number, such as `No such file or directory`.
    public String text() {
        Known known = KNOWN.get(number);
        return known == null ? "Unknown error " + number : known.text();
    }

    @Override
    public String toString() {
        Known known = KNOWN.get(number);
        return known == null ? "errno " + number : known.name();
    }
}
