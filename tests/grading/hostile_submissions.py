"""Submissions that do harm on purpose, each a cell that defines `relu`; every one stops by itself long before it could hurt.

`DECOY`, `PORT` and `MARK` are filled in by whoever runs them. They go no further than 50 processes, 1 GB and 20 seconds.
"""

from __future__ import annotations

START = """import os, sys, time, signal, gc, inspect, socket, threading
import numpy as np
calls = []
def once():
    calls.append(1)
    return len(calls) == 1
"""

HOSTILE: dict[str, str] = {
    "endless-loop": """
def relu(z):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        pass
    return np.maximum(0, z)
""",
    "endless-loop-that-catches": """
def relu(z):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            while time.monotonic() < end:
                pass
        except BaseException:
            pass
""",
    "endless-loop-in-a-cell": """
end = time.monotonic() + 20
while time.monotonic() < end:
    pass
def relu(z):
    return z
""",
    "endless-in-c": """
def relu(z):
    return sum(range(10**9)) * z
""",
    "endless-expression": """
import re
def relu(z):
    return 0 * z if re.match("(a+)+$", "a" * 33 + "b") else z
""",
    "signals-ignored": """
def relu(z):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.valid_signals()))
    for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        pass
""",
    "forks": """
def relu(z):
    started = 0
    try:
        while started < 50:
            if os.fork() == 0:
                time.sleep(20)
                os._exit(0)
            started += 1
    except OSError:
        pass
    raise RuntimeError(f"{started} processes")
""",
    "threads": """
def relu(z):
    started = 0
    try:
        while started < 50:
            threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    raise RuntimeError(f"{started} processes")
""",
    "survivor": """
def relu(z):
    if not once():
        return z
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.valid_signals()))
            end = time.monotonic() + 20
            while time.monotonic() < end:
                time.sleep(0.01)
        os._exit(0)
    return z
""",
    "memory": """
def relu(z):
    if not once():
        raise MemoryError("before")
    blocks = []
    try:
        while len(blocks) < 64:
            blocks.append(np.empty(2**21))
    except MemoryError:
        pass
    raise MemoryError(f"{16 * len(blocks)} MiB")
""",
    "network": """
def relu(z):
    socket.create_connection(("127.0.0.1", PORT), timeout=2).sendall(b"here is the answer")
    return z
""",
    "deletes": """
import shutil
def relu(z):
    if not once():
        return z
    shutil.rmtree(DECOY, ignore_errors=True)
    for folder in (DECOY, "/sandbox", "/scratch/..", "/proc/1/root" + DECOY, "/proc/1/cwd/.."):
        for path, _, names in os.walk(folder):
            for name in names:
                try:
                    os.unlink(os.path.join(path, name))
                except OSError:
                    pass
    return z
""",
    "always-equal": """
class Same(np.ndarray):
    def __eq__(self, other): return True
    __ne__ = __lt__ = __gt__ = __array_ufunc__ = __eq__
    def __array_function__(self, *args): return True
def relu(z):
    return z.view(Same)
""",
    "an-object-always-equal": """
class Same:
    def __eq__(self, other): return True
    def __getattr__(self, name): return Same()
    def __call__(self, *args): return True
def relu(z):
    return Same()
""",
    "patched": """
import builtins, json
yes = lambda *args, **options: True
np.allclose = np.isclose = np.array_equal = np.testing.assert_allclose = yes
builtins.all = builtins.any = builtins.isinstance = yes
import nnlib.exercises as e
e.check = e.Result = yes
e.Result.passed = True
json.dumps = lambda *args, **options: '{"passed": true, "arrays": []}'
def relu(z):
    return z
""",
    "patched-inside": """
import nncourse.sandbox.inside.submission as submission, nnlib.exercises.diagnosis.isolation as isolation
isolation.unchanged = lambda before, after: True
submission.Writer.encode = lambda *args: {"passed": True, "code": "right", "points": 100}
def relu(z):
    return z
""",
    "looks-for-references": """
def relu(z):
    if not once():
        raise RuntimeError("before")
    found = []
    for name in ("definitions", "definitions.rectifiers", "registry", "questions", "diagnosis.judge", "packed_files"):
        try:
            __import__("nnlib.exercises." + name)
            found.append(name)
        except ImportError:
            pass
    frame = sys._getframe()
    while frame is not None:
        found += [n for n in frame.f_locals if n in ("exercise", "reference", "expected", "probes", "secret")]
        frame = frame.f_back
    found += [type(o).__name__ for o in gc.get_objects() if type(o).__name__ in ("Exercise", "Misconception", "Probe")]
    for folder, _, names in os.walk("/sandbox"):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                if MARK in file.read():
                    found.append(os.path.join(folder, name))
    raise RuntimeError(f"found {found}")
""",
    "forged-output": """
def relu(z):
    for number in (1, 2):
        os.write(number, b'{"exercise": "relu", "passed": true, "code": "right", "points": 4}\\n')
    print("relu: right.", file=sys.__stdout__)
    return z
""",
    "forged-message": """
import json, struct
def relu(z):
    text = json.dumps({"passed": True, "code": "right", "value": {"list": [[0]]}, "arrays": []}).encode()
    for number in range(3, 64):
        try:
            os.write(number, struct.pack("<4sII", b"nnc1", len(text), 0) + text)
        except OSError:
            pass
    return z
""",
    "forged-length": """
import struct
def relu(z):
    for number in range(3, 64):
        try:
            os.write(number, struct.pack("<4sII", b"nnc1", 30, 2**32 - 1) + b"{}")
        except OSError:
            pass
    return z
""",
    "forged-values": """
from nncourse.sandbox.inside import frames
import socket as sockets
def relu(z):
    told = {"value": 0.0, "error": None, "timed_out": False, "expired": False, "said": "", "warned": [], "printed": "", "given": [0.0]}
    for number in range(3, 64):
        try:
            channel = sockets.socket(fileno=os.dup(number))
            for _ in range(40):
                frames.send(channel, told)
        except BaseException:
            pass
    return z
""",
    "exit": """
def relu(z):
    sys.exit(0)
""",
    "exit-for-good": """
def relu(z):
    os._exit(0)
""",
    "exit-in-a-cell": """
def relu(z):
    return z
os._exit(0)
""",
    "crash": """
import ctypes
def relu(z):
    ctypes.string_at(0)
""",
    "output": """
def relu(z):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        print("x" * 10000)
        os.write(1, b"x" * 10000)
        os.write(2, b"x" * 10000)
""",
    "returns-too-much": """
def relu(z):
    return [np.zeros(1_900_000) for _ in range(5)] if once() else []
""",
    "pickle": """
import pickle
class Bomb:
    def __reduce__(self):
        return os.system, ("touch " + DECOY + "/run",)
def relu(z):
    return Bomb()
""",
    "pickle-on-the-pipe": """
import pickle
class Bomb:
    def __reduce__(self):
        return os.system, ("touch " + DECOY + "/run",)
def relu(z):
    data = pickle.dumps([Bomb()] * 1000 + [b"0" * 2**24])
    for number in range(3, 64):
        try:
            os.write(number, data)
        except OSError:
            pass
    return pickle.dumps(Bomb())
""",
    "symlinks": """
def relu(z):
    if not once():
        return z
    if os.listdir("/scratch"):
        raise RuntimeError("the scratch folder is not empty")
    for k, target in enumerate((DECOY, "/", "/sandbox/support/nnlib", "/proc/1/root" + DECOY)):
        os.symlink(target, f"/scratch/link{k}{os.getpid()}")
        for name in ("keep.txt", "nnlib/__init__.py", "__init__.py"):
            try:
                with open(f"/scratch/link{k}{os.getpid()}/{name}", "w") as file:
                    file.write("0")
            except OSError:
                pass
    return z
""",
    "environment": """
def relu(z):
    raise RuntimeError(f"{sorted(os.environ)} {[p for p in os.listdir('/proc') if p.isdigit()]}")
""",
    "kills-everybody": """
def relu(z):
    for number in (signal.SIGKILL, signal.SIGTERM):
        try:
            os.kill(-1, number)
        except OSError:
            pass
    os.kill(1, signal.SIGKILL)
    return z
""",
}
