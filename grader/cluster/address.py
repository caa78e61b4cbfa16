"""Where a cluster is, and what a connection to it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

_LOCAL = re.compile(r"local:([1-9][0-9]*)")
_REMOTE = re.compile(r"(tcp|tls)://[^/\s]+:[0-9]+")


@dataclass(frozen=True)
class Cluster:
    """A cluster by its address.

    Parameters
    ----------
    address : str
        ``tcp://host:port`` or ``tls://host:port`` of a scheduler, or ``local:N`` for N workers
        on this machine.
    ca, certificate, key : Path, optional
        PEM files for TLS: the authority, and the certificate and key of this client.

    Raises
    ------
    UsageError
        The address is none of these, or the files do not belong to it.
    """

    address: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if not (_LOCAL.fullmatch(self.address) or _REMOTE.fullmatch(self.address)):
            raise UsageError(
                f"no cluster has the address {self.address!r}: say tcp://HOST:PORT or"
                " tls://HOST:PORT of a scheduler, or local:N for N workers on this machine"
            )
        files = [self.ca, self.certificate, self.key]
        if self.address.startswith("tls:") and None in files:
            raise UsageError("tls:// takes --tls-ca, --tls-cert and --tls-key")
        if any(files) and not self.address.startswith("tls:"):
            raise UsageError(f"{self.address} is not encrypted: with TLS files say tls://")

    @property
    def local_workers(self) -> int:
        """How many workers to start on this machine; 0 where the cluster is there already."""
        found = _LOCAL.fullmatch(self.address)
        return int(found[1]) if found else 0
