"""The one way tables leave: every cell is text that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from redvest.errors import Invalid

ROWS_MAX = 50_000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: object) -> str:
    """Text for a cell. What a spreadsheet could run gets an apostrophe before it."""
    text = "" if value is None else str(value)
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def as_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel shows Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    for row in bounded(header, rows):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet, all cells of type text, the header frozen."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        as_text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#FFF7E6"})
        for number, row in enumerate(bounded(header, rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, harmless(cell), as_text if number else bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), 18)
    return out.getvalue()


def bounded(
    header: Sequence[object], rows: Iterable[Sequence[object]]
) -> Iterable[Sequence[object]]:
    yield header
    for number, row in enumerate(rows):
        if number >= ROWS_MAX:
            raise Invalid(
                _("一次最多导出 %(rows)s 行，请先缩小范围。") % {"rows": ROWS_MAX},
                code="too_many_rows",
            )
        yield row


def download(
    name: str, kind: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """A file answer. ``name`` is without ending; ``kind`` is ``csv`` or ``xlsx``."""
    if kind not in ("csv", "xlsx"):
        raise Invalid(_("只能导出 CSV 或 Excel。"), code="bad_kind")
    body = as_xlsx(header, rows) if kind == "xlsx" else as_csv(header, rows)
    answer = HttpResponse(body, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    return answer


class _Line:
    """What a CSV writer writes into: gives each line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def streamed_csv(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """A CSV file that leaves line by line, so that its length costs no memory."""

    def lines() -> Iterator[bytes]:
        writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
        yield "\ufeff".encode()
        for row in bounded(header, rows):
            yield writer.writerow([harmless(cell) for cell in row]).encode()

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.csv')}"
    return answer
