"""The packaged extract, read once, and the whole data set where it is at hand."""

import os
from pathlib import Path

import pytest

from engine.demo.invoices import InvoiceReport, read_invoices
from engine.demo.master import MasterData, demo_master
from engine.geography.regions import RegionTree
from engine.geography.shipped import shipped_regions


@pytest.fixture(scope="session")
def tree() -> RegionTree:
    return shipped_regions()


@pytest.fixture(scope="session")
def report() -> InvoiceReport:
    return read_invoices()


@pytest.fixture(scope="session")
def master(report: InvoiceReport, tree: RegionTree) -> MasterData:
    return demo_master(report.invoices, tree)


@pytest.fixture(scope="session")
def retail_folder() -> Path:
    """Return the folder of the whole data set; skip the test where `OMS_RETAIL_DATA` does not name one."""
    folder = os.environ.get("OMS_RETAIL_DATA")
    if not folder:
        pytest.skip("OMS_RETAIL_DATA names no folder with the whole Online Retail data set")
    return Path(folder)
