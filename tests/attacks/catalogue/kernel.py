"""Reaching the kernel: network, file system, and every call that has ever been a way out.

Each is made by its number, with arguments that do nothing: what comes back other than a refusal
shows that the call was let through to the kernel, and that is the damage.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

from tests.attacks.attack import Attack, at_load, family

_MACHINE = {"arm64": "aarch64"}.get(platform.machine(), platform.machine())


@dataclass(frozen=True)
class Call:
    """A system call: its numbers on both architectures (None: it is not there).

    ``refused`` are the errors that the filter may answer, and that the kernel would not.
    """

    name: str
    tries: str
    x86_64: int
    aarch64: int | None
    arguments: str = ""
    refused: tuple[int, ...] = (1, 13, 25, 38)

    @property
    def number(self) -> int | None:
        return self.x86_64 if _MACHINE == "x86_64" else self.aarch64


CALLS = (
    Call("socket", "connects to the network by TCP", 41, 198, "2, 1, 0"),
    Call("socket unix", "connects to services of the host by unix sockets", 41, 198, "1, 1, 0"),
    Call("socket netlink", "reads the network's configuration", 41, 198, "16, 3, 0"),
    Call("socket raw", "sends packets of its own making", 41, 198, "2, 3, 255"),
    Call("socket vsock", "talks to the hypervisor", 41, 198, "40, 1, 0"),
    Call("socket alg", "reaches the kernel's cryptography", 41, 198, "38, 5, 0"),
    Call("socketpair", "makes a channel to hide descriptors in", 53, 199, "1, 1, 0, words"),
    Call("connect", "connects a descriptor that it has", 42, 203, "4, words, 16"),
    Call("bind", "listens on a descriptor that it has", 49, 200, "4, words, 16"),
    Call("sendmsg", "passes descriptors on", 46, 211, "1, words, 0"),
    Call("recvmsg", "receives descriptors", 47, 212, "1, words, 0"),
    Call("shmget", "makes shared memory that outlives it", 29, 194, "0, 4096, 0o1600"),
    Call("shmat", "attaches shared memory of others", 30, 196, "0, 0, 0"),
    Call("msgget", "makes a queue that outlives it", 68, 186, "0, 0o1600"),
    Call("mq_open", "opens a queue of others", 240, 180, "words, 0o100, 0o600, 0"),
    Call("inotify_init1", "watches files of others", 294, 26, "0"),
    Call("fanotify_init", "watches all files", 300, 262, "0, 0"),
    Call("eventfd2", "makes a descriptor to signal with", 290, 19, "0, 0"),
    Call("epoll_create1", "makes a descriptor to wait with", 291, 20, "0"),
    Call("signalfd4", "takes its signals by a descriptor", 289, 74, "-1, words, 8, 0"),
    Call("memfd_create", "makes a file to execute", 319, 279, "b'x', 0"),
    Call("memfd_secret", "hides memory from the kernel", 447, 447, "0"),
    Call("mount", "mounts a file system", 165, 40, "0, words, 0, 0x20000, 0"),
    Call("umount2", "removes a file system from over another", 166, 39, "words, 0x80000000"),
    Call("pivot_root", "changes the root", 155, 41, "0, 0"),
    Call("chroot", "changes the root folder", 161, 51, "0"),
    Call("open_tree", "takes a copy of a tree of mounts", 428, 428, "-100, words, 1"),
    Call("fsopen", "makes a file system", 430, 430, "b'nonesuch', 0"),
    Call("move_mount", "moves a mount", 429, 429, "-1, words, -1, words, 0xFFFFFFFF"),
    Call("unshare", "makes itself root of a user namespace of its own", 272, 97, "0x10000000"),
    Call("unshare mounts", "makes a mount namespace of its own", 272, 97, "0x00020000"),
    Call("setns", "enters a namespace of others", 308, 268, "-1, 0"),
    Call(
        "io_uring_setup", "has the kernel make calls for it, past the filter", 425, 425, "1, words"
    ),
    Call("io_uring_enter", "enters a ring of another", 426, 426, "1, 0, 0, 0, 0, 0"),
    Call("bpf", "loads a program into the kernel", 321, 280, "0, words, 8"),
    Call("keyctl", "reads the keys of its session", 250, 219, "0, -3, 0"),
    Call("add_key", "adds a key to the keys of its session", 248, 217, "b'user', b'x', 0, 1, -3"),
    Call("request_key", "asks for the keys of its session", 249, 218, "b'user', b'x', 0, 0"),
    Call("userfaultfd", "stops the kernel in the middle of a copy", 323, 282, "1"),
    Call("perf_event_open", "measures other processes", 298, 241, "words, 0, -1, -1, 0"),
    Call("ptrace seize", "takes hold of a process as a debugger", 101, 117, "0x4206, 1, 0, 0"),
    Call("kcmp", "compares its memory with that of others", 312, 272, "1, 1, 0, 0, 0"),
    Call("process_madvise", "advises on the memory of others", 440, 440, "-1, words, 1, 4, 0"),
    Call("process_mrelease", "frees the memory of others", 448, 448, "-1, 0"),
    Call("landlock_create_ruleset", "makes rules of its own", 444, 444, "0, 0, 1"),
    Call("seccomp", "loads a filter of its own", 317, 277, "1, 0, words"),
    Call("prctl seccomp", "loads a filter of its own the other way", 157, 167, "22, 2, words"),
    Call("prctl name", "gives itself another name", 157, 167, "15, b'zygote'"),
    Call("prctl dumpable", "lets others look into it", 157, 167, "4, 1, 0, 0, 0"),
    Call("personality", "switches off the randomness of addresses", 135, 92, "0x0040000"),
    Call("arch_prctl", "makes the processor report instructions", 158, None, "0x1011, 0"),
    Call(
        "modify_ldt", "changes its segments, as exploits of the kernel do", 154, None, "0, words, 8"
    ),
    Call("iopl", "reaches the ports of the machine", 172, None, "3"),
    Call("setuid", "becomes another user", 105, 146, "os.getuid()"),
    Call("setresuid", "becomes another user", 117, 147, "-1, -1, -1"),
    Call("setgroups", "joins other groups", 116, 159, "0, words"),
    Call("capset", "takes back capabilities", 126, 91, "words, words"),
    Call(
        "capget",
        "looks at the capabilities of others",
        125,
        90,
        "(ctypes.c_uint32 * 2)(0x20080522, 1), words",
    ),
    Call("settimeofday", "sets the clock of the machine", 164, 170, "0, 0"),
    Call("clock_settime", "sets the clock of the machine", 227, 112, "99, words"),
    Call(
        "clock_adjtime", "slows the clock of the machine", 305, 266, "0, (ctypes.c_uint64 * 40)()"
    ),
    Call("sethostname", "renames the machine", 170, 161, "words, -1"),
    Call("setdomainname", "renames the network", 171, 162, "words, -1"),
    Call("reboot", "restarts the machine", 169, 142, "0, 0, 0, 0"),
    Call("init_module", "loads a module into the kernel", 175, 105, "words, 0, words"),
    Call("finit_module", "loads a module from a file", 313, 273, "-1, words, 0"),
    Call("delete_module", "removes a module from the kernel", 176, 106, "words, 0"),
    Call("kexec_load", "replaces the kernel", 246, 104, "0, 0, 0, 99"),
    Call("syslog", "reads the messages of the kernel", 103, 116, "10, 0, 0"),
    Call("swapon", "has the machine swap", 167, 224, "0, 0"),
    Call("acct", "has the kernel write an account", 163, 89, "1"),
    Call("quotactl", "changes quotas", 179, 60, "0xFFFFFFFF, 0, 0, 0"),
    Call(
        "open",
        "opens a file",
        2,
        56,
        "b'/dev/null', 0" if _MACHINE == "x86_64" else "-100, b'/dev/null', 0",
        refused=(2,),  # it is there
    ),
    Call("creat", "makes a file", 85, None, "0, 0o600"),
    Call(
        "openat2",
        "opens a file by a newer call",
        437,
        437,
        "-100, b'/dev/null', (ctypes.c_uint64 * 3)(0, 0, 0), 24",
    ),
    Call("name_to_handle_at", "takes the handle of a file", 303, 264, "-100, 0, words, words, 0"),
    Call(
        "open_by_handle_at", "opens a file by a handle, past all paths", 304, 265, "-100, words, 0"
    ),
    Call("mkdirat", "makes a folder", 258, 34, "-100, 0, 0o700"),
    Call("mknodat", "makes a device", 259, 33, "-100, 0, 0o20600, 0x103"),
    Call("unlinkat", "removes a file", 263, 35, "-100, 0, 0"),
    Call("symlinkat", "makes a link out of its folder", 266, 36, "0, -100, 0"),
    Call("linkat", "makes a second name of a file", 265, 37, "-100, 0, -100, 0, 0"),
    Call("renameat2", "replaces a file", 316, 276, "-100, 0, -100, 0, 0"),
    Call("fchmodat", "opens a file to others", 268, 53, "-100, 0, 0o777"),
    Call("fchmod", "opens its pipes to others", 91, 52, "1, 0o777"),
    Call("fchownat", "gives a file to others", 260, 54, "-100, 0, 0, 0, 0"),
    Call("utimensat", "changes the time of a file", 280, 88, "1, 0, words, 0xFF"),
    Call("truncate", "empties a file", 76, 45, "0, 0"),
    Call("ftruncate", "changes the length of what it was given", 77, 46, "-1, 0"),
    Call("fallocate", "takes space of the disk", 285, 47, "-1, 0, 0, 0"),
    Call("chdir", "goes to another folder", 80, 49, "0"),
    Call("fchdir", "goes to a folder that it has", 81, 50, "-1"),
    Call("setxattr", "marks a file", 188, 5, "0, 0, 0, 0, 0"),
    Call("statfs", "looks at the disks", 137, 43, "0, words"),
    Call("sync", "has the machine write everything", 162, 81, ""),
    Call("splice", "moves the contents of pipes", 275, 76, "-1, 0, -1, 0, 0, 0"),
    Call("tee", "copies the contents of pipes", 276, 77, "-1, -1, 1, 0"),
    Call(
        "vmsplice", "gives pages to a pipe, and changes them afterwards", 278, 75, "-1, words, 1, 0"
    ),
    Call("sendfile", "copies a file into a pipe", 40, 71, "-1, -1, 0, 1"),
    Call("copy_file_range", "copies from file to file", 326, 285, "-1, 0, -1, 0, 1, 0"),
    Call("tiocsti", "types into the terminal", 16, 29, "0, 0x5412, b'x'"),
    Call("tioclinux", "pastes into the terminal", 16, 29, "0, 0x541C, b'\\x03'"),
    Call("flock", "holds a lock that others wait for", 73, 32, "1, 1"),
    Call("fcntl lock", "holds a lock through fcntl", 72, 25, "1, 6, words"),
    Call("fcntl lease", "is told when others open a file", 72, 25, "1, 1024, 0"),
    Call("fcntl pipe size", "takes memory of the kernel for its pipes", 72, 25, "1, 1031, 1 << 20"),
    Call("fcntl seals", "adds seals to what it was given", 72, 25, "1, 1033, 0"),
    Call("mlock", "keeps memory from being swapped", 149, 228, "words, 8"),
    Call("mbind", "moves its memory to other nodes", 237, 235, "words, 0, 0, 0, 0, 0"),
    Call("move_pages", "moves the memory of others", 279, 239, "0, 0, 0, 0, 0, 0"),
    Call("pkey_alloc", "makes protection keys", 330, 289, "0, 0"),
    Call("remap_file_pages", "maps a file otherwise", 216, 234, "words, 4096, 0, 0, 0"),
    Call("lookup_dcookie", "turns a number into a path", 212, 18, "0, words, 8"),
    Call("uselib", "loads a library by the kernel", 134, None, "0"),
    Call("vhangup", "hangs up the terminal", 153, 58, ""),
)

_MADE = """
words = (ctypes.c_uint64 * 16)()
got, errno = raw({number}, {arguments})
if got >= 0 or errno not in {refused}:
    hit(f"returned {{got}}, error {{errno}}")
