"""The only aiohttp.web of the project: a file a noun, and `routes.py` that lists them all."""
