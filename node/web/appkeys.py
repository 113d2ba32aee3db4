"""What the handlers find on the application."""

from __future__ import annotations

from aiohttp import web

from node.node import Node
from node.web.rates import Rates

NODE: web.AppKey[Node] = web.AppKey("node", Node)
RATES: web.AppKey[Rates] = web.AppKey("rates", Rates)