"""

_MEMORY = [
    (
        "memory to execute",
        "asks for memory that can be written and executed",
        at_load(
            """
nr = {"x86_64": 9, "aarch64": 222}[os.uname().machine]
if raw(nr, 0, 4096, 7, 0x22, -1, 0)[0] != -1: hit()
"""
        ),
    ),
    (
        "make memory executable",
        "makes memory executable that it has written",
        at_load(
            """
nr = {"x86_64": (10, 329, 216), "aarch64": (226, 288, 234)}[os.uname().machine]
page = np.zeros(8192, np.uint8).ctypes.data + 4095 & ~0xFFF
if raw(nr[0], page, 4096, 5)[0] == 0: hit("mprotect")
if raw(nr[1], page, 4096, 5, -1)[0] == 0: hit("pkey_mprotect")
"""
        ),
    ),
    (
        "machine code",
        "runs machine code that makes a system call by the table of 32 bits",
        at_load(
            """
code = b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3"  # mov eax, 20; int 0x80; ret
nr = {"x86_64": 9, "aarch64": 222}[os.uname().machine]
address, _ = raw(nr, 0, 4096, 7, 0x22, -1, 0)
if address != -1:
    hit("memory to execute")
    ctypes.memmove(address, code, len(code))
    function = ctypes.CFUNCTYPE(ctypes.c_int)(address)
    if os.uname().machine == "x86_64" and function() > 0: hit("int 0x80")
