"""The two formats of GeoReport v2, and refusals in their shape."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse, JsonResponse

from redvest.errors import DomainError

# What one entry of a list is called in XML.
SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Answer = tuple[str, Any] | tuple[str, Any, int]
View = Callable[..., HttpResponse]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return "" if value is None else NOT_IN_XML.sub("", str(value))


def _grow(parent: ElementTree.Element, name: str, value: Any) -> None:
    node = ElementTree.SubElement(parent, name)
    _fill(node, name, value)


def _fill(node: ElementTree.Element, name: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _grow(node, key, inner)
    elif isinstance(value, list):
        for inner in value:
            _grow(node, SINGULAR[name], inner)
    else:
        node.text = _text(value)


def _plain(value: Any) -> Any:
    """JSON: moments as text, everything else as it is."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return _text(value) if isinstance(value, datetime) else value


def respond(fmt: str, root: str, data: Any, status: int = 200) -> HttpResponse:
    """The answer in the format asked for; ``root`` is the outermost element in XML."""
    if fmt == "json":
        return JsonResponse(
            _plain(data), status=status, safe=False, json_dumps_params={"ensure_ascii": False}
        )
    node = ElementTree.Element(root)
    _fill(node, root, data)
    body = ElementTree.tostring(node, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")


def refusal(fmt: str, status: int, description: str) -> HttpResponse:
    return respond(fmt, "errors", [{"code": status, "description": description}], status)


def spoken(view: View) -> View:
    """Answer refusals in the shape of the specification, whichever step they come from."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            status = 400 if error.status == 422 else error.status
            details = [f"{name}: {text}" for name, text in error.fields.items()]
            words = " ".join([str(error.message), *details]).strip()
            return refusal(str(kwargs.get("fmt", "xml")), status, words)

    return cast("View", speaking)
