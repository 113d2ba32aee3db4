"""Dumps: all that may leave in bulk, once a night, as files to take away whole.

    dumps/2026-11-26T020300Z/          a dump; the newest seven days are kept
      commons-open.nq.gz               RDF, one graph an owner, with where each record comes from
      commons-open.jsonld.gz           the records as their owners signed them
      commons-open.sqlite.gz           tables to ask with SQL
      commons-open.withdrawals.json    what the dump before had and this one has not: whoever kept a copy erases it
      commons-open.json                how many of each, sizes, SHA-256 of each file
      commons-open.sha256              the same for `sha256sum -c`
      commons-share-alike.…            the same, apart, for what is passed on under its own licence
      reciprocal-ess.…                 the same, for members
      void.ttl, CITATION.cff           what this is and how to cite it

A process of its own (`dump_worker.py`) writes a dump in a folder aside, and gives it its name when it is whole.
"""
