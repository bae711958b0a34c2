"""What every template may say: icons, states, dates as people say them, form controls."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from redvest.core import menus

register = template.Library()

# A tone is a colour and a shape together, so that no state is told by colour alone.
TONES = {
    "neutral": "circle",
    "waiting": "hourglass-split",
    "active": "play-circle-fill",
    "done": "check-circle-fill",
    "late": "exclamation-triangle-fill",
    "stopped": "slash-circle",
}

# State of an order or of anything that borrows its words -> tone, word.
STATES: dict[str, tuple[str, Any]] = {
    "draft": ("neutral", pgettext_lazy("state", "草稿")),
    "submitted": ("waiting", pgettext_lazy("state", "待受理")),
    "accepted": ("waiting", pgettext_lazy("state", "待派单")),
    "returned": ("late", pgettext_lazy("state", "待补充")),
    "rejected": ("stopped", pgettext_lazy("state", "不予受理")),
    "merged": ("stopped", pgettext_lazy("state", "已合并")),
    "dispatched": ("waiting", pgettext_lazy("state", "待接单")),
    "pooled": ("waiting", pgettext_lazy("state", "待抢单")),
    "claimed": ("active", pgettext_lazy("state", "已接单")),
    "scheduled": ("active", pgettext_lazy("state", "已约定")),
    "in_service": ("active", pgettext_lazy("state", "服务中")),
    "done": ("waiting", pgettext_lazy("state", "待确认")),
    "rework": ("late", pgettext_lazy("state", "待返工")),
    "confirmed": ("done", pgettext_lazy("state", "待评价")),
    "unconfirmed": ("neutral", pgettext_lazy("state", "未确认办结")),
    "rated": ("done", pgettext_lazy("state", "已评价")),
    "closed": ("done", pgettext_lazy("state", "已办结")),
    "disputed": ("late", pgettext_lazy("state", "有争议")),
    "withdrawn": ("stopped", pgettext_lazy("state", "已撤单")),
    "cancelled": ("stopped", pgettext_lazy("state", "已取消")),
    "unfulfilled": ("stopped", pgettext_lazy("state", "无力满足")),
    "escalated": ("active", pgettext_lazy("state", "已转吹哨")),
    "normal": ("done", pgettext_lazy("state", "正常")),
    "due_soon": ("waiting", pgettext_lazy("state", "临期")),
    "overdue": ("late", pgettext_lazy("state", "超时")),
    "pending": ("waiting", pgettext_lazy("state", "待审核")),
    "active": ("done", pgettext_lazy("state", "有效")),
    "suspended": ("stopped", pgettext_lazy("state", "已停用")),
    "waitlisted": ("waiting", pgettext_lazy("state", "候补")),
    "admitted": ("done", pgettext_lazy("state", "已录用")),
}

WEEKDAYS = (
    gettext_lazy("星期一"),
    gettext_lazy("星期二"),
    gettext_lazy("星期三"),
    gettext_lazy("星期四"),
    gettext_lazy("星期五"),
    gettext_lazy("星期六"),
    gettext_lazy("星期日"),
)


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of the sprite; without a label it is decoration and hidden from screen readers."""
    return _icon(settings.STATIC_URL, name, str(label), extra)


@lru_cache(maxsize=1024)
def _icon(_static_url: str, name: str, label: str, extra: str) -> SafeString:
    href = f"{static('vendor/bootstrap-icons/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="rv-icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            extra,
            label,
            href,
        )
    return format_html(
        '<svg class="rv-icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        extra,
        href,
    )


@register.simple_tag
def status(state: Any, label: str = "", tone: str = "") -> SafeString:
    """A state as colour, word and shape. `state` is a state's value or has `.label` and `.tone`."""
    own_tone = getattr(state, "tone", "")
    own_label = getattr(state, "label", "")
    known_tone, known_label = STATES.get(str(state), ("neutral", str(state)))
    tone = tone or own_tone or known_tone
    return _status(settings.STATIC_URL, tone, str(label or own_label or known_label))


@lru_cache(maxsize=1024)
def _status(_static_url: str, tone: str, label: str) -> SafeString:
    shape = icon(TONES.get(tone, TONES["neutral"]))
    return format_html(
        '<span class="rv-status rv-status-{}">{}<span>{}</span></span>', tone, shape, label
    )


@register.filter
def when(value: datetime | date | None) -> str:
    """今天 15:30, 昨天 09:00, 3月5日 15:30, 2025年3月5日: the way a person would say it."""
    if value is None or value == "":
        return ""
    if not isinstance(value, datetime):
        return _day_as_said(value)
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    day = _day_as_said(moment.date())
    return _("%(day)s %(time)s") % {"day": day, "time": f"{moment:%H:%M}"}


def _day_as_said(day: date) -> str:
    today = timezone.localdate()
    near = {
        today - timedelta(days=1): _("昨天"),
        today: _("今天"),
        today + timedelta(days=1): _("明天"),
    }
    if day in near:
        return near[day]
    if day.year == today.year:
        return format_date(day, pgettext("date format of this year", "n月j日"))
    return format_date(day, pgettext("date format with year", "Y年n月j日"))


