"""What stands on the papers about hours: the certificate and the book of hours."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redvest.core.templatetags.redvest import duration
from redvest.core.typesetting import named, qr_drawing, typeset, unprintable
from redvest.engines.certificates import State
from redvest.people.models import Volunteer
from redvest.records.labels import ATTAINMENT_KINDS, CERTIFICATE_STATES, state_of, titled
from redvest.records.models import Attainment, Certificate, CertificateLine, ServiceRecord
from redvest.records.queries import Totals
from redvest.records.services.sealing import marked
from redvest.records.showing import attained_note, proven

LAYOUT = Path(__file__).resolve().parent / "data/paper.typ"
TITLE_LEVEL_D = "D"


def language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def missing_note(words: Iterable[str]) -> str:
    """What to do about characters that the font lacks; empty when it has them all."""
    holes = unprintable("".join(words))
    if not holes:
        return ""
    return _("有的字字库里没有（%(codes)s），印出来是“〓”，请手写补上，并由出具单位盖章。") % {
        "codes": named(holes)
    }


def level_shown(line: CertificateLine) -> str:
    level = line.record.level
    return f"{level} {_('补录')}" if level == TITLE_LEVEL_D else level


def notes_on(row: Certificate, words: Iterable[str]) -> list[str]:
    """What stands above a certificate: missing characters, and that it is on notice."""
    notes = [missing_note([*words, row.issuer])]
    if row.state == State.NOTICED.value and row.notice_until is not None:
        day = timezone.localdate(row.notice_until)
        notes.append(_("公示中，%(day)s 起有效。") % {"day": day})
    return [note for note in notes if note]


def certificate_pdf(
    row: Certificate,
    opened: Mapping[str, str],
    lines: Iterable[CertificateLine],
    check_url: str,
    learned: Iterable[Attainment] = (),
) -> bytes:
    """The sheet, with what the volunteer has opened of themselves."""
    assert row.issued_at is not None
    notes = notes_on(row, opened.values())
    total = duration(row.minutes)
    if row.filled_in:
        total += _("（其中补录%(time)s）") % {"time": duration(row.filled_in)}
    return typeset(
        LAYOUT,
        {
            "lang": language(),
            "title": _("志愿服务记录证明"),
            "number": f"{_('编号')} {row.serial}",
            "notes": notes,
            "facts": [
                [_("姓名"), opened["name"]],
                [_("身份证件"), f"{opened['kind']} {opened['paper']}".strip() or "—"],
                [_("志愿者编号"), row.volunteer.volunteer_no],
                [_("服务时间"), f"{row.first_on} – {row.last_on}"],
                [_("总工时"), total],
            ],
            "columns": [_("日期"), _("服务"), _("工时"), _("凭据")],
            "widths": [3, 8, 3, 2],
            "rows": [
                [
                    str(line.record.service_on),
                    titled(line.record),
                    duration(line.minutes),
                    level_shown(line),
                ]
                for line in lines
            ],
            "closing": [
                *([_("培训"), attained_line(one)] for one in learned),
                [_("出具单位"), row.issuer],
                [_("负责人"), opened["in_charge"]],
                [_("经办人"), opened["clerk"] or "—"],
                [_("联系电话"), opened["contact"]],
                [_("出具日期"), str(timezone.localdate(row.issued_at))],
            ],
            "signing": _("负责人签字：________　经办人签字：________　（盖章）"),
            "seal": seal_drawing(row),
            "seal_alt": _("公章"),
            "qr": qr_drawing(f"{check_url}#{row.token}"),
            "caption": _("扫码核验，不用联网也能验签名"),
            "small": _(
                "由%(issuer)s就其组织的服务出具；未录入全国系统前，不是全国系统的证明。%(url)s"
            )
            % {"issuer": row.issuer, "url": check_url},
            "foot": f"{CERTIFICATE_STATES[State(row.state)].label} {row.serial}",
        },
        at=row.issued_at,
    )


def seal_drawing(row: Certificate) -> str:
    """The issuer's seal with this certificate's number in it, as SVG; empty when there is none."""
    if row.seal is None:
        return ""
    data = base64.b64encode(marked(bytes(row.seal.picture), row.serial)).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">'
        f'<image href="data:image/png;base64,{data}" width="100" height="100"/></svg>'
    )


def attained_line(row: Attainment) -> str:
    return f"{row.title} · {attained_note(row)}"


def passport_pdf(
    volunteer: Volunteer,
    name: str,
    totals: Totals,
    rows: Iterable[ServiceRecord],
    attained: Iterable[Attainment] = (),
) -> bytes:
    """The book of hours on paper: each service, how it was proven and who vouched."""
    now = timezone.localtime()
    facts = [
        [_("姓名"), name],
        [_("志愿者编号"), volunteer.volunteer_no],
        [_("已生效"), duration(totals.effective)],
        [_("待办理"), duration(totals.waiting)],
    ]
    if totals.filled_in:
        facts.append([_("其中补录"), duration(totals.filled_in)])
    if totals.elsewhere:
        facts.append([_("别处带来，只作参考"), duration(totals.elsewhere)])
    columns = [_("日期"), _("服务"), _("组织者"), _("工时"), _("怎样证明"), _("状态")]
    return typeset(
        LAYOUT,
        {
            "lang": language(),
            "title": _("我的工时"),
            "number": "",
            "notes": [note for note in [missing_note([name])] if note],
            "facts": facts,
            "columns": columns,
            "widths": [6, 9, 8, 5, 10, 5],
            "rows": [
                [
                    str(row.service_on),
                    titled(row),
                    row.organizer,
                    duration(row.minutes),
                    f"{row.level} {proven(row)}",
                    str(state_of(row).label),
                ]
                for row in rows
            ],
            "closing": [
                *([str(ATTAINMENT_KINDS[one.kind]), attained_line(one)] for one in attained),
                [_("打印日期"), f"{now:%Y-%m-%d %H:%M}"],
            ],
            "signing": "",
            "qr": "",
            "caption": "",
            "small": _("这是各组织者记录的汇总，不是证明。需要证明时，请向组织者申请。"),
            "foot": volunteer.volunteer_no,
        },
        at=now,
    )
