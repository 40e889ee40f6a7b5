"""Certificates of a private authority, made for one test run: what a company's own redis has."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_FOR_LOOPBACK = "basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n"


@dataclass(frozen=True)
class Certificates:
    """Files in PEM: who signs, and what a server shows."""

    authority: Path
    certificate: Path
    key: Path


def make(folder: Path, name: str = "server") -> Certificates:
    """Make an authority and a certificate of 127.0.0.1 that it signed. Needs `openssl`."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, authority_key = folder / f"{name}-ca.pem", folder / f"{name}-ca.key"
    certificate, key, asked = folder / f"{name}.pem", folder / f"{name}.key", folder / f"{name}.csr"
    extensions = folder / f"{name}.ext"
    extensions.write_text(_FOR_LOOPBACK)
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _openssl(
        "req",
        "-x509",
        *curve,
        "-days",
        "2",
        "-subj",
        f"/CN={name} authority",
        "-keyout",
        str(authority_key),
        "-out",
        str(authority),
    )
    _openssl("req", *curve, "-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(asked))
    _openssl(
        "x509",
        "-req",
        "-in",
        str(asked),
        "-CA",
        str(authority),
        "-CAkey",
        str(authority_key),
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        str(extensions),
        "-out",
        str(certificate),
    )
    return Certificates(authority, certificate, key)


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr
