"""The command line `oms`: one module for each group of commands."""

from engine.cli.main import main

__all__ = ["main"]
