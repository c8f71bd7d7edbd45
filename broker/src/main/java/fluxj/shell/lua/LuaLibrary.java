package fluxj.shell.lua;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import party.iroiro.luajava.Lua;
import party.iroiro.luajava.lua54.Lua54;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// Opens Lua states. The binding unpacks its library to a folder that everybody can guess the name
/// of and loads what it finds there, so the folder has to be this user's alone.
final class LuaLibrary {
    private LuaLibrary() {}

    /// A new state.
    ///
    /// @throws FluxException when the library cannot be loaded
    static Lua open() {
        Path folder =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "libgdx" + System.getProperty("user.name"));
        try {
            claim(folder);
            return new Lua54();
        } catch (IOException e) {
            FluxException why = FluxException.of(e);
            throw new FluxException(why.errno(), "Lua library: " + why.getMessage());
        } catch (IllegalStateException | LinkageError e) {
            throw new FluxException(
                    Errno.ENOSYS, "the Lua library cannot be loaded from " + folder + ": " + e);
        }
    }

    private static void claim(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            PosixFileAttributes found =
                    Files.readAttributes(
                            folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Path mine = Files.createTempFile("fluxj-lua", ".owner");
            boolean isMine = Files.getOwner(mine).equals(found.owner());
            Files.delete(mine);
            boolean isPrivate =
                    found.permissions().stream()
                            .noneMatch(each -> each.name().matches("(GROUP|OTHERS)_WRITE"));
            if (!found.isDirectory() || !isMine || !isPrivate) {
                throw new FluxException(
                        Errno.EPERM,
                        "Lua library: "
                                + folder
                                + " is no folder of this user alone; remove it or name another"
                                + " by -Djava.io.tmpdir");
            }
        }
    }
}
