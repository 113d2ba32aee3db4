"""The tree of CONTRIBUTING.md: each module of the three packages with the first line of its docstring."""

from __future__ import annotations

import ast
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PACKAGES = ("vocab", "federation", "node")
BEGIN = "<!-- tree: written by `make tree` -->"
END = "<!-- end of tree -->"


def modules() -> list[Path]:
    """Every Python file of the three packages, in the order of the tree."""
    return [path for package in PACKAGES for path in sorted((REPOSITORY / package).rglob("*.py"))]


def render() -> str:
    """The tree as a fenced block: folders first named, then one line a module; empty `__init__.py` left out."""
    lines = ["```"]
    folder: Path | None = None
    for path in sorted(
        modules(), key=lambda path: (PACKAGES.index(path.relative_to(REPOSITORY).parts[0]), path.parent, path)
    ):
        caption = _caption(path)
        if path.name == "__init__.py" and not caption:
            continue
        if path.parent != folder:
            folder = path.parent
            lines.append(f"{folder.relative_to(REPOSITORY)}/")
        lines.append(f"  {path.name:<22} {caption}".rstrip())
    return "\n".join([*lines, "```"])


def replace(page: str) -> str:
    """The page with its tree as `render` has it; ValueError when the page has no place for one."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"CONTRIBUTING.md has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{render()}\n{END}{after}"


def _caption(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


if __name__ == "__main__":
    contributing = REPOSITORY / "CONTRIBUTING.md"
    contributing.write_text(replace(contributing.read_text("utf-8")), "utf-8")
