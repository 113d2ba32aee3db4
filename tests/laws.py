"""The laws of the house: who may know whom, where effects may live, how long a file may be.

Each law is a function from one module to a sentence for each breach. `test_layout.py` shows that each bites and that
the three packages obey.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from tests import tree

REPOSITORY = tree.REPOSITORY
MAX_LINES = 450

MAY_IMPORT = {"vocab": {"vocab"}, "federation": {"vocab", "federation"}, "node": {"vocab", "federation", "node"}}

# Where time, sleep, chance and tasks may be taken from the machine: the rim, which hands them to everybody else.
RIM = ("node/app.py", "node/clock.py", "node/cli/", "node/founding.py", "node/demo/stage.py")
CLOCK = {
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.sleep",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.urandom", "uuid.uuid1", "uuid.uuid4",
    "asyncio.sleep", "asyncio.create_task", "asyncio.ensure_future", "ulid.ULID", "ULID",
}  # fmt: skip
CHANCE = {"random", "secrets"}

NOT_IN_VOCAB = {
    "time", "random", "secrets", "os", "socket", "ssl", "asyncio", "threading", "subprocess", "uuid", "http", "aiohttp",
    "sqlite3", "aiosqlite", "cryptography", "urllib.request", "jinja2", "click", "structlog",
}  # fmt: skip
NOT_IN_FEDERATION = {"sqlite3", "aiosqlite", "aiohttp.web", "jinja2", "nh3", "markdown_it", "click"}
PROCESSES = {"create_subprocess_exec", "create_subprocess_shell", "Popen", "ProcessPoolExecutor", "fork", "posix_spawn"}
RUNS = {
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "os.system",
    "os.popen",
}
OTHER_DOORS = {"urllib.request", "http.client", "requests", "httpx", "urllib3", "ftplib"}

CONTAINERS = {
    "list",
    "dict",
    "set",
    "bytearray",
    "defaultdict",
    "OrderedDict",
    "Counter",
    "deque",
    "WeakValueDictionary",
}
STATE_MAKERS = {
    "ContextVar",
    "Lock",
    "RLock",
    "Semaphore",
    "BoundedSemaphore",
    "Queue",
    "Event",
    "Condition",
    "count",
    "cycle",
}
MUTATORS = {"append", "add", "update", "setdefault", "pop", "popitem", "clear", "extend", "insert", "remove", "discard"}


@dataclass(frozen=True)
class Module:
    """One file: its path from the repository, its text, its tree."""

    path: str
    text: str

    @property
    def package(self) -> str:
        return self.path.partition("/")[0]

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in the tree: each law looks at all of it."""
        return tuple(ast.walk(self.tree))


@cache
def modules() -> list[Module]:
    return [Module(path.relative_to(REPOSITORY).as_posix(), path.read_text("utf-8")) for path in tree.modules()]


@dataclass(frozen=True)
class Import:
    """`import module` (name empty) or `from module import name`."""

    module: str
    name: str
    line: int

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module

    def reaches(self, target: str) -> bool:
        """Whether this import loads or names `target` or something inside it."""
        return any(said == target or said.startswith(target + ".") for said in (self.module, self.full))


def imports(module: Module) -> Iterator[Import]:
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(_absolute(module, node), alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and _dotted(node.func) == "later":
            # A module that is loaded when it is needed is known all the same (`vocab/later.py`).
            yield from (Import(name.value, "", node.lineno) for name in node.args if isinstance(name, ast.Constant))


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    inside = module.path.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*inside, *([node.module] if node.module else [])])


# -- the laws: each yields a sentence for each breach ------------------------------------------------------------------


def direction(module: Module) -> Iterator[str]:
    for said in imports(module):
        top = said.module.partition(".")[0]
        if top in MAY_IMPORT and top not in MAY_IMPORT[module.package]:
            yield f"{module.path}:{said.line} {module.package} may not know {said.module}"
        if top == "tests":
            yield f"{module.path}:{said.line} the program may not know its tests"


