"""What ships with the program and no test changes: read once, and shared by all the nodes of a run."""

from __future__ import annotations

from node.web.stock import Stock

STOCK = Stock.read()
