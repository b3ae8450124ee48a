"""Checksums of the index's files, so that damage is seen before a damaged file is read.

Whoosh never changes a file that it has committed. A file without a checksum is trusted: its writer
was killed between the commit and the seal. A sealed file that is gone was merged into another.
"""

import json
import os
from pathlib import Path
from zlib import crc32

SEALS = "seals.json"
SEALED = {".seg", ".toc"}

_intact: set[tuple] = set()


def seal(folder: Path) -> None:
    """Records the files that have no checksum yet; those that have one keep it, right or wrong."""
    known = _read(folder)
    files = [path for path in folder.iterdir() if path.suffix in SEALED]
    seals = {path.name: known[path.name] if path.name in known else _checksum(path) for path in files}
    scratch = folder / f"{SEALS}.new"
    scratch.write_text(json.dumps(seals))
    os.replace(scratch, folder / SEALS)


def broken(folder: Path, *, afresh: bool = False) -> str | None:
    """The name of a file that is not what was written. Files seen intact are not read twice, unless `afresh`."""
    for name, checksum in _read(folder).items():
        path = folder / name
        try:
            seen = os.stat(path)
            mark = (str(path), seen.st_mtime_ns, seen.st_size, seen.st_ino, checksum)
            if not afresh and mark in _intact:
                continue
            if _checksum(path) != checksum:
                return name
        except FileNotFoundError:
            continue
        if len(_intact) > 10_000:
            _intact.clear()
        _intact.add(mark)
    return None


def _read(folder: Path) -> dict[str, int]:
    try:
        return dict(json.loads((folder / SEALS).read_text()))
    except FileNotFoundError:
        return {}


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            checksum = crc32(chunk, checksum)
    return checksum
