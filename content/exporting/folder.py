"""An export as a folder: written aside and put in its place when it is whole."""

import os
import shutil
import tempfile
from pathlib import Path

from content.exporting.library import Entry, Export
from content.importing.markdown_folder import EXPORT

A_PIECE = 1 << 20


class FolderTaken(Exception):
    """Something else stands where the export is to go; nothing was touched."""


def write_folder(export: Export, folder: Path) -> None:
    """A folder that holds an export of ours is replaced; any other that is not empty is left alone."""
    folder = folder.absolute()
    _refuse_what_is_not_ours(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for entry in export.entries():
            _write(entry, aside)
        aside.chmod(0o755)
        _put_in_place(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _refuse_what_is_not_ours(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FolderTaken(f"{folder} is no folder. Name one that is empty or not there yet.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / EXPORT).is_file():
        raise FolderTaken(
            f"{folder} holds something that is no export of ours. Name one that is empty or not there yet."
        )


def _write(entry: Entry, folder: Path) -> None:
    path = folder / entry.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.file is None:
        path.write_text(entry.text, encoding="utf-8", newline="\n")
        return
    with entry.file.open("rb") as source, path.open("wb") as copy:
        shutil.copyfileobj(source, copy, A_PIECE)


def _put_in_place(aside: Path, folder: Path) -> None:
    if not folder.exists():
        os.rename(aside, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    os.rename(folder, old)
    try:
        os.rename(aside, folder)
    except OSError:
        os.rename(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