"""
        ),
    ),
    (
        "read implies execute",
        "asks for memory that can be read, under a personality in which that executes",
        at_load(
            """
nr = {"x86_64": 135, "aarch64": 92}[os.uname().machine]
if raw(nr, 0x0400000)[0] >= 0: hit()
"""
        ),
    ),
    (
        "poison memory of the machine",
        "has the kernel take a page of the machine's memory out of use, as root may",
        at_load(
            """
nr = {"x86_64": 28, "aarch64": 233}[os.uname().machine]
for advice in (100, 101):  # at an address where nothing is, which is looked at after the permission
    got, errno = raw(nr, 0x10000, 4096, advice)
    if got == 0 or errno not in (1, 22): hit(f"error {errno}")
"""
        ),
    ),
    (
        "every other number",
        "makes every call of the table that is not known to be needed or to kill",
        at_load(
            """
machine = os.uname().machine
if machine == "x86_64":
    allowed = {
        *range(9, 16), *range(35, 40), *range(98, 101), 0, 1, 3, 5, 7, 8, 17, 19, 20, 23, 24, 25,
        28, 32, 60, 63, 72, 79, 96, 102, 104, 107, 108, 110, 131, 186, 201, 202, 204, 219, 228, 229,
        230, 231, 234, 270, 271, 273, 318, 324, 334,
    }
    killed = {62, 101, 129, 141, 155, 161, 165, 169, 175, 200, 246, 248, 250, 272, 297, 298, 308,
              310, 311, 312, 313, 321, 323, 335, 336, 424, 425, 434, 438}
    no_file = {4, 6, 21, 89, 262, 267, 269, 332, 439}  # of an address that is none: error 14
    for number in set(range(0, 480)) - allowed - killed:
        got, errno = raw(number, -1, -1, -1, -1, -1, -1)
        if got >= 0 or errno not in ((2,) if number in no_file else (1, 13, 25, 38)):
            hit(f"{number} returned {got}, error {errno}")
