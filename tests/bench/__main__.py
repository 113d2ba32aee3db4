"""Every benchmark, one table: `python -m tests.bench [name…]`. Figures beside their floors, never a verdict."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench


def main(wanted: list[str]) -> None:
    names = [module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name.startswith("bench_")]
    for name in names:
        if wanted and name.removeprefix("bench_") not in wanted:
            continue
        print(f"\n{name}")
        for row in importlib.import_module(f"tests.bench.{name}").run():
            figure = f"{row['figure']:>12} {row['unit']}"
            print(f"  {row['what']:<52} {figure:<28} {row.get('floor') or ''} {row.get('note') or ''}".rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
