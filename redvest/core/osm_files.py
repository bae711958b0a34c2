"""Extracts of OpenStreetMap that people upload: read in a child process with limits."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from redvest.errors import Invalid

UPLOAD_BYTES_MAX = 10 * 1024 * 1024
CPU_SECONDS, MEMORY_MB, POINTS_MAX = 6, 2048, 400_000
COMMAND_CPU_SECONDS, COMMAND_MEMORY_MB = 300, 8192

MESSAGES = {
    "not_osm": _("这不是 OpenStreetMap 的数据文件。请上传 .osm、.osm.gz 或 .osm.pbf 文件。"),
    "empty": _("文件里没有可以步行的道路，请重新导出，并保留 highway 标签。"),
    "outside": _("文件里的道路都不在本区范围内。请检查文件，或先更新区界。"),
    "too_many": _("本区范围内的道路点太多（超过 40 万个），请裁剪到本区后再上传。"),
    "too_heavy": _(
        "这个文件读取时占用过多。请先裁剪到本区，或请系统管理员用 redvest load-streets 导入。"
    ),
    "too_big": _("文件超过 10 MB。请先裁剪到本区，或请系统管理员用 redvest load-streets 导入。"),
}


@dataclass(frozen=True)
class Packed:
    """A walking network, packed, and what the file says about its age."""

    content: bytes
    points: int
    stretches: int
    data_date: date | None


def refuse(code: str) -> Invalid:
    return Invalid(MESSAGES[code], code=f"streets_{code}", fields={"file": MESSAGES[code]})


def ending_of(start: bytes) -> str:
    """How a file must be called for its reader, by its first bytes; its own name says nothing."""
    if b"OSMHeader" in start[:64]:
        return ".osm.pbf"
    if start[:2] == b"\x1f\x8b":
        return ".osm.gz"
    if start[:3] == b"BZh":
        return ".osm.bz2"
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<?xml", b"<osm")):
        return ".osm"
    raise refuse("not_osm")


def read_streets(
    chunks: Iterable[bytes],
    box: tuple[float, float, float, float],
    *,
    bytes_max: int | None = UPLOAD_BYTES_MAX,
    cpu_seconds: int = CPU_SECONDS,
    memory_mb: int = MEMORY_MB,
) -> Packed:
    """Read the streets of an extract inside a box (south, west, north, east).

    Raises
    ------
    Invalid
        With a code of ``MESSAGES`` after ``streets_``.
    """
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "extract", Path(folder) / "streets.npz"
        size = 0
        with path.open("wb") as kept:
            for chunk in chunks:
                size += len(chunk)
                if bytes_max is not None and size > bytes_max:
                    raise refuse("too_big")
                kept.write(chunk)
        with path.open("rb") as opened:
            path = path.rename(path.with_name("extract" + ending_of(opened.read(64))))
        numbers = [*(f"{side:.7f}" for side in box), cpu_seconds, memory_mb, POINTS_MAX]
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "redvest.core.osm_reader", str(path), str(target)]
                + [str(number) for number in numbers],
                capture_output=True,
                timeout=cpu_seconds * 5 + 10,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise refuse("too_heavy") from None
        if ended.returncode != 0 or not ended.stdout:
            raise refuse("too_heavy")
        answer = json.loads(ended.stdout)
        if "error" in answer:
            raise refuse(answer["error"])
        return Packed(
            target.read_bytes(), answer["points"], answer["stretches"], _day(answer["data_date"])
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
