"""Finding out what is not meant for students: the answers above all."""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family, in_call

_FIND = '''
def tell(found):
    """The canary, in whatever bytes; its first letters are put together here, so as not to find
    this very text."""
    text = found if isinstance(found, bytes) else str(found).encode("utf-8", "replace")
    start = "".join(["can", "ary", "-"]).encode()
    at = text.find(start)
    while at >= 0:
        tail = text[at + 7 : at + 39]
        if len(tail) == 32 and all(c in b"0123456789abcdef" for c in tail):
            hit("canary " + tail.decode())
            return
        at = text.find(start, at + 1)
'''

ATTACKS: list[Attack] = [
    *family(
        "reading",
        [
            (
                "walk the stack frames",
                "finds the expected values in the local and global names of its callers",
                in_call(
                    _FIND
                    + """
frame = sys._getframe()
while frame:
    for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
        tell(repr(value)[:100_000])
        if name in ("expected", "answers", "suite", "tolerance"):
            hit(name)
    frame = frame.f_back
"""
                ),
            ),
            (
                "search all objects",
                "finds the canary among the objects that the garbage collector knows",
                in_call(
                    _FIND
                    + """
import gc
gc.unfreeze() if hasattr(gc, "unfreeze") else None
for thing in gc.get_objects():
    if isinstance(thing, (dict, list, tuple, set)):
        for part in (thing.values() if isinstance(thing, dict) else thing):
            if isinstance(part, (str, bytes)):
                tell(part)
"""
                ),
            ),
            (
                "search all modules",
                "finds a module of the grader, or the canary in the names of any module",
                in_call(
                    _FIND
                    + """
for name, module in list(sys.modules.items()):
    if name.split(".")[0] in ("grader", "reference", "suite"):
        hit(name)
    for value in list(getattr(module, "__dict__", {}).values()):
        if isinstance(value, (str, bytes)):
            tell(value)
"""
                ),
            ),
            (
                "search its own memory",
                "finds the canary in the pages around its own objects, byte by byte",
                at_load(
                    _FIND
                    + """
futex = {"x86_64": 202, "aarch64": 98}[os.uname().machine]
def pages():
    for thing in (object(), "".join(["a", "b"]), np.ones(4), sys.modules, os, [1]):
        middle = id(thing) & ~0xFFF
        for page in range(middle - (4 << 20), middle + (4 << 20), 4096):
            _, errno = raw(futex, page, 128, 0x7FFFFFF1, 0, 0, 0)
            if errno == 11:
                yield page
for page in sorted(set(pages())):
    tell(ctypes.string_at(page, 4096))
"""
                ),
            ),
            (
                "read the answers' file",
                "opens the file with the answers by its full path, in eight ways",
                at_load(
                    """
path = "@SECRET@"
import io, linecache, tokenize, pathlib, shutil
try_each(
    lambda: open(path).read(),
    lambda: os.open(path, os.O_RDONLY) + 1,
    lambda: io.open_code(path).read(),
    lambda: "".join(linecache.getlines(path)),
    lambda: pathlib.Path(path).read_text(),
    lambda: tokenize.open(path).read(),
    lambda: np.fromfile(path, np.uint8).tobytes(),
    lambda: np.memmap(path, mode="r").tobytes(),
)
"""
                ),
            ),
            (
                "open through libc",
                "opens the file with the answers by open, openat, openat2 and fopen",
                at_load(
                    """
path = b"@SECRET@"
nr = {"x86_64": (2, 257, 437), "aarch64": (None, 56, 437)}[os.uname().machine]
how = (ctypes.c_uint64 * 3)(0, 0, 0)
try_each(
    lambda: nr[0] and raw(nr[0], path, 0)[0] + 1,
    lambda: raw(nr[1], -100, path, 0)[0] + 1,
    lambda: raw(nr[2], -100, path, how, 24)[0] + 1,
    lambda: libc.fopen(path, b"r"),
)
"""
                ),
            ),
            (
                "read the host's files",
                "reads /etc, /proc and home folders",
                at_load(
                    """
for path in ("/etc/passwd", "/etc/hostname", "/etc/group", "/proc/1/environ", "/proc/self/environ",
             "/proc/self/maps", "/proc/mounts", "/sys/kernel/notes", "/dev/zero"):
    try_each(lambda: open(path, "rb").read(1))
"""
                ),
            ),
            (
                "list folders",
                "lists the root, the temporary folder, homes, and the folder of the answers",
                at_load(
                    """
for path in ("/", ".", "/tmp", "/home", "/root", "/proc", os.path.dirname("@SECRET@")):
    try_each(lambda: os.listdir(path), lambda: [e.name for e in os.scandir(path)],
             lambda: os.stat(path), lambda: os.access(path, os.R_OK))
"""
                ),
            ),
            (
                "read the grader's source",
                "reads the files of the grader that run inside and those that do not",
                at_load(
                    """
for name in "marking/judge sandbox/inside/child sandbox/inside/start __init__".split():
    try_each(lambda: open(f"@GRADER@/{name}.py").read(10))
"""
                ),
            ),
            (
                "read the environment",
                "finds variables of the grader's environment, by Python and by the C library",
                at_load(
                    """
known = "LC_ALL LC_CTYPE MKL_NUM_THREADS OMP_NUM_THREADS OPENBLAS_NUM_THREADS PYTHONHASHSEED PWD"
known += " LINES COLUMNS"  # set by readline when it is imported, for a terminal that is not there
for name, value in os.environ.items():
    if name not in known.split():
        hit(name + "=" + value)
pointer = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
index = 0
while pointer[index]:
    if pointer[index].split(b"=")[0].decode() not in known.split():
        hit(pointer[index].decode())
    index += 1
"""
                ),
            ),
            (
                "read above the stack",
                "reads what the kernel left above the stack: arguments, environment, paths",
                at_load(
                    _FIND
                    + """
pointer = ctypes.POINTER(ctypes.c_void_p).in_dll(libc, "environ")
start = pointer[0] & ~0xFFF
futex = {"x86_64": 202, "aarch64": 98}[os.uname().machine]
for page in range(start - (1 << 16), start + (1 << 16), 4096):
    if raw(futex, page, 128, 0x7FFFFFF1, 0, 0, 0)[1] == 11:
        tell(ctypes.string_at(page, 4096))
"""
                ),
            ),
            (
                "use inherited descriptors",
                "finds a socket, a file or anything readable among the descriptors",
                at_load(
                    """
stat, select = load("stat"), load("select")
for descriptor in range(300):
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        continue
    if stat.S_ISSOCK(mode) or stat.S_ISREG(mode) or descriptor not in (0, 1, 2, 3, 4):
        hit(f"descriptor {descriptor} {mode:o}")
for descriptor in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12):
    try_each(lambda: os.read(descriptor, 100))
poll = select.poll()
poll.register(3, select.POLLIN)  # where its request came from, and nothing more for now
try_each(lambda: poll.poll(0), lambda: os.pread(3, 100, 0), lambda: os.write(3, b"x"))
"""
                ),
            ),
            (
                "read the fork server's memory",
                "opens /proc/<parent>/mem, maps, environ and descriptors",
                at_load(
                    """
parent = os.getppid()
for name in ("mem", "maps", "environ", "cmdline", "fd/3", "fd/10", "root/etc/passwd"):
    try_each(lambda: open(f"/proc/{parent}/{name}", "rb").read(1) + b"x",
             lambda: os.readlink(f"/proc/{parent}/{name}"))
"""
                ),
            ),
            (
                "import the grader",
                "imports the grader, its tests, the homework's solution, and packages beside numpy",
                at_load(
                    """
util = load("importlib.util")
sys.path[:0] = [os.path.dirname("@GRADER@"), "/usr/lib/python3/dist-packages", "."]
external = load("importlib.machinery")
sys.meta_path[:] = [external.BuiltinImporter, external.FrozenImporter, external.PathFinder]
for name in "grader grader.marking.judge reference tests scipy yaml pip torch".split():
    try_each(lambda: load(name).__name__, lambda: __import__(name).__name__)
path = "@GRADER@/marking/judge.py"
try_each(lambda: util.spec_from_file_location("x", path).loader.get_data(path))
"""
                ),
            ),
            (
                "load a library by path",
                "has the dynamic loader open files, and reads what it says of them",
                at_load(
                    """
for path in ("@SECRET@", "/etc/passwd", "libssl.so.3", "libutil.so.1", "libnss_files.so.2"):
    try_each(lambda: ctypes.CDLL(path)._handle)
"""
                ),
            ),
            (
                "ask for users and hosts",
                "asks the C library for users, groups, the host's name and addresses",
                at_load(
                    """
libc.getpwuid.restype = libc.getgrgid.restype = libc.gethostbyname.restype = ctypes.c_void_p
try_each(lambda: libc.getpwuid(0), lambda: libc.getgrgid(0),
         lambda: libc.gethostbyname(b"example.org"))
"""
                ),
            ),
        ],
    ),
]
