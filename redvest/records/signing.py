"""The keys that sign hours and certificates; others than the journal's, from the same key ring."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext_lazy as _

from redvest.core import keyring
from redvest.core import sm2 as signer
from redvest.districts.queries import policy_of
from redvest.engines import sm2
from redvest.engines.certificates import Algorithm, token_of
from redvest.errors import Conflict
from redvest.journal.signing import Verifier, name_of

SM2_PURPOSE = "records:sm2"


@cache
def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.current().derived("records:ed25519"))


def public_key() -> bytes:
    """The 32 bytes with which anybody checks what was signed here with Ed25519."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def sm2_key() -> bytes:
    """The 65 bytes with which anybody checks what was signed here with SM2."""
    return signer.public_key(SM2_PURPOSE)


def sign(text: bytes) -> tuple[str, bytes]:
    """The name of our key and the signature over the bytes."""
    return name_of(public_key()), _private().sign(text)


def signed_token(district: str, said: bytes) -> str:
    """What a certificate says, signed as the district decided.

    Raises
    ------
    Conflict
        If that is SM2 and the library for it is not installed: it never becomes another signature
        than the one that was decided.
    """
    if not policy_of(district).certificates_sm2:
        return token_of(said, sign(said)[1])
    if not signer.is_installed():
        raise Conflict(
            _("本区定了用国密 SM2 签名，但服务器上没有装签名组件。请系统管理员安装后再出具。"),
            code="no_sm2",
        )
    return token_of(said, signer.sign(SM2_PURPOSE, said), Algorithm.SM2)


def is_signed(algorithm: Algorithm, key: bytes, said: bytes, signature: bytes) -> bool:
    """Whether the holder of this key signed these bytes; a key of the other kind did not."""
    if algorithm is Algorithm.SM2:
        return sm2.is_signed(key, said, signature)
    return len(key) == 32 and Verifier(key)(name_of(key), said, signature)
