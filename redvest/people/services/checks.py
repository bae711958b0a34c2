"""What is asked of input about people before anything is written."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.districts.models import Region
from redvest.engines import identifiers
from redvest.engines.identifiers import DocumentKind, IdentifierError
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.people.actors import Actor
from redvest.people.labels import Labels

ADDRESS_MAX = 200
STALE = _("您打开页面之后，这里已被修改。请核对最新内容后再保存，您填写的内容已保留。")

IDENTIFIER_MESSAGES = {
    "id_length": _("身份证号应为18位，请核对后再填。"),
    "id_characters": _("身份证号只有数字，最后一位可以是X，请核对后再填。"),
    "id_region": _("身份证号开头的地区码不对，请核对后再填。"),
    "id_date": _("身份证号里的出生日期不对，请核对后再填。"),
    "id_check": _("身份证号有一位填错了（校验不通过），请逐位核对。"),
    "document_number": _("证件号码与证件类型不符，请核对证件类型和号码。"),
    "phone": _("请填写11位手机号，或带区号的座机号，例如 0931-8401234。"),
    "name": _("请填写证件上的姓名，不要带数字、表情或其他符号。"),
}


def refused(code: str, field: str) -> Invalid:
    """An identifier that is not one, in words the person can act on."""
    message = IDENTIFIER_MESSAGES[code]
    return Invalid(message, code=code, fields={field: message})


def today() -> date:
    """The day in the district's clock (Asia/Shanghai)."""
    return timezone.localdate()


def check_version(shown: object, current: int) -> None:
    """Refuse what was typed on top of an older state; None means the caller just read it."""
    if shown is not None and str(shown) != str(current):
        raise Conflict(STALE, code="stale")


def checked_name(text: str, field: str = "name") -> str:
    try:
        return identifiers.person_name(text)
    except IdentifierError as error:
        raise refused(error.code, field) from None


def checked_papers(kind: str, text: str, field: str = "id_number") -> tuple[DocumentKind, str]:
    """The kind and the number of a document as they are stored."""
    try:
        document = DocumentKind(kind)
    except ValueError:
        message = _("请选择证件类型。")
        raise Invalid(message, fields={"id_kind": message}) from None
    try:
        return document, identifiers.document_number(document, text, today())
    except IdentifierError as error:
        raise refused(error.code, field) from None


def checked_contact(text: str, field: str = "phone") -> str:
    try:
        return identifiers.contact_phone(text)
    except IdentifierError as error:
        raise refused(error.code, field) from None


def checked_community(district: str, code: str, field: str = "home_community") -> str:
    """A community of this district that exists today."""
    message = _("请选择本区的社区。")
    if len(code) != 12 or not code.startswith(district):
        raise Invalid(message, code="community", fields={field: message})
    if not Region.objects.filter(district=district, code=code, valid_to=None).exists():
        raise Invalid(message, code="community", fields={field: message})
    return code


def checked_address(text: str, field: str = "address") -> str:
    address = " ".join(text.split())
    if len(address) > ADDRESS_MAX:
        message = _("地址最多 %(max)d 个字，请写到门牌号即可。") % {"max": ADDRESS_MAX}
        raise Invalid(message, code="address", fields={field: message})
    return address


def checked_codes(labels: Labels, codes: Iterable[str], field: str) -> list[str]:
    """Known codes, each once, in the order of the list they come from."""
    wanted = set(codes)
    if wanted - set(labels):
        message = _("请从列出的选项中选择。")
        raise Invalid(message, code=f"unknown_{field}", fields={field: message})
    return [code for code in labels if code in wanted]


def signed_in(actor: Actor) -> UUID:
    """The account that acts; nobody signed in does nothing."""
    if actor.account_id is None:
        raise NotAllowed(_("请先登录。"))
    return actor.account_id


def refuse_too_many(rows: QuerySet[Any], limit: int) -> None:
    if rows.count() >= limit:
        raise Conflict(
            _("最多登记 %(max)d 位，请先解除不再需要的。") % {"max": limit}, code="too_many"
        )
