"""A visitor who reads pages, fills in their forms and presses their buttons, cookies and all."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class WalkError(Exception):
    """A page did not answer as a walk through it expects."""


@dataclass
class Form:
    """One form of a page: where it goes, and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """Collects the forms of a page with the values a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, list[Form]()
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = given.get("method", "get").lower()
            self.forms.append(Form(given.get("action") or self.page, method))
            return
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        if name:
            form.names.add(name)
        if tag == "input" and name:
            chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if chosen and given.get("type") not in ("submit", "button"):
                form.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            form.fields[self._select] = [given.get("value", "")]
        elif tag == "textarea" and name:
            form.fields[name], self._area = [""], name

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


class Browser:
    """One person's browser. Every submission is a form some page really showed."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise WalkError(f"{self.who}: GET {path} -> {answer.status_code}")
        return answer

    def submit(self, page: str, needs: str = "", *, action: str = "", **values: Any) -> Any:
        """Open a page and send the form that goes to ``action`` or has the field ``needs``.

        Raises
        ------
        WalkError
            If there is no such form, or it comes back with mistakes.
        """
        return self.send(self.get(page), page, needs, action=action, **values)

    def send(
        self, shown: Any, page: str, needs: str = "", *, action: str = "", **values: Any
    ) -> Any:
        """Send a form of a page that was just shown."""
        parser = _Forms(page)
        parser.feed(shown.content.decode())
        for form in parser.forms:
            fits = form.action.endswith(action) if action else needs in form.names
            if form.method == "post" and fits:
                sent = {**form.fields, **values}
                answer = self.client.post(form.action, sent)
                if answer.status_code >= 400:
                    raise WalkError(f"{self.who}: POST {form.action} -> {answer.status_code}")
                return answer
        raise WalkError(f"{self.who}: {page} has no form {action or needs}")

    def press(self, page: str, action: str, **values: Any) -> str:
        """Press a button that must lead somewhere; returns where."""
        answer = self.submit(page, action=action, **values)
        if answer.status_code != 302:
            raise WalkError(f"{self.who}: {action} on {page} came back with mistakes")
        return str(answer["Location"])

    def log_in(self, phone: str, password: str) -> None:
        """Through the login page, like everybody."""
        page = "/accounts/login/password/"
        answer = self.submit(page, "password", login=phone, phone=phone, password=password)
        if answer.status_code != 302:
            raise WalkError(f"{self.who}: cannot log in")
