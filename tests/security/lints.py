"""What must not stand in our source, as small rules over the syntax tree.

A rule is a function ``(node) -> bool`` under the name it is reported by. ``EXAMPLES`` holds for
each one line it must find and one it must leave alone.
"""

import ast
import re
from collections.abc import Callable

Rule = Callable[[ast.AST], bool]
RULES: dict[str, Rule] = {}
BY_KIND: dict[type[ast.AST], list[str]] = {}
EXAMPLES: dict[str, tuple[str, str]] = {}
# Files where a rule does not hold, each with the reason.
EXEMPT: dict[str, dict[str, str]] = {}
MONEY = re.compile(r"(minutes|points|hours|cents|amount|balance)$")
SECRET = re.compile(r"(secret|token|password|nonce|salt|code|key|otp)$")
FROZEN = {"Event", "Leaf", "Checkpoint", "ConsentText"}
PERSONAL = re.compile(r"^(name|phone|address|id_number|care_note|birth_date|contact_phone)$")


def rule(
    name: str,
    *,
    finds: str,
    leaves: str,
    on: tuple[type[ast.AST], ...] = (ast.Call,),
    exempt: dict[str, str] | None = None,
) -> Callable[[Rule], Rule]:
    def add(check: Rule) -> Rule:
        RULES[name], EXAMPLES[name] = check, (finds, leaves)
        for kind in on:
            BY_KIND.setdefault(kind, []).append(name)
        EXEMPT[name] = exempt or {}
        return check

    return add


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or a chain of attributes, else an empty text or its tail."""
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else f".{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    known: str | None = getattr(node, "known_as", None)
    if known is None:
        known = dotted(node.func)
        node.known_as = known  # type: ignore[attr-defined]
    return known


def option(node: ast.AST, name: str) -> ast.AST | None:
    if not isinstance(node, ast.Call):
        return None
    return next((k.value for k in node.keywords if k.arg == name), None)


def is_true(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def is_built(node: ast.AST | None) -> bool:
    """A text put together from parts: an f-string with values, +, %, or format."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return True
    return called(node).endswith(".format") if node is not None else False


@rule("naive now", finds="datetime.now()", leaves="datetime.now(UTC)")
def naive_now(node: ast.AST) -> bool:
    bare = called(node).endswith("datetime.now") and not node.args and not node.keywords
    return bare or called(node).endswith(("datetime.utcnow", "datetime.utcfromtimestamp"))


@rule("naive today", finds="date.today()", leaves="timezone.localdate()")
def naive_today(node: ast.AST) -> bool:
    return called(node).endswith(("date.today", "datetime.today"))


@rule(
    "naive from a timestamp",
    finds="datetime.fromtimestamp(1)",
    leaves="datetime.fromtimestamp(1, UTC)",
)
def naive_timestamp(node: ast.AST) -> bool:
    found = called(node).endswith(("datetime.fromtimestamp", "date.fromtimestamp"))
    return found and len(node.args) < 2 and option(node, "tz") is None


