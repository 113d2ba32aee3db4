"""What the handlers find on the application."""

from __future__ import annotations

from aiohttp import web

from node.node import Node

NODE: web.AppKey[Node] = web.AppKey("node", Node)
