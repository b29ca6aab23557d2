"""A file system in memory that remembers the order of everything, so that a power cut at any moment can be played.

Mounted by FUSE in a process of its own. `Disk` is what was done to it, in order; `Disk.after(cut, chance)` is one of the
states a disk may be in when the power goes: what was fsynced is there, everything else may or may not be.
"""

from __future__ import annotations

import errno
import os
import pickle
import random
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
ROOT, MARK = 1, ".begins"


@dataclass
class Node:
    """A file, folder or link as it is now."""

    mode: int
    data: bytearray = field(default_factory=bytearray)
    names: dict[str, int] = field(default_factory=dict)
    links: int = 1
    changed: int = field(default_factory=time.time_ns)


@dataclass
class Disk:
    """What was done, in order: (what, node, ...). `beginning` operations are on the disk whatever happens.

    Operations: ("make", node, mode, target), ("write", node, offset, bytes), ("cut", node, size), ("name", folder, name, node),
    ("unname", folder, name), ("move", folder, name, folder, name, node), ("mode", node, mode), ("sync", node).
    """

    done: list[tuple[Any, ...]] = field(default_factory=list)
    beginning: int = 0

    def moments(self, moved: str) -> list[int]:
        """Places after each sync, and all after the first time a folder was given a name that ends so."""
        found = [at + 1 for at, one in enumerate(self.done) if at >= self.beginning and one[0] == "sync"]
        first = next((at for at, one in enumerate(self.done) if one[0] == "move" and one[4].endswith(moved)), len(self.done))
        return sorted({*found, *range(max(first, self.beginning), len(self.done) + 1)})

    def after(self, cut: int, chance: random.Random) -> dict[int, Node]:
        """A possible disk after the power went when `cut` operations were done.

        Three kinds of disk, by chance. A strict one has only what was synced, names by folder. One with a journal has all
        changes of names up to some moment after the last sync, in order, and any of the data. A loose one has any beginning
        of each folder's and each file's changes since its own sync, the last write torn.
        """
        kind = chance.choice(("strict", "journal", "loose"))
        synced = self._synced(cut)
        latest = max((at for at in synced.values()), default=self.beginning)
        upto = chance.randint(max(latest, self.beginning), cut)
        reach: dict[int, int] = {}

        def kept(at: int, node: int, names: bool) -> bool:
            if at < self.beginning or at < synced.get(node, 0) or kind == "journal" and names:
                return at < max(upto, self.beginning) if kind == "journal" and names else True
            if kind == "strict":
                return False
            if node not in reach:
                reach[node] = chance.choice((0, cut, chance.randint(0, cut)))
            return at < reach[node]

        def torn(at: int, node: int) -> bool:
            """Whether a write is the last one of a file that the disk has, and was not synced."""
            sure = at < self.beginning or at < synced.get(node, 0)
            return kind == "loose" and not sure and at + 1 >= reach[node]

        nodes: dict[int, Node] = {ROOT: Node(stat.S_IFDIR | 0o755)}
        for at, one in enumerate(self.done[:cut]):
            if one[0] == "write" and kept(at, one[1], False) and torn(at, one[1]):
                one = (*one[:3], one[3][: chance.randint(0, len(one[3]))])
            _redo(nodes, at, one, kept)
        return nodes

    def _synced(self, cut: int) -> dict[int, int]:
        return {one[1]: at for at, one in enumerate(self.done[:cut]) if one[0] == "sync"}


def _redo(nodes: dict[int, Node], at: int, one: tuple[Any, ...], kept: Any) -> None:
    """Do one operation again when the disk kept it. A move is two: each folder may have its part."""
    what, node = one[0], one[1]
    if what == "make":
        nodes[node] = Node(one[2], bytearray(one[3]))  # nothing names it yet
    elif what in ("write", "cut"):
        file = nodes[node]
        if not kept(at, node, False):
            return
        if what == "cut":
            _resize(file.data, one[2])
            return
        _resize(file.data, max(len(file.data), one[2]))
        file.data[one[2] : one[2] + len(one[3])] = one[3]
    elif what == "mode" and kept(at, node, False):
        nodes[node].mode = one[2]
    elif what in ("name", "unname", "move"):
        _rename(nodes, at, one, kept)


