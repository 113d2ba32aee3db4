"""The only SQL of the project.

A file holds one noun; its functions are synchronous and take an open connection first, so that any number of them
make one unit of work: one hop to the writer's thread, one savepoint, one durable commit (see `store.py`).
"""
