"""The shipped tree for every test of this folder."""

import pytest

from engine.geography.regions import RegionTree
from engine.geography.shipped import shipped_regions


@pytest.fixture(scope="session")
def tree() -> RegionTree:
    return shipped_regions()
