"""SPARQL over what a node may give away in bulk: a derived store, kept in step, asked in processes that can be killed.

    records ──(store/changes)── index worker ── rows and stores ── snapshots ── query workers ── /sparql, bocage sparql

The serving process loads no RDF store. It starts one index worker (`index_worker.py`), which follows the list of
changes, derives the statements of each record (`statements.py`) and keeps, in the folder `sparql/` beside the database:
what each record says (`state.db`), and an Oxigraph store for each level of reader (`open`: what everybody may take;
`members`: reciprocal records too; `all`: whatever this node holds, for its command line). A level apart from `open` is
built when somebody asks for it and some record makes a difference; no question can reach above its level, because the
rest is not in its store. A snapshot is a folder of hard links that never changes. Query workers (`query_worker.py`)
open snapshots, read only; one that takes too long is killed, and nobody else notices.
"""
