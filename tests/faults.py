"""Running something in a forked child while one of its system calls fails, or kills it, by strace.

The child waits until strace is attached, so that only the calls of `work` are counted. Without strace, or without the
right to attach, `available` says why.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

CALLS = ("openat", "write", "fsync", "rename", "renameat", "renameat2", "mkdir", "symlink", "symlinkat", "unlink", "unlinkat", "close", "ftruncate")  # fmt: skip
FAULTS = {"KILL": "signal=KILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}


def available() -> str:
    """An empty text when strace can be used here, otherwise the reason."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return "" if done.returncode == 0 else f"strace cannot trace here: {done.stderr.strip()[:80]}"


def run(work: Callable[[], object], trace: Path, inject: str = "") -> int:
    """Run `work` in a child; its exit code, negative for a signal. `inject` is like "fsync:error=EIO:when=3"."""
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(go)
            os.read(ready, 1)
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it is, the child must end here
            code = 3
        finally:
            os._exit(code)
    os.close(ready)
    words = ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={','.join(CALLS)}", "-p", str(child)]
    tracer = subprocess.Popen(words + (["-e", f"inject={inject}"] if inject else []), stderr=subprocess.DEVNULL)
    while tracer.poll() is None and "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text():
        time.sleep(0.001)
    os.write(go, b"x")
    os.close(go)
    _, status = os.waitpid(child, 0)
    tracer.wait()
    return os.waitstatus_to_exitcode(status)


def counted(trace: Path) -> dict[str, int]:
    """How often each call was made in a trace."""
    found: dict[str, int] = {}
    for line in trace.read_text(errors="replace").splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if call:
            found[call[1]] = found.get(call[1], 0) + 1
    return found