@rule(
    "money as a float",
    finds="minutes = float(x)",
    leaves="minutes = int(x)",
    on=(ast.Assign, ast.AnnAssign),
)
def float_money(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    named = any(MONEY.search(dotted(target)) for target in targets)
    return named and called(node.value) == "float"


@rule(
    "a column of floats for minutes or points",
    finds="points = models.FloatField()",
    leaves="points = models.IntegerField()",
    on=(ast.Assign,),
)
def float_column(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    named = any(MONEY.search(dotted(target)) for target in node.targets)
    return named and called(node.value).endswith((".FloatField", ".DecimalField"))


SQL_REVIEWED = {
    "redvest/db.py": "names of our own tables, run by the owner",
    "redvest/core/rotation.py": "names of columns from the models, quoted",
    "redvest/journal/backup.py": "names of our own tables, run by the owner",
    "redvest/insight/services/rolling.py": "a digest as a quoted literal, run by the owner",
    "redvest/bank/queries/tracing.py": "names of our own tables and columns, all in that file",
    "redvest/bank/verifying.py": "our own queries with or without one condition, in that file",
    "redvest/people/services/inviting.py": "column names of one model for a bulk insert",
}


@rule(
    "SQL put together from parts",
    finds='cursor.execute(f"SELECT {x}")',
    leaves='cursor.execute("SELECT %s", [x])',
    exempt=SQL_REVIEWED,
)
def built_sql(node: ast.AST) -> bool:
    executes = called(node).endswith((".execute", ".executemany", ".raw", ".copy"))
    return executes and bool(node.args) and is_built(node.args[0])


@rule("SQL inside the ORM", finds='rows.extra(where=["x"])', leaves="rows.filter(x=1)")
def orm_sql(node: ast.AST) -> bool:
    return called(node).endswith((".extra", "RawSQL"))


@rule(
    "markup declared safe",
    finds="mark_safe(text)",
    leaves="escape(text)",
    exempt={"redvest/core/rendering.py": "compared letter for letter with Django's own widgets"},
)
def declared_safe(node: ast.AST) -> bool:
    return called(node).split(".")[-1] in {"mark_safe", "SafeString", "SafeText"}


@rule(
    "markup put together from parts",
    finds='format_html(f"<b>{x}</b>")',
    leaves='format_html("<b>{}</b>", x)',
)
def built_markup(node: ast.AST) -> bool:
    return called(node).endswith("format_html") and bool(node.args) and is_built(node.args[0])


@rule(
    "history changed",
    finds="Event.objects.filter(x=1).update(y=2)",
    leaves="Team.objects.filter(x=1).update(y=2)",
)
def changed_history(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr not in {"update", "delete", "bulk_update", "update_or_create"}:
        return False
    return any(isinstance(n, ast.Name) and n.id in FROZEN for n in ast.walk(node.func))


@rule(
    "a form without its token",
    finds="csrf_exempt(view)",
    leaves="csrf_protect(view)",
    on=(ast.Name, ast.Attribute),
    # Programs send no cookies there, and a key says who may write.
    exempt={"redvest/orders/open311/views.py": "a key instead of cookies"},
)
def without_token(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and dotted(node).endswith("csrf_exempt")


@rule(
    "chance for a secret",
    finds="token = random.choice(x)",
    leaves="token = secrets.token_hex(8)",
    on=(ast.Assign,),
)
def weak_secret(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    named = any(SECRET.search(dotted(target).lower()) for target in node.targets)
    return named and any(called(n).startswith("random.") for n in ast.walk(node.value))


@rule(
    "a call outside without an end",
    finds="requests.get(url)",
    leaves="requests.get(url, timeout=5)",
)
def no_timeout(node: ast.AST) -> bool:
    head, _, verb = called(node).partition(".")
    asks = head in {"requests", "httpx"} and verb in {
        *("get", "post", "put", "patch", "delete", "request", "head", "stream", "Client"),
        "AsyncClient",
    }
    return asks and option(node, "timeout") is None


@rule(
    "a certificate not looked at",
    finds="httpx.Client(verify=False)",
    leaves="httpx.Client(verify=True)",
)
def no_certificate(node: ast.AST) -> bool:
    found = option(node, "verify")
    return isinstance(found, ast.Constant) and found.value is False


@rule("text run as code", finds="eval(text)", leaves="int(text)")
def run_text(node: ast.AST) -> bool:
    return called(node) in {"eval", "exec", "compile", "__import__"}


@rule("objects read back from bytes", finds="pickle.loads(x)", leaves="json.loads(x)")
def unpickled(node: ast.AST) -> bool:
    return called(node).split(".")[0] in {"pickle", "marshal", "shelve", "dill", "jsonpickle"}


@rule("YAML that builds objects", finds="yaml.load(x)", leaves="yaml.safe_load(x)")
def unsafe_yaml(node: ast.AST) -> bool:
    return called(node) in {"yaml.load", "yaml.unsafe_load", "yaml.full_load"}


@rule("a shell", finds="subprocess.run(x, shell=True)", leaves="subprocess.run([x])")
def shell(node: ast.AST) -> bool:
    return called(node) in {"os.system", "os.popen"} or is_true(option(node, "shell"))


PRINTS = {
    "redvest/notices/channels.py": "the demonstration's stand-in for a gateway, masked",
    "redvest/warm.py": "a program of its own, which says how far it is",
}


@rule("printing in the package", finds="print(x)", leaves="log.info(x)", exempt=PRINTS)
def printing(node: ast.AST) -> bool:
    return called(node) == "print"


@rule(
    "what was typed goes to the log",
    finds='log.info("x %s", request.POST)',
    leaves='log.info("x %s", number)',
)
def logged_form(node: ast.AST) -> bool:
    name = called(node)
    if not re.match(r"^(log|logger|logging|_log)\.", name):
        return False
    return any(
        isinstance(n, ast.Attribute)
        and n.attr in {"POST", "GET", "body", "FILES", "COOKIES", "META", "cleaned_data", "session"}
        for n in ast.walk(node)
    )


@rule(
    "personal data in the log",
    finds='log.info("x %s", person.phone)',
    leaves='log.info("x %s", person.id)',
)
def logged_person(node: ast.AST) -> bool:
    if not re.match(r"^(log|logger|logging|_log)\.", called(node)):
        return False
    return any(isinstance(n, ast.Attribute) and PERSONAL.match(n.attr) for n in ast.walk(node))


@rule("a log line built by hand", finds='log.info(f"x {y}")', leaves='log.info("x %s", y)')
def built_log(node: ast.AST) -> bool:
    logs = re.match(
        r"^(log|logger|logging|_log)\.(debug|info|warning|error|exception)$", called(node)
    )
    return bool(logs) and bool(node.args) and is_built(node.args[0])


@rule("a weak hash", finds="hashlib.md5(x)", leaves="hashlib.sha256(x)")
def weak_hash(node: ast.AST) -> bool:
    return called(node) in {"hashlib.md5", "hashlib.sha1"}


@rule(
    "secrets compared letter by letter",
    finds="token == given_token",
    leaves="hmac.compare_digest(token, given)",
    on=(ast.Compare,),
)
def slow_compare(node: ast.AST) -> bool:
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return False
    sides = [dotted(node.left).lower(), dotted(node.comparators[0]).lower()]
    return all(re.search(r"(secret|token|password|otp|signature|digest|mac)$", s) for s in sides)


@rule("a temporary name somebody can guess", finds="tempfile.mktemp()", leaves="tempfile.mkstemp()")
def guessable_file(node: ast.AST) -> bool:
    return called(node) == "tempfile.mktemp"


@rule("an archive unpacked as it comes", finds="archive.extractall(x)", leaves="archive.read(x)")
def unpacked(node: ast.AST) -> bool:
    return called(node).endswith(".extractall")


@rule("a file for everybody", finds="os.chmod(x, 0o777)", leaves="os.chmod(x, 0o700)")
def open_file(node: ast.AST) -> bool:
    if not called(node).endswith("chmod") or not node.args:
        return False
    mode = node.args[-1]
    return isinstance(mode, ast.Constant) and isinstance(mode.value, int) and mode.value & 0o022 > 0


@rule(
    "a password in the source",
    finds='password = "hunter2"',
    leaves='password = env("X")',
    exempt={"redvest/demo/cast.py": "the printed password of a demonstration"},
    on=(ast.Assign,),
)
def written_password(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
        return False
    named = any(
        re.search(r"(^|[._])(password|secret_key)$", dotted(t).lower()) for t in node.targets
    )
    return named and isinstance(node.value.value, str) and len(node.value.value) > 3


@rule(
    "every column of a model in a form",
    finds='fields = "__all__"',
    leaves='fields = ["name"]',
    on=(ast.Assign,),
)
def every_field(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
        return False
    return dotted(node.targets[0]) == "fields" and node.value.value == "__all__"


@rule(
    "a form that writes past the services",
    finds="class F(forms.ModelForm): pass",
    leaves="class F(forms.Form): pass",
    on=(ast.ClassDef,),
)
def model_form(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        dotted(base).endswith("ModelForm") for base in node.bases
    )


@rule(
    "a refusal swallowed",
    finds="try:\n    x()\nexcept Exception:\n    pass",
    leaves="try:\n    x()\nexcept ValueError:\n    pass",
    on=(ast.ExceptHandler,),
)
def swallowed(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    broad = node.type is None or dotted(node.type) in {"Exception", "BaseException"}
    return broad and len(node.body) == 1 and isinstance(node.body[0], ast.Pass)


def findings(source: str, file: str = "") -> list[tuple[str, int]]:
    """Rules that a source breaks, with the lines."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for name in BY_KIND.get(type(node), ()):
            if RULES[name](node) and not file.startswith(tuple(EXEMPT[name]) or ("\0",)):
                found.append((name, getattr(node, "lineno", 0)))
    return found
