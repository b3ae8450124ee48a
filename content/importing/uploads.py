"""Pictures of an export, by the addresses that they had on the old site: in the uploads that lie beside it."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from content.importing.pictures import FolderPictures
from content.importing.piece import Picture, Refused

# What stands in the address, and the folders in which people keep it.
KEPT = {
    "/wp-content/uploads/": ("wp-content/uploads/", "uploads/", ""),
    "/content/images/": ("content/images/", "images/", ""),
    "/uploads/": ("uploads/",),
    "/images/": ("images/", "content/images/"),
}
FOLDERS = {"wp-content", "uploads", "content", "images", "files", "media", "assets"}
# WordPress and Ghost make smaller copies; the one in the export may be the whole picture only.
SIZE = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled)(?=\.\w{3,5}$)|(?<=images/)size/[wh0-9]{1,12}/")


class UploadedPictures:
    """`anywhere` is for folders that are all export; beside a lone file only folders of uploads are looked into."""

    def __init__(self, folder: Path, *, name: str, hosts: Collection[str], anywhere: bool):
        self._folder = folder.resolve()
        self._hosts = {host.removeprefix("www.") for host in hosts if host}
        self._anywhere = anywhere
        self._found = FolderPictures(self._folder, name=name)

    def find(self, address: str, *, beside: str) -> Picture:
        try:
            parts = urlsplit(address.strip())
        except ValueError as error:
            raise Refused("it has no address") from error
        path = unquote(parts.path)
        if "\0" in path or ".." in PurePosixPath(path).parts:
            raise Refused("its address leads out of the folder")
        if parts.scheme not in {"", "http", "https"} or not self._is_ours(parts.netloc, path):
            raise Refused("it is kept elsewhere")
        for name in self._names(path):
            if (self._folder / name).is_file():
                return self._found.find(
                    "/" + name.replace("%", "%25").replace("?", "%3F").replace("#", "%23"), beside=""
                )
        raise Refused("it is not in the export")

    def _is_ours(self, host: str, path: str) -> bool:
        return not host or host.removeprefix("www.") in self._hosts or any(kept in path for kept in KEPT)

    def _names(self, path: str) -> Iterator[str]:
        if len(path) > 1000:
            return
        for name in dict.fromkeys((path, SIZE.sub("", path))):
            yield from self._allowed(name.lstrip("/"))
            yield f"uploads/{name.lstrip('/')}"
            for mark, folders in KEPT.items():
                _, found, rest = name.partition(mark)
                if found and rest:
                    for folder in folders:
                        yield from self._allowed(folder + rest.lstrip("/"))

    def _allowed(self, name: str) -> Iterator[str]:
        if name and (self._anywhere or name.partition("/")[0] in FOLDERS):
            yield name
