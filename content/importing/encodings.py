"""Text of a file in whatever encoding it really is: by its mark, by what it says, by what its bytes can only be."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from content.importing.piece import Note, Refused

CHUNK = 1 << 16
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
]
DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,60})[\"']")
# Python knows codecs that are no encodings of text, and some that unpack.
ENCODINGS = re.compile(
    r"ascii|utf-8|utf-16(-[lb]e)?|utf-32(-[lb]e)?|iso8859-\d+|cp(125\d|437|85\d|866|874|932|949|950)|koi8-[ru]|gb2312|gbk"
    r"|gb18030|big5|shift_jis|euc_jp|euc_kr|mac-roman"
)
UTF_8 = {"utf-8", "utf-8-sig", "ascii"}


class EncodedText:
    """The text of a file, chunk by chunk, with a note if it is not written as it says."""

    def __init__(self, path: Path):
        self._path = path
        self.notes: list[Note] = []
        with path.open("rb") as file:
            start = file.read(1024)
        self._encoding = self._told_by(start)

    def chunks(self) -> Iterator[str]:
        by_mistake = _Mistakes(self._encoding)
        with self._path.open("rb") as file:
            while data := file.read(CHUNK):
                yield by_mistake.text(data)
            yield by_mistake.text(b"", final=True)
        if by_mistake.count:
            self.notes.append(Note("bytes that are no UTF-8 read as Windows-1252", count=by_mistake.count))

    def _told_by(self, start: bytes) -> str:
        marked = next((name for mark, name in MARKS if start.startswith(mark)), "")
        if marked:
            return marked
        declared = DECLARED.match(start)
        if not declared:
            return "utf-8"
        said = declared[1].decode("ascii", "replace")
        try:
            name = codecs.lookup(said).name
        except (LookupError, ValueError):
            name = ""
        if not ENCODINGS.fullmatch(name):
            raise Refused(f"it says that it is written in '{said}', which is no encoding of text; save it as UTF-8")
        if name not in UTF_8 and self._is_utf_8():
            self.notes.append(Note("encoding that it states is wrong, so it was read as UTF-8", said))
            return "utf-8"
        return name

    def _is_utf_8(self) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")()
        more_than_ascii = False
        with self._path.open("rb") as file:
            while data := file.read(CHUNK):
                try:
                    decoder.decode(data)
                except UnicodeDecodeError:
                    return False
                more_than_ascii = more_than_ascii or not data.isascii()
        return more_than_ascii


class _Mistakes:
    """Decodes; what is wrong in UTF-8 becomes, byte by byte, what Windows would have meant."""

    def __init__(self, encoding: str):
        self.count = 0
        self._name = "utf-8" if encoding == "ascii" else encoding
        errors = "surrogateescape" if self._name in UTF_8 else "strict"
        self._decoder = codecs.getincrementaldecoder(self._name)(errors)

    def text(self, data: bytes, *, final: bool = False) -> str:
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            raise Refused(f"it says that it is written in {self._name}, and it is not; save it as UTF-8") from error
        return STRAY.sub(self._meant, text) if STRAY.search(text) else text

    def _meant(self, stray: re.Match) -> str:
        self.count += 1
        return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace")


STRAY = re.compile("[\udc80-\udcff]")