def _rename(nodes: dict[int, Node], at: int, one: tuple[Any, ...], kept: Any) -> None:
    """Do a change of names again as far as the disk kept it."""
    what, folder, name = one[:3]
    if what == "name" and kept(at, folder, True):
        nodes[folder].names[name] = one[3]
    elif what == "unname" and kept(at, folder, True):
        nodes[folder].names.pop(name, None)
    elif what == "move":
        target, new, moved = one[3:]
        if kept(at, target, True):
            nodes[target].names[new] = moved
        if kept(at, folder, True) and nodes[folder].names.get(name) == moved:
            nodes[folder].names.pop(name)


def _resize(data: bytearray, size: int) -> None:
    if size > len(data):
        data.extend(bytes(size - len(data)))
    else:
        del data[size:]


def lay_out(nodes: dict[int, Node], folder: Path, stored: Path) -> None:
    """Write a state of a disk into a real folder. Equal contents are written once, in `stored`, and linked."""
    for path, node in _walk(nodes, ROOT, folder):
        if stat.S_ISDIR(node.mode):
            path.mkdir(mode=0o700, exist_ok=True)
        elif stat.S_ISLNK(node.mode):
            path.symlink_to(node.data.decode())
        else:
            _file(path, node, stored)


def _file(path: Path, node: Node, stored: Path) -> None:
    content = bytes(node.data)
    if len(content) < 1 << 16:
        path.write_bytes(content)
    else:
        known = stored / f"{hash(content) & (1 << 64) - 1:016x}.{len(content)}"
        if not known.exists():
            known.write_bytes(content)
        os.link(known, path)
    if len(content) < 1 << 16:
        path.chmod(stat.S_IMODE(node.mode))


def _walk(nodes: dict[int, Node], at: int, path: Path) -> Iterator[tuple[Path, Node]]:
    yield path, nodes[at]
    for name, node in sorted(nodes[at].names.items()):
        yield from _walk(nodes, node, path / name)


class Forgetful:
    """The operations mfusepy asks for, on nodes in memory; each is noted. Paths are absolute within the mount.

    What is not here the kernel does by itself (locks) or does without.
    """

    def __init__(self, noted: Path) -> None:
        self.disk, self.nodes, self.noted = Disk(), {ROOT: Node(stat.S_IFDIR | 0o755)}, noted
        self.next = ROOT + 1

    def find(self, path: str) -> int:
        at = ROOT
        for part in path.strip("/").split("/") if path != "/" else ():
            names = self.nodes[at].names
            if part not in names:
                raise OSError(errno.ENOENT, path)
            at = names[part]
        return at

    def _place(self, path: str) -> tuple[int, str]:
        folder, _, name = path.rpartition("/")
        return self.find(folder or "/"), name

    def note(self, *operation: Any) -> None:
        self.disk.done.append(operation)

    def _new(self, path: str, mode: int, target: bytes = b"") -> int:
        folder, name = self._place(path)
        node, self.next = self.next, self.next + 1
        self.nodes[node] = Node(mode, bytearray(target))
        self.nodes[folder].names[name] = node
        self.note("make", node, mode, target)
        self.note("name", folder, name, node)
        return node

    def getattr(self, path: str, handle: int | None = None) -> dict[str, Any]:
        number = handle if handle and path != "/" else self.find(path)
        node = self.nodes[number]
        size = len(node.data) if not stat.S_ISDIR(node.mode) else 4096
        times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), node.changed / 1e9)
        links = 2 if stat.S_ISDIR(node.mode) else node.links
        return {"st_mode": node.mode, "st_nlink": links, "st_size": size, "st_ino": number, "st_uid": os.getuid(),
                "st_gid": os.getgid(), **times}  # fmt: skip

    def readdir(self, path: str, handle: int) -> list[tuple[str, dict[str, int], int]]:
        here = self.find(path)
        listed = {".": here, "..": here, **self.nodes[here].names}
        return [(name, {"st_ino": number, "st_mode": self.nodes[number].mode}, 0) for name, number in listed.items()]

    def access(self, path: str, mode: int) -> int:
        self.find(path)
        return 0

    def mkdir(self, path: str, mode: int) -> None:
        self._new(path, stat.S_IFDIR | mode)

    def create(self, path: str, mode: int, info: Any = None) -> int:
        return self._new(path, stat.S_IFREG | stat.S_IMODE(mode))

    def symlink(self, path: str, target: str) -> None:
        self._new(path, stat.S_IFLNK | 0o777, target.encode())

    def readlink(self, path: str) -> str:
        return self.nodes[self.find(path)].data.decode()

    def open(self, path: str, flags: int) -> int:
        return self.find(path)

    def read(self, path: str, size: int, offset: int, handle: int) -> bytes:
        return bytes(self.nodes[handle].data[offset : offset + size])

    def write(self, path: str, content: bytes, offset: int, handle: int) -> int:
        node = self.nodes[handle]
        _resize(node.data, max(len(node.data), offset))
        node.data[offset : offset + len(content)] = content
        node.changed = time.time_ns()
        self.note("write", handle, offset, bytes(content))
        return len(content)

    def truncate(self, path: str, size: int, handle: int | None = None) -> None:
        number = handle or self.find(path)
        _resize(self.nodes[number].data, size)
        self.nodes[number].changed = time.time_ns()
        self.note("cut", number, size)

    def unlink(self, path: str) -> None:
        folder, name = self._place(path)
        self.find(path)
        self.nodes[folder].names.pop(name)
        self.note("unname", folder, name)

    def rmdir(self, path: str) -> None:
        if self.nodes[self.find(path)].names:
            raise OSError(errno.ENOTEMPTY, path)
        self.unlink(path)

    def rename(self, old: str, new: str) -> None:
        (source, name), (target, other) = self._place(old), self._place(new)
        moved = self.find(old)
        there = self.nodes[target].names.get(other)
        if there is not None and self.nodes[there].names:
            raise OSError(errno.ENOTEMPTY, new)
        self.nodes[source].names.pop(name)
        self.nodes[target].names[other] = moved
        self.note("move", source, name, target, other, moved)

    def link(self, target: str, source: str) -> None:
        node, (folder, name) = self.find(source), self._place(target)
        self.nodes[folder].names[name] = node
        self.nodes[node].links += 1
        self.note("name", folder, name, node)

    def chmod(self, path: str, mode: int) -> int:
        number = self.find(path)
        node = self.nodes[number]
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        self.note("mode", number, node.mode)
        return 0

    def chown(self, path: str, user: int, group: int) -> int:
        return 0

    def utimens(self, path: str, times: Any = None) -> int:
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 24, "f_bavail": 1 << 23, "f_bfree": 1 << 23, "f_namemax": 255}

    def fsync(self, path: str, data_only: int, handle: int) -> int:
        self.note("sync", handle or self.find(path))
        return 0

    def fsyncdir(self, path: str, data_only: int, handle: int) -> int:
        self.note("sync", self.find(path))
        return 0

    def flush(self, path: str, handle: int) -> int:
        return 0

    def release(self, path: str, handle: int) -> int:
        return 0

    def opendir(self, path: str) -> int:
        return self.find(path)

    def releasedir(self, path: str, handle: int) -> int:
        return 0

    def init(self, path: str) -> None:
        return None

    def destroy(self, path: str) -> None:
        self.noted.write_bytes(pickle.dumps(self.disk))


