"""Writes the files of a multipart/form-data request to a folder, piece by piece: none is ever whole in memory."""

from pathlib import Path
from typing import BinaryIO

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import visible

FIELD = "file"
MOST_FILES = 100
LONGEST_NAME = 255  # characters


class FilesOfForm:
    """Takes the pieces of a request and makes its files: `files`, the path and the name of each. Names of files are labels, and
    choose no path. Raises UsageError where the request is none, or has anything but files."""

    def __init__(self, content_type: str, folder: Path) -> None:
        self.files: list[tuple[Path, str]] = []
        self._folder = folder
        self._open: BinaryIO | None = None
        self._complete = False
        self._header = self._disposition = b""
        self._value = b""
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise _not_a_form()
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin_part,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._begin_file,
                    "on_part_data": self._data,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise _not_a_form() from error

    def write(self, piece: bytes) -> None:
        """Take the next piece."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise _not_a_form() from error

    def finish(self) -> list[tuple[Path, str]]:
        """The files, once all pieces are there."""
        if not self._complete:
            raise _not_a_form()
        if not self.files:
            raise UsageError(
                _("The request has no file; send each as a field named {name}.").format(name=FIELD)
            )
        return self.files

    def close(self) -> None:
        """Close the file that is being written, if any."""
        if self._open:
            self._open.close()
            self._open = None

    def _begin_part(self) -> None:
        self._header = self._value = self._disposition = b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _begin_file(self) -> None:
        _kind, options = parse_options_header(self._disposition.decode("latin-1"))
        field = options.get(b"name", b"").decode("utf-8", "replace")
        if field != FIELD or b"filename" not in options:
            raise UsageError(
                _("The request has a field {name}; send files as fields named {field}, and options in the address.").format(
                    name=ascii(field[:LONGEST_NAME]), field=FIELD
                )
            )  # fmt: skip
        if len(self.files) == MOST_FILES:
            raise UsageError(_("Send at most {n} files at once.").format(n=MOST_FILES))
        place = self._folder / str(len(self.files))
        place.mkdir()
        self._open = (place / "file").open("xb")
        self.files.append((place / "file", _label(options[b"filename"])))

    def _data(self, data: bytes, start: int, end: int) -> None:
        assert self._open
        self._open.write(data[start:end])

    def _end_part(self) -> None:
        self.close()

    def _end(self) -> None:
        self._complete = True


def _label(name: bytes) -> str:
    """What a file is called here: the last part of its name, on one line and readable."""
    last = name.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    return visible(last)[:LONGEST_NAME] or FIELD


def _not_a_form() -> UsageError:
    return UsageError(_("The request is not a whole multipart/form-data document with files; send it again."))
