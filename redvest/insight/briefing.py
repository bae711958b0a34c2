"""A first draft of a district's briefing, in the shape such accounts have: made of figures alone.

A sentence is left out where its figure is nought or has no answer. Each number carries a mark that
leads to its definition; nothing is said that no record says.
"""

import base64
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document
from docx.shared import Cm, Pt

from redvest.insight import showing
from redvest.insight.labels import SAID
from redvest.insight.queries.figures import Reading


@dataclass
class Paragraph:
    """A heading and what is said under it: text and marks, in order."""

    title: str
    sentences: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return pgettext("list", "，").join(self.sentences) + pgettext("list", "。")

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text cut at its marks, so that each number leads to its definition."""
        found = re.split(r"〔(\d+)〕", self.text)
        return list(zip(found[::2], [*found[1::2], ""], strict=True))


@dataclass
class Draft:
    """The whole draft; ``notes`` are the definitions by mark."""

    title: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Photo:
    """A picture somebody chose, already drawn anew, with what they say about it."""

    jpeg: bytes
    width: int
    height: int
    caption: str

    @property
    def svg(self) -> str:
        """The picture as the layout takes it."""
        data = base64.b64encode(self.jpeg).decode()
        size = f'width="{self.width}" height="{self.height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
            f'<image {size} href="data:image/jpeg;base64,{data}"/></svg>'
        )


def _parts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings with their sentences, each made of one figure."""
    return [
        (
            _("阵地建设"),
            [
                ("venues", _("全域建成文明实践阵地%(n)s")),
                ("stations", _("其中文明实践站%(n)s")),
                ("bases", _("文明实践基地%(n)s")),
            ],
        ),
        (
            _("队伍建设"),
            [
                ("teams", _("组建志愿服务队伍%(n)s")),
                ("specialty_teams", _("其中特色志愿服务队%(n)s")),
                ("volunteers", _("登记注册志愿者%(n)s")),
                ("active_volunteers", _("其间参加过服务的志愿者%(n)s")),
            ],
        ),
        (
            _("活动开展"),
            [
                ("activities", _("开展志愿服务活动%(n)s")),
                ("sessions", _("共%(n)s")),
                ("practice_day_sessions", _("文明实践日活动%(n)s")),
                ("festival_activities", _("“我们的节日”活动%(n)s")),
                ("lectures", _("宣讲%(n)s")),
                ("cultural_sessions", _("文化文艺活动%(n)s")),
                ("audience", _("到场群众%(n)s")),
                ("hours", _("累计服务时长%(n)s")),
            ],
        ),
        (
            _("群众点单"),
            [
                ("orders", _("收到群众点单%(n)s")),
                ("served_share", _("服务完成%(n)s")),
                ("claimed_soon_share", _("5小时内有人接单%(n)s")),
                ("rated_share", _("有评价的占%(n)s")),
                ("satisfied_share", _("评价中基本满意及以上占%(n)s")),
                ("unmet_orders", _("没有办成的需求%(n)s，原因已记入需求清单")),
            ],
        ),
    ]


def draft(place: str, period: str, readings: list[Reading]) -> Draft:
    """Sentences for what there is."""
    by_key = {one.indicator.key: one for one in readings}
    said = Draft(_("%(place)s%(period)s文明实践工作情况") % {"place": place, "period": period})
    for title, sentences in _parts():
        paragraph = Paragraph(title)
        for key, words in sentences:
            found = by_key[key]
            if not found.now.value:
                continue
            unit = showing.unit(found.indicator)
            number = f"{showing.number(found.now.value)}{unit}〔{len(said.notes) + 1}〕"
            paragraph.sentences.append(words % {"n": number})
            note = {"name": showing.name(found.indicator), "key": key}
            said.notes.append({**note, "definition": str(SAID[key].definition)})
        if paragraph.sentences:
            said.paragraphs.append(paragraph)
    return said


def as_docx(said: Draft, as_of: str, chart: bytes | None, photos: Iterable[Photo]) -> bytes:
    """The draft as a document of Word, with chart, photos, and the definitions at its end."""
    document = Document()
    document.styles["Normal"].font.size = Pt(12)
    document.add_heading(said.title, level=1)
    for paragraph in said.paragraphs:
        document.add_heading(paragraph.title, level=2)
        document.add_paragraph(paragraph.text)
    if chart:
        document.add_picture(io.BytesIO(chart), width=Cm(15))
    for photo in photos:
        tall = photo.height > photo.width
        size = {"height": Cm(11)} if tall else {"width": Cm(15)}
        document.add_picture(io.BytesIO(photo.jpeg), **size)
        document.add_paragraph(photo.caption)
    document.add_heading(_("数字的定义"), level=2)
    for index, note in enumerate(said.notes, 1):
        document.add_paragraph(f"〔{index}〕{note['name']}：{note['definition']}")
    document.add_paragraph(_("数据截至 %(as_of)s") % {"as_of": as_of})
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