def recorded(folder: Path, before: Callable[[Path], object], during: Callable[[Path], object]) -> Disk:
    """What `during` did to a disk on which `before` was done for good; both are given the folder it is mounted at.

    Raises RuntimeError when nothing can be mounted here.
    """
    mount, noted = folder / "mount", folder / "noted"
    mount.mkdir(parents=True)
    outside = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    server = subprocess.Popen([sys.executable, "-m", "bench.forgetful", mount, noted], env=outside, stderr=subprocess.PIPE)
    try:
        while not os.path.ismount(mount):
            if server.poll() is not None:
                said = (server.stderr.read() if server.stderr else b"").decode(errors="replace").strip()
                raise RuntimeError(f"nothing was mounted, FUSE, libfuse 2 and mfusepy are needed: {said.splitlines()[-1:]}")
            time.sleep(0.02)
        before(mount)
        (mount / MARK).write_bytes(b"")
        during(mount)
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=False, stderr=subprocess.DEVNULL)
        server.communicate()
    disk: Disk = pickle.loads(noted.read_bytes())
    disk.beginning = next(at for at, one in enumerate(disk.done) if one[0] == "name" and one[2] == MARK) + 1
    return disk


def serve(mount: str, noted: Path) -> None:
    """Mount at an empty folder until it is unmounted, then write the `Disk` to a file."""
    from mfusepy import FUSE, Operations  # here, for it needs libfuse 2 of the operating system

    mounted = type("Mounted", (Forgetful, Operations), {})(noted)
    FUSE(mounted, mount, foreground=True, nothreads=True, big_writes=True, use_ino=True, kernel_cache=True, hard_remove=True)


if __name__ == "__main__":
    from bench import forgetful

    forgetful.serve(sys.argv[1], Path(sys.argv[2]))  # by its full name: what is pickled bears it
