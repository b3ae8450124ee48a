"""An export as a zip that leaves the house while it is being written."""

import zipfile
from collections.abc import Iterable, Iterator

from content.exporting.library import Entry

A_PIECE = 1 << 18
# One moment for every file, so that two exports of one library are the same bytes.
MOMENT = (2000, 1, 1, 0, 0, 0)


class _Outbox:
    """What the zip has written and nobody has taken yet."""

    def __init__(self):
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def zipped(entries: Iterable[Entry], *, root: str) -> Iterator[bytes]:
    """The parts of a zip in which everything lies in the folder `root`."""
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in entries:
            name = zipfile.ZipInfo(f"{root}/{entry.path}", MOMENT)
            name.compress_type = zipfile.ZIP_DEFLATED if entry.file is None else zipfile.ZIP_STORED
            name.external_attr = 0o644 << 16
            with archive.open(name, "w", force_zip64=True) as member:
                for part in _parts(entry):
                    member.write(part)
                    yield outbox.take()
    yield outbox.take()


def _parts(entry: Entry) -> Iterator[bytes]:
    if entry.file is None:
        yield entry.text.encode()
        return
    with entry.file.open("rb") as source:
        while part := source.read(A_PIECE):
            yield part
