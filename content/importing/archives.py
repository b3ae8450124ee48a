"""Zip files of others, unpacked where they can do no harm: within bounds of number, size and ratio, names looked at."""

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from content.importing.piece import Refused

MOST_BYTES = 1_000_000_000
MOST_UNPACKED = 2_000_000_000
MOST_FILES = 50_000
MOST_DIRECTORY = 20_000_000
MOST_RATIO = 200
SMALL = 10_000_000
CHUNK = 1 << 16
NEEDED = {
    *(".xml", ".rss", ".atom", ".json", ".html", ".htm", ".csv", ".md", ".markdown", ".yaml", ".yml"),
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"),
}
END_RECORD = b"PK\5\6"
END_LENGTH = 22


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A folder with what an import needs of an archive; it is gone afterwards."""
    _check_directory(path)
    with TemporaryDirectory(prefix="touchstone-import-") as place:
        try:
            with zipfile.ZipFile(path) as archive:
                members = list(_members(archive))
                for member in members:
                    _unpack(archive, member, Path(place))
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
            raise Refused(f"the archive cannot be unpacked: {error}") from error
        yield _inside(Path(place))


def _inside(place: Path) -> Path:
    """Most archives hold one folder, and everything in it."""
    found = list(place.iterdir())
    return found[0] if len(found) == 1 and found[0].is_dir() else place


def _check_directory(path: Path) -> None:
    """The list of what is in it is itself read whole, so its size is looked at first."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused(
            f"the archive is {size / 1e6:,.0f} MB large, and no more than {MOST_BYTES // 1_000_000} MB are read"
        )
    with path.open("rb") as file:
        file.seek(max(0, size - (1 << 16) - END_LENGTH))
        tail = file.read()
    at = tail.rfind(END_RECORD)
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > MOST_DIRECTORY:
        raise Refused(f"the archive holds more than {MOST_FILES:,} files")


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files that are needed; Refused for an archive that is made to do harm."""
    everything = archive.infolist()
    if len(everything) > MOST_FILES:
        raise Refused(f"the archive holds {len(everything):,} files, more than {MOST_FILES:,}")
    total = 0
    for member in everything:
        _check_name(member)
        total += member.file_size
        if total > MOST_UNPACKED:
            raise Refused(f"the archive unpacks to more than {MOST_UNPACKED // 1_000_000:,} MB")
        if member.file_size > max(SMALL, member.compress_size * MOST_RATIO):
            raise Refused(f"{member.filename} in the archive unpacks to more than {MOST_RATIO} times its size")
        if _is_needed(member):
            yield member


def _check_name(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename.replace("\\", "/")
    if name.startswith("/") or "\0" in name or ".." in PurePosixPath(name).parts or name[1:2] == ":":
        raise Refused(f"the archive holds a file whose name leads out of it ({name[:100]!r})")
    if member.flag_bits & 1:
        raise Refused("the archive is locked with a password; unpack it and import the folder")


def _is_needed(member: zipfile.ZipInfo) -> bool:
    mode = member.external_attr >> 16
    path = PurePosixPath(member.filename)
    return (
        not member.is_dir()
        and not stat.S_ISLNK(mode)
        and path.suffix.lower() in NEEDED
        and not any(part.startswith((".", "__MACOSX")) for part in path.parts)
    )


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path) -> None:
    target = place / member.filename.replace("\\", "/")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("wb") as file:
        while data := packed.read(CHUNK):
            file.write(data)