"""
        ),
    ),
]

_X32 = [
    (
        "a call that no filter sees",
        "makes the call of a probe (uretprobe), which kernels exempt from filters",
        at_load("for number in (335, 336): raw(number, -1, -1, -1, -1, -1, -1)"),
    ),
    (
        "the x32 table",
        "writes by the number that x32 programs use",
        at_load("if raw(0x40000001, 1, b'x', 1)[0] >= 0: hit()"),
    ),
    (
        "numbers beyond the table",
        "makes calls by numbers that only the low half of a register makes valid",
        at_load(
            """
for number in (0x100000029, 0xFFFFFFFF00000029, 0x8000000000000029 - (1 << 64)):
    got, errno = raw(number, 2, 1, 0)
    if got >= 0: hit(f"{number:x}")
"""
        ),
    ),
    (
        "high halves of arguments",
        "hides forbidden arguments from a filter that looks at their low halves",
        at_load(
            """
address, errno = raw(9, 0, 4096, 0x100000004, 0x22, -1, 0)
if address != -1: hit("mmap")
if raw(72, 1, 0x100000008, os.getppid())[0] == 0: hit("fcntl")
"""
        ),
    ),
]

_NETWORK = [
    (
        "name service",
        "asks for the address of a host, and fetches a page",
        at_load(
            """
try_each(lambda: load("socket").getaddrinfo("localhost", 80), lambda: load("socket").socket(),
         lambda: load("urllib.request").urlopen("http://127.0.0.1:1/", timeout=0.1),
         lambda: load("_socket").socket())
"""
        ),
    ),
    (
        "files of the installation",
        "changes files of numpy and of the standard library for those who come after",
        at_load(
            """
for module in (np, os, sys.modules["importlib"]):
    path = module.__file__
    try_each(lambda: open(path, "ab"), lambda: os.unlink(path) is None and "unlinked",
             lambda: os.chmod(path, 0o777) is None and "chmod",
             lambda: os.utime(path) is None and "utime",
             lambda: os.rename(path, path + "x") is None and "renamed",
             lambda: os.symlink("/", os.path.dirname(path) + "/link") is None and "link",
             lambda: os.mkdir(os.path.dirname(path) + "/made") is None and "made",
             lambda: open(os.path.dirname(path) + "/__pycache__/x.pyc", "wb"))
"""
        ),
    ),
]

ATTACKS: list[Attack] = [
    *family(
        "kernel",
        [
            (
                call.name,
                call.tries,
                at_load(
                    _MADE.format(number=call.number, arguments=call.arguments, refused=call.refused)
                ),
            )
            for call in CALLS
            if call.number is not None
        ],
    ),
    *family("kernel", [*_MEMORY, *(_X32 if _MACHINE == "x86_64" else [])]),
    *family("kernel", _NETWORK),
]