@register.filter
def weekday(value: date) -> str:
    """星期一 … 星期日 of a date or of a moment in the local time zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return str(WEEKDAYS[value.weekday()])


@register.simple_tag
def moment(value: datetime | date | None) -> SafeString | str:
    """A <time> that reads as said and carries the exact moment for machines and for hovering."""
    if not value:
        return ""
    exact = value.isoformat()
    title = exact[:10]
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        title = f"{local:%Y-%m-%d %H:%M}"
    return format_html('<time datetime="{}" title="{}">{}</time>', exact, title, when(value))


@register.filter
def by_when(value: datetime) -> str:
    """A deadline as people say it: one at midnight belongs to the day that ends then."""
    local = timezone.localtime(value)
    if (local.hour, local.minute) != (0, 0):
        return when(value)
    return _("%(day)s 24:00") % {"day": _day_as_said(local.date() - timedelta(days=1))}


@register.simple_tag
def deadline(value: datetime | None) -> SafeString | str:
    """A <time> for the end of a limit."""
    if not value:
        return ""
    title = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    said = by_when(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), title, said)


@register.filter
def duration(minutes: int | None) -> str:
    """Whole minutes as 2小时30分, because hours are never a float here."""
    if minutes is None:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if hours and rest:
        return sign + _("%(hours)d小时%(minutes)d分") % {"hours": hours, "minutes": rest}
    if hours:
        return sign + _("%(hours)d小时") % {"hours": hours}
    return sign + _("%(minutes)d分钟") % {"minutes": rest}


@register.simple_tag
def html_lang() -> str:
    """What the lang attribute must say; browsers choose Chinese glyphs by it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh-CN"


@register.simple_tag
def form_key() -> SafeString:
    """The hidden idempotency key of one rendered form: a second click sends the same key."""
    return format_html('<input type="hidden" name="_key" value="{}">', uuid4().hex)


@register.simple_tag
def route(name: str, *args: Any) -> str:
    """The address of a page, or nothing where this installation does not have the page."""
    return menus.route(name, *args)


@register.simple_tag(takes_context=True)
def way(context: Context, name: str, *args: Any) -> str:
    """The address of a page, or nothing for whoever it would turn away."""
    url = menus.route(name, *args)
    return url if url and menus.may_open(context.get("actor"), url) else ""


def _here(context: Context) -> str:
    request = context.get("request")
    return request.path if request else ""


@register.simple_tag(takes_context=True)
def citizen_tabs(context: Context) -> list[dict[str, Any]]:
    """The tabs that lead somewhere, with the one we are on."""
    return menus.citizen_tabs(_here(context))


@register.simple_tag(takes_context=True)
def desk_menu(context: Context) -> list[dict[str, Any]]:
    """The groups of the desk's menu that this actor may open."""
    return menus.desk_menu(context.get("actor"), _here(context))


@register.simple_tag(takes_context=True)
def duty(context: Context) -> dict[str, Any] | None:
    """Who sits at this desk."""
    return menus.duty(context.get("actor"), getattr(context.get("district"), "name", ""))


@register.filter
def undo_url(tags: str | None) -> str:
    """The address after `undo:` in a message's extra tags, for the toast's undo button."""
    for tag in (tags or "").split():
        if tag.startswith("undo:/") and not tag.startswith("undo://"):
            return tag.removeprefix("undo:")
    return ""


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of a field in our clothes: classes, date pickers, and nothing else changed."""
    widget = field.field.widget
    # NB: the exact types; a subclass that chose its own input keeps it.
    pickers = {
        forms.DateInput: ("date", "%Y-%m-%d"),
        forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
        forms.TimeInput: ("time", "%H:%M"),
    }
    if type(widget) in pickers:
        widget.input_type, widget.format = pickers[type(widget)]
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{_control_class(widget)} {own}".strip()})


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "rv-check"
    if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect):
        return "form-select"
    if isinstance(widget, forms.FileInput):
        return "rv-file-input"
    return "form-control"


@register.filter
def kind(field: BoundField) -> str:
    """Which layout a field needs: single box, group of choices, file, or a line of text."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "line"


@register.filter
def pairs(columns: list[Any], cells: list[Any]) -> list[tuple[Any, Any]]:
    """Each cell beside its column; a row that is too short or too long is a mistake."""
    return list(zip(columns, cells, strict=True))


@register.simple_tag
def tone_icon(tone: str = "") -> SafeString:
    """The shape of a tone, for the dots of a timeline."""
    return icon(TONES.get(tone, TONES["neutral"]))


@register.simple_tag
def data_script(owner: str, part: str, value: Any) -> SafeString:
    """JSON for a script of ours to read, in a block no browser executes."""
    return json_script(value or [], f"{owner}-{part}")
