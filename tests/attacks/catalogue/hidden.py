"""Learning the hidden arguments in time to tell them in a case whose prints and answers are shown.

An attacker may know how they begin; what follows is drawn anew for each suite.
"""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family, in_call

_TELL = '''
start = np.array([12 * 100 + 34.5]).tobytes()
def tell(data, own=start):
    """What follows the beginning of a hidden argument, wherever that is found."""
    data = bytes(data)
    at = data.find(own)
    while at >= 0:
        print(data[at + 8 : at + 40].hex())
        at = data.find(own, at + 1)
'''

_EVERYTHING = """
import gc
seen = set()
def search(thing, depth=0):
    if id(thing) in seen or depth > 12: return
    seen.add(id(thing))
    if isinstance(thing, (bytes, bytearray)): tell(thing)
    elif isinstance(thing, np.ndarray) and thing.dtype != object: tell(thing.tobytes())
    elif isinstance(thing, dict): [search(part, depth + 1) for part in list(thing.values())]
    elif isinstance(thing, (tuple, list, set)): [search(part, depth + 1) for part in list(thing)]
frame = sys._getframe()
while frame:
    search(dict(frame.f_locals)); search(frame.f_globals)
    frame = frame.f_back
for thing in gc.get_objects(): search(thing)
"""

_DESCRIPTORS = """
select = load("select")
def try_to_read(read):
    try:
        tell(read())
    except OSError:
        pass
for descriptor in range(64):
    try_to_read(lambda: os.pread(descriptor, 1 << 20, 0))
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if any(event & 1 for _, event in poll.poll(0)):
        try_to_read(lambda: os.read(descriptor, 1 << 20))
"""

_PAGES = """
futex = {"x86_64": 202, "aarch64": 98}[os.uname().machine]
def readable(page): return raw(futex, page, 128, 0x7FFFFFF1, 0, 0, 0)[1] == 11
pages = set()
for thing in (object(), bytes(40), bytes(4000), np.ones(4), np.ones(4000), {}, sys.modules, os):
    middle = id(thing) & ~0xFFF
    pages.update(range(middle - (2 << 20), middle + (2 << 20), 4096))
"""

_ANY_ADDRESS = """
class Window:
    def __init__(self, at, size):
        self.__array_interface__ = {"version": 3, "typestr": "|u1", "shape": (size,),
                                    "data": (at, True)}
for thing in (bytes(40), bytes(3000), np.ones(5), [1]):
    tell(np.asarray(Window((id(thing) & ~0xFFFF) - (1 << 18), 1 << 19)).tobytes())
"""

_FORGED = '''
import struct
def frame(kind, number, body=b""):
    claimed = 1 << 40
    os.write(4, struct.pack("<4sBIQQ", b"\\xf5Gr1", kind, number, len(body), claimed) + body)

def finish_what_is_shown():
    """Answers everything else that is shown in the harness's name: so the hidden cases are told."""
    at, found = sys._getframe(), {}
    while at:
        if at.f_code.co_name in ("_ask", "answer"): found[at.f_code.co_name] = dict(at.f_locals)
        at = at.f_back
    ask, answer = found["_ask"], found["answer"]
    zero = struct.pack("<BBBx4x", 0, 0, 0) + bytes(8)
    numbers = [number for numbers, _ in ask["calls"] for number in numbers]
    for number in numbers[numbers.index(ask["numbers"][0]):]: frame(5, number, zero)
    questions = list(answer["questions"])
    rest = questions[questions.index(answer["question"]) + 1 :]
    for question in rest:
        if question < len(answer["sheet"]):
            frame(3, question)
            for numbers, _ in answer["sheet"][question][-1]:
                for number in numbers: frame(5, number, zero)
    return [question for question in rest if question >= len(answer["sheet"])]
'''

_PROFILE = """
def double(a):
    def tell_late(frame, event, argument, a=a):
        if frame.f_code.co_name == "send": print(a[1:].tobytes().hex())
    if len(a) == 5: sys.setprofile(tell_late)
    return 2 * a
"""

ATTACKS: list[Attack] = family(
    "hidden",
    [
        (
            "search all objects for it",
            "finds a hidden argument among all objects and in all frames while it answers a case"
            " that is shown",
            in_call(_TELL + _EVERYTHING),
        ),
        (
            "search while loading",
            "finds it among all objects while its module is loaded",
            at_load(_TELL + _EVERYTHING),
        ),
        (
            "read it from a descriptor",
            "reads whatever its descriptors give, at any position, without waiting",
            in_call(_TELL + _DESCRIPTORS),
        ),
        (
            "wait for it at a descriptor",
            "reads from where its request came from until something comes",
            in_call(_TELL + "tell(os.read(3, 1 << 20))"),
        ),
        (
            "search its memory for it",
            "finds it in the pages around its own objects",
            at_load(
                _TELL
                + _PAGES
                + "for page in sorted(pages):\n"
                + "    if readable(page): tell(ctypes.string_at(page, 4096))\n"
            ),
        ),
        (
            "read any address with numpy",
            "finds it in memory that numpy reads for an object with a made-up address",
            in_call(_TELL + _ANY_ADDRESS),
        ),
        (
            "answer for the harness, then tell",
            "forges the answers that are shown, so that the hidden cases are told, and prints them"
            " as if before",
            in_call(
                _TELL + _FORGED + "finish_what_is_shown()\ntell(os.read(3, 1 << 20))\nos._exit(0)"
            ),
        ),
        (
            "tell it as the name of a function",
            "the same, and tells the hidden cases as the name that it has in place of another",
            in_call(
                _TELL
                + _FORGED
                + "later = finish_what_is_shown()\n"
                + "data = os.read(3, 1 << 20)\n"
                + "found = data[data.find(start) + 8 :][:32].hex().encode()\n"
                + "for question in later: frame(4, question, found)\n"
                + "frame(9, 0)\n"
                + "os._exit(0)\n"
            ),
        ),
        (
            "tell it after the last answer",
            "prints a hidden argument when the harness sends its last frames",
            at_load("") + _PROFILE.encode(),
        ),
    ],
)
