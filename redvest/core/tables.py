"""Tables that people upload: read in a child process with limits, refused with a message."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from redvest.errors import Invalid

ROWS_MAX, COLUMNS_MAX = 5_000, 60
UPLOAD_BYTES_MAX = 10 * 1024 * 1024
CPU_SECONDS, MEMORY_MB = 2, 512

MESSAGES = {
    "too_many_parts": _("这个工作簿里的部件太多，请另存为一个只有一张表的 .xlsx 再上传。"),
    "not_a_workbook": _(
        "这不是有效的 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 或 .csv 再上传。"
    ),
    "not_a_table": _("这不是表格文件，请上传 .xlsx 或 .csv。"),
    "encrypted": _("这个工作簿设了密码，请去掉密码后再上传。"),
    "macros": _("这个工作簿含有宏，请另存为不含宏的 .xlsx 再上传。"),
    "zip_bomb": _("这个文件解开后过大，请删去图片和多余的表，只保留数据后再上传。"),
    "declarations": _("这个工作簿含有不安全的内容，请新建一个表格，把数据粘贴进去再上传。"),
    "formula": _("%(cell)s 单元格是公式，请复制后“粘贴为数值”再上传。"),
    "far_cell": _("%(cell)s 单元格离数据太远或超出了允许的行列数，请删去多余的行和列再上传。"),
    "mixed_encodings": _(
        "第 %(line)s 行的文字编码与其他行不同，请用 Excel 打开后另存为 .xlsx 再上传。"
    ),
    "too_big": _("文件有 %(megabytes)s MB，太大了，请分成几份上传。"),
    "too_many_columns": _("表格有 %(columns)s 列，太多了，请按模板只保留需要的列。"),
    "too_many_rows": _("一次最多导入 %(rows_max)s 行，请分成几份上传，或请系统管理员用命令导入。"),
    "empty": _("表格里没有数据，请按模板填写后再上传。"),
    "too_heavy": _("这个文件读取时占用过多，请删去多余的内容再上传。"),
    "upload_too_big": _("文件超过 %(megabytes)s MB，请分成几份上传。"),
}


@dataclass(frozen=True)
class Table:
    """A header and its rows, all text. ``first_row`` is the header's number in the file."""

    header: list[str]
    rows: list[list[str]]
    first_row: int = 1


def refuse(code: str, **detail: Any) -> Invalid:
    message = MESSAGES[code] % detail if detail else MESSAGES[code]
    return Invalid(message, code=code, fields={"file": message})


def read_table(path: Path, *, rows_max: int = ROWS_MAX, cpu_seconds: int = CPU_SECONDS) -> Table:
    """Read a CSV or XLSX file.

    Raises
    ------
    Invalid
        With a code of ``MESSAGES`` when the file is hostile, too large or not a table.
    """
    with path.open("rb") as opened:
        kind = "xlsx" if opened.read(4) == b"PK\3\4" else "csv"
    if kind == "csv" and path.suffix.lower() in {".xlsx", ".xls", ".xlsm"}:
        raise refuse("not_a_workbook")
    memory = MEMORY_MB if rows_max <= ROWS_MAX else 6 * 1024
    arguments = [str(path), kind, str(rows_max), str(COLUMNS_MAX), str(cpu_seconds), str(memory)]
    ended = subprocess.run(
        [sys.executable, "-m", "redvest.core.sheet_reader", *arguments],
        capture_output=True,
        timeout=cpu_seconds * 5 + 10,
        check=False,
    )
    if ended.returncode != 0 or not ended.stdout:
        raise refuse("too_heavy")
    answer = json.loads(ended.stdout)
    if "error" in answer:
        raise refuse(answer["error"], **answer["detail"])
    header, *rows = answer["rows"]
    if not rows:
        raise refuse("empty")
    return Table(header, rows, answer["first_row"])


def read_upload(upload: Any, *, rows_max: int = ROWS_MAX) -> Table:
    """Read an uploaded file (Django's ``UploadedFile``) through a private temporary file."""
    if upload.size > UPLOAD_BYTES_MAX:
        raise refuse("upload_too_big", megabytes=UPLOAD_BYTES_MAX >> 20)
    suffix = Path(upload.name or "").suffix.lower()
    if suffix not in {".xlsx", ".csv"}:
        raise refuse("macros" if suffix == ".xlsm" else "not_a_table")
    with tempfile.NamedTemporaryFile(suffix=suffix) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        return read_table(Path(kept.name), rows_max=rows_max)