def no_import_inside(module: Module) -> Iterator[str]:
    if module.path == "vocab/later.py":
        return
    for function in _functions(module.tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{module.path}:{node.lineno} import inside {function.name}"
            if isinstance(node, ast.Call) and _dotted(node.func) in {
                "importlib.import_module",
                "import_module",
                "__import__",
                "later",
            }:
                yield f"{module.path}:{node.lineno} import inside {function.name}"


def places(module: Module) -> Iterator[str]:
    """SQL in `node/store`, the web in `node/web`, one door outward, the words of `vocab` alone with themselves."""
    for said in imports(module):
        where = f"{module.path}:{said.line}"
        if (said.reaches("sqlite3") or said.reaches("aiosqlite")) and not module.path.startswith("node/store/"):
            yield f"{where} SQL lives in node/store"
        if any(said.reaches(door) for door in OTHER_DOORS):
            yield f"{where} {said.module}: the only door outward is federation/client.py"
        if said.reaches("aiosmtplib") and module.path != "node/mail/smtp.py":
            yield f"{where} letters leave by node/mail/smtp.py"
        if module.package == "vocab" and any(said.reaches(name) for name in NOT_IN_VOCAB):
            yield f"{where} vocab knows no {said.module}"
        if module.package == "federation" and any(said.reaches(name) for name in NOT_IN_FEDERATION):
            yield f"{where} federation knows no {said.full}"
        if said.module.partition(".")[0] == "aiohttp":
            yield from (f"{where} {why}" for why in _aiohttp(module, said))


def _aiohttp(module: Module, said: Import) -> Iterator[str]:
    if module.path == "federation/client.py":
        return
    # The door's hinge: it says which addresses may be dialled, and itself dials none.
    if module.path == "federation/dialling.py" and said.module in {"aiohttp.abc", "aiohttp.resolver"}:
        return
    if not module.path.startswith("node/web/"):
        yield f"{said.full}: aiohttp is for federation/client.py and node/web"
    elif said.full == "aiohttp" or re.search(
        r"(^|\.)(client|connector|Client|TCPConnector|UnixConnector|request$)", said.full
    ):
        yield f"{said.full}: node/web answers, only federation/client.py asks"


def ports(module: Module) -> Iterator[str]:
    """Time, sleep, chance and tasks are handed in; `vocab` has none at all."""
    if module.path.startswith(RIM):
        return
    for said in imports(module):
        if any(said.reaches(name) for name in CHANCE):
            yield f"{module.path}:{said.line} {said.module}: chance is a port"
        if said.module in {"time", "asyncio", "os", "uuid"} and f"{said.module}.{said.name}" in CLOCK:
            yield f"{module.path}:{said.line} {said.full} is a port"
    for node in module.nodes:
        if isinstance(node, ast.Call) and ".".join(_dotted(node.func).split(".")[-2:]) in CLOCK and not _turn(node):
            yield f"{module.path}:{node.lineno} {_dotted(node.func)} is a port"


def processes(module: Module) -> Iterator[str]:
    """Other processes are started by `node/workers.py`: sessions of their own, which Ctrl-C does not reach."""
    if module.path == "node/workers.py":
        return
    for node in module.nodes:
        if isinstance(node, ast.Call):
            name = _dotted(node.func)
            if name.rpartition(".")[2] in PROCESSES or name in RUNS:
                yield f"{module.path}:{node.lineno} {name}: processes are started by node/workers.py"


def no_state(module: Module) -> Iterator[str]:
    """No module-level mutable state: containers are constants nobody writes to, nothing is cached beside a function."""
    syntax = module.tree
    constants: set[str] = set()
    for statement in syntax.body:
        for name, value, final in _assigned(statement):
            if not _mutable(value):
                continue
            constants.add(name)
            if _called(value) in STATE_MAKERS or not (final or name.strip("_").isupper() or name == "__all__"):
                yield f"{module.path}:{statement.lineno} {name} is module-level state"
    for node in ast.walk(syntax):
        if isinstance(node, ast.Global):
            yield f"{module.path}:{node.lineno} global {', '.join(node.names)}"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_caches, node.decorator_list)):
            yield f"{module.path}:{node.lineno} {node.name} is cached for the whole process: hand an object in"
    for function in _functions(syntax):
        local = _locals(function)
        for line, name in _writes(function):
            if name in constants and name not in local:
                yield f"{module.path}:{line} {function.name} writes to the constant {name}"


def short(module: Module) -> Iterator[str]:
    lines = module.text.count("\n")
    if lines > MAX_LINES:
        yield f"{module.path} has {lines} lines, over {MAX_LINES}"


def captioned(module: Module) -> Iterator[str]:
    syntax = module.tree
    if syntax.body and not ast.get_docstring(syntax):
        yield f"{module.path} has no docstring"


LAWS = (direction, no_import_inside, places, ports, processes, no_state, short, captioned)


def _functions(syntax: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(syntax) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _turn(call: ast.Call) -> bool:
    """`asyncio.sleep(0)` gives others a turn and takes no time."""
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}".lstrip(".") if isinstance(node, ast.Attribute) else ""


def _assigned(node: ast.stmt) -> Iterator[tuple[str, ast.expr, bool]]:
    """(name, value, said to be Final) of what a statement of a module's body assigns."""
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        yield node.target.id, node.value, "Final" in ast.unparse(node.annotation)
    if isinstance(node, ast.Assign):
        yield from ((target.id, node.value, False) for target in node.targets if isinstance(target, ast.Name))


def _mutable(value: ast.expr) -> bool:
    literal = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
    return isinstance(value, literal) or _called(value) in CONTAINERS | STATE_MAKERS


def _called(value: ast.expr) -> str:
    return _dotted(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""


def _caches(decorator: ast.expr) -> bool:
    said = decorator.func if isinstance(decorator, ast.Call) else decorator
    return _dotted(said).rpartition(".")[2] in {"cache", "lru_cache"}


def _locals(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    names = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
    return names | {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _writes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Store | ast.Del)
            and isinstance(node.value, ast.Name)
        ):
            yield node.lineno, node.value.id
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            if node.func.attr in MUTATORS:
                yield node.lineno, node.func.value.id
