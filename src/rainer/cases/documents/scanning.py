"""Ask a scanner whether a file carries something harmful. Which one is the setting DOCUMENT_SCANNER:

    ""                       none: documents are kept and marked "Not scanned" wherever they are listed
    "clamd:/run/clamd.ctl"   clamd on its socket; "clamd:host:3310" on the network

Anything with a `scan(content) -> Scanned` may stand in; a dotted path to a class names it.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

PATIENCE = 20.0  # seconds: whoever sends a file waits
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the scanner says. `is_clean` is None where it gave no answer: then `says` is why."""

    is_clean: bool | None
    says: str = ""


class Scanner(Protocol):
    def scan(self, content: bytes) -> Scanned: ...


def scanner() -> Scanner | None:
    """The scanner of this service; None where it has none."""
    chosen = settings.DOCUMENT_SCANNER
    if not chosen:
        return None
    if chosen.startswith("clamd:"):
        return Clamd(chosen.removeprefix("clamd:"))
    made: Scanner = import_string(chosen)()
    return made


@dataclass(frozen=True, slots=True)
class Clamd:
    """ClamAV's daemon, asked by INSTREAM: the content goes over its socket in pieces, each after its length."""

    address: str

    def scan(self, content: bytes) -> Scanned:
        try:
            with self._reached() as link:
                link.sendall(b"zINSTREAM\0")
                for at in range(0, len(content), _PIECE):
                    piece = content[at : at + _PIECE]
                    link.sendall(len(piece).to_bytes(4, "big") + piece)
                link.sendall(bytes(4))
                answer = _answer(link)
        except (OSError, ValueError) as error:
            return Scanned(None, f"{type(error).__name__}: {error}"[:200])
        return _read(answer)

    def _reached(self) -> socket.socket:
        if self.address.startswith("/"):
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(PATIENCE)
            link.connect(self.address)
            return link
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _answer(link: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096 and (more := link.recv(4096)):
        said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace").strip()


def _read(answer: str) -> Scanned:
    """ "stream: OK", "stream: Eicar-Signature FOUND", "INSTREAM size limit exceeded. ERROR"."""
    if answer.endswith(" FOUND"):
        return Scanned(is_clean=False, says=answer.removeprefix("stream: ").removesuffix(" FOUND")[:200])
    if answer == "stream: OK":
        return Scanned(is_clean=True)
    return Scanned(None, answer[:200] or "no answer")
