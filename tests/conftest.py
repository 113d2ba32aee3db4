"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input beside the repository (or `BOCAGE_SHARED`); a visible skip where it is absent."""
    place = Path(os.environ.get("BOCAGE_SHARED", REPOSITORY.parent / "shared"))
    if not (place / "data").is_dir():
        pytest.skip(f"shared data absent: no data folder in {place}; set BOCAGE_SHARED to where it is")
    return place
