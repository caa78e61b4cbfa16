"""The part of this host that the fork server sees, and the ``bwrap`` command that shows only that.

Shown are the interpreter and its standard library without ``site-packages``, numpy, the system's
shared libraries, the folder of the files that run inside, /dev/null and /dev/urandom, and an empty
working directory.  There is no /proc, no /etc but the loader's cache, no home, no network.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from grader.sandbox.prestart import command, interpreter
from grader.sandbox.programs import inside_folder

_SYSTEM_LIBRARIES = ("/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/usr/lib32")
_BWRAP_PLACES = ("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap")


@dataclass(frozen=True)
class HostView:
    """The files of an interpreter and of numpy.

    Attributes
    ----------
    interpreter
        The path of the interpreter.
    library
        The folders of the standard library.
    installed
        The folder that numpy is installed in.
    whole
        True if all of ``installed`` is shown, and not numpy alone.
    """

    interpreter: str
    library: tuple[str, ...]
    installed: Path
    whole: bool

    @property
    def command(self) -> tuple[str, ...]:
        return command()

    @property
    def module_path(self) -> tuple[str, ...]:
        """The folders where modules are looked for, in order."""
        dynamic = [str(Path(path) / "lib-dynload") for path in self.library]
        return tuple(dict.fromkeys((*self.library, *dynamic, str(self.installed))))

    @cached_property
    def readable(self) -> tuple[str, ...]:
        """All files and folders that are shown."""
        folders = [self.installed] if self.whole else _numpy_folders(self.installed)
        numpy = map(str, folders)
        mapped = _mapped_libraries((*_SYSTEM_LIBRARIES, *self.library, str(self.installed)))
        shown = (self.interpreter, *self.library, *mapped, *numpy, str(inside_folder()))
        return tuple(dict.fromkeys(shown))

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """Folders within what is shown that are not."""
        return tuple(
            dict.fromkeys(p for path in self.library for p in _package_folders(Path(path)))
        )


def host_view(modules: Sequence[str] = ()) -> HostView:
    """Return the files of this very interpreter and its numpy.

    With further modules the whole folder that numpy is installed in has to be shown.
    """
    library = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))
    installed = Path(np.__file__).resolve().parent.parent
    return HostView(interpreter(), library, installed, bool(modules))


def bwrap() -> str:
    """Return the path of the system's bwrap, or "".  PATH is not used: it may be anybody's."""
    return next((place for place in _BWRAP_PLACES if Path(place).is_file()), "")


def bwrap_command(view: HostView) -> tuple[str, ...]:
    """Return the command that starts a fork server inside ``bwrap``."""
    return (
        bwrap(),
        *("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", "--new-session", "--hostname", "sandbox"),
        *("--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"),
        *("--size", "1048576", "--tmpfs", "/empty", "--chdir", "/empty"),
        *_mounts(view),
        *("--remount-ro", "/"),
        "--",
        *view.command,
    )


def _mounts(view: HostView) -> Iterator[str]:
    yield from _system_libraries()
    inner = [path for path in view.readable if _inside_hidden(path, view)]
    outer = [path for path in view.readable if path not in inner]
    yield from _each("--ro-bind", outer)
    for folder in view.hidden:
        yield from ("--tmpfs", folder)
    yield from _each("--ro-bind", inner)
    for folder in view.hidden:
        yield from ("--remount-ro", folder)
    yield from _each("--dev-bind", ("/dev/null", "/dev/urandom"))


def _each(option: str, paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        yield from (option, path, path)


def _system_libraries() -> Iterator[str]:
    yield from _each("--ro-bind-try", ("/etc/ld.so.cache",))
    for path in map(Path, _SYSTEM_LIBRARIES):
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from _each("--ro-bind", (str(path),))


def _inside_hidden(path: str, view: HostView) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in view.hidden)


def _numpy_folders(installed: Path) -> list[Path]:
    return [p for p in (installed / "numpy", installed / "numpy.libs") if p.is_dir()]


def _package_folders(library: Path) -> list[str]:
    places = (library / "site-packages", library / "dist-packages", Path("/usr/lib/python3"))
    return [str(place) for place in places if place.is_dir()]


def _mapped_libraries(shown: Sequence[str]) -> list[str]:
    """Return the shared libraries that this process maps, outside the folders shown anyway."""
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        return []
    paths = [Path(line[line.index("/") :]) for line in lines if "/" in line and ".so" in line]
    return [
        str(path)
        for path in dict.fromkeys(paths)
        if path.is_file() and not any(path.is_relative_to(folder) for folder in shown)
    ]
