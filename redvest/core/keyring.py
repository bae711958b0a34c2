"""Keys live in a file outside the database and its backups; production names that file itself.

The file is JSON: ``{"active": "k1", "cipher": "AES-GCM", "keys": {"k1": "<base64 of 32 bytes>"},
"root": "<base64 of 32 bytes>"}``. Field keys are listed by name so that rows sealed with an older
one stay readable while a rotation runs. Everything else (session signing, blind indexes) is
derived from ``root`` with HKDF and never changes with a field key.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CIPHERS = ("AES-GCM", "SM4-GCM")


class KeyringError(Exception):
    """The key file is missing, unreadable or malformed; the message says what to do."""


@dataclass(frozen=True)
class Keyring:
    """What the key file holds. ``cipher`` is ``AES-GCM`` or ``SM4-GCM``."""

    path: Path
    active: str
    cipher: str
    keys: dict[str, bytes]
    root: bytes

    def derived(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same on every machine with this key file."""
        return HKDF(hashes.SHA256(), 32, b"redvest", purpose.encode()).derive(self.root)

    def secret(self, purpose: str) -> str:
        return self.derived(purpose).hex()


def default_path() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "redvest" / "keys.json"


def _new_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh: dict[str, object] = {
        "active": "k1",
        "cipher": "AES-GCM",
        "keys": {"k1": base64.b64encode(secrets.token_bytes(32)).decode()},
        "root": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    part = _written_beside(path, fresh)
    try:
        os.link(part, path)  # Whoever comes first wins; nobody overwrites a key file.
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _written_beside(path: Path, content: dict[str, object]) -> Path:
    """The content in a new private file next to ``path``, safely on the disk."""
    part = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(content, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    return part


def save(ring: Keyring) -> None:
    """Replace the key file. Whoever reads meanwhile sees the old one or the new one, whole.

    A killed process leaves at most a stray private file beside it, never half a key file.
    """
    content: dict[str, object] = {
        "active": ring.active,
        "cipher": ring.cipher,
        "keys": {name: base64.b64encode(key).decode() for name, key in ring.keys.items()},
        "root": base64.b64encode(ring.root).decode(),
    }
    _written_beside(ring.path, content).replace(ring.path)
    folder = os.open(ring.path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load(path: Path, *, create: bool = False) -> Keyring:
    """Read the key file, making a fresh one outside production.

    Raises
    ------
    KeyringError
        If the file is absent (and ``create`` is false) or not a key file.
    """
    if create and not path.exists():
        _new_file(path)
    try:
        raw = json.loads(path.read_text())
        keys = {name: base64.b64decode(text) for name, text in raw["keys"].items()}
        ring = Keyring(path, raw["active"], raw["cipher"], keys, base64.b64decode(raw["root"]))
    except FileNotFoundError:
        raise KeyringError(
            f"密钥文件 {path} 不存在，请设置 REDVEST_KEYS。No key file at {path}; set REDVEST_KEYS."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise KeyringError(
            f"密钥文件 {path} 已损坏。The key file {path} is damaged: {error}"
        ) from None
    if ring.cipher not in CIPHERS:
        raise KeyringError(
            f"密钥文件 {path} 的算法不认识。"
            f"The key file {path} names an unknown cipher: {ring.cipher}"
        )
    if ring.active not in keys or any(len(key) != 32 for key in keys.values()):
        raise KeyringError(f"密钥文件 {path} 缺少密钥。The key file {path} lacks its active key.")
    return ring


Stamp = tuple[int, int, int]


def _stamp(path: Path) -> Stamp | None:
    """What changes whenever the file is replaced; None while it cannot be looked at."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_ino, seen.st_size


@lru_cache(maxsize=8)
def _load_as_of(path: Path, _stamp: Stamp) -> Keyring:
    return load(path)


_last: dict[Path, Keyring] = {}


def current() -> Keyring:
    """The keys of this moment. A process that runs for weeks notices a rotation by itself.

    While the file cannot be read (a disk that is being remounted) the keys last read stay good.
    """
    from django.conf import settings

    path = settings.KEYRING_FILE
    stamp = _stamp(path)
    if stamp is None and path in _last:
        return _last[path]
    ring = _load_as_of(path, stamp) if stamp is not None else load(path)
    _last[path] = ring
    return ring


@cache
def _index_key(column: str) -> bytes:
    return current().derived(f"index:{column}")


def blind_index(column: str, value: str) -> bytes:
    """HMAC-SHA-256 of a normalized value under a key of its column: equality without the value."""
    return hmac.digest(_index_key(column), value.encode(), "sha256")


def indexer(column: str) -> Callable[[str], bytes]:
    """A faster :func:`blind_index` for many values of one column (RFC 2104, keyed once)."""
    key = _index_key(column).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def index(value: str) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(value.encode())
        second.update(first.digest())
        return second.digest()

    return index


def cache_key(key: str, prefix: str, version: int) -> str:
    """Cache keys may carry a phone or an address of a machine: store only their keyed hash."""
    text = f"{prefix}:{version}:{key}"
    return hmac.digest(_index_key("cache"), text.encode(), hashlib.sha256).hex()
