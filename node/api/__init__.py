"""The contract of the HTTP interface: what each route takes and answers, from which the OpenAPI document is written.

Every route carries its `Operation` (`web/routes.py`): a route without one is not a route. Names, values and lists come
from where they are read: parameters of the directory from `query`, kinds and forms from the tables of the handlers.
"""
