"""Licence texts: which free licence the first lines of a file are those of, by words that no other licence begins with.

The texts do not say whether later versions may be chosen too ("only", "or later"): what is named is the text.
"""

from __future__ import annotations

import re
from typing import Final

# As much as a title, the lines of copyright and the first sentences take.
_HEAD: Final = 1_500
_DECLARED: Final = re.compile(
    r"SPDX-License-Identifier:\s{0,5}([A-Za-z0-9.+-]{2,64})[ \t]{0,5}(?:\*/)?\s{0,5}$", re.MULTILINE
)
_SPACES: Final = re.compile(r"[\s#*=_<>-]+")
# By SPDX name, words that all stand near the beginning. The first that fits: a text of the LGPL names the GPL too.
_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("AGPL-3.0", ("gnu affero general public license version 3",)),
    ("LGPL-3.0", ("gnu lesser general public license version 3",)),
    ("LGPL-2.1", ("gnu lesser general public license version 2.1",)),
    ("GPL-3.0", ("gnu general public license version 3",)),
    ("GPL-2.0", ("gnu general public license version 2",)),
    ("EUPL-1.2", ("european union public licence v. 1.2",)),
    ("MPL-2.0", ("mozilla public license", "2.0")),
    ("Apache-2.0", ("apache license version 2.0",)),
    ("CECILL-2.1", ("cecill free software license agreement", "version 2.1")),
    ("CECILL-2.1", ("contrat de licence de logiciel libre cecill", "version 2.1")),
    ("CECILL-B", ("cecill b free software license agreement",)),
    ("CECILL-B", ("contrat de licence de logiciel libre cecill b",)),
    ("CECILL-C", ("cecill c free software license agreement",)),
    ("CECILL-C", ("contrat de licence de logiciel libre cecill c",)),
    ("BSL-1.0", ("boost software license version 1.0",)),
    ("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    ("CC0-1.0", ("cc0 1.0 universal",)),
    ("0BSD", ("permission to use, copy, modify, and/or distribute this software for any purpose", "zero clause")),
    (
        "ISC",
        ("permission to use, copy, modify, and", "distribute this software for any purpose with or without fee", "isc"),
    ),
    (
        "MIT",
        (
            "permission is hereby granted, free of charge, to any person obtaining a copy of this software",
            "without restriction, including without limitation the rights to use, copy, modify, merge, publish",
        ),
    ),
    ("BSD-3-Clause", ("redistribution and use in source and binary forms", "neither the name")),
    ("BSD-2-Clause", ("redistribution and use in source and binary forms", "redistributions in binary form")),
)
# Sentences that take back what the words above give; a text that has one is none that we know.
_LIMITS: Final = ("commons clause", "non commercial", "noncommercial", "all rights reserved. unauthorized")


def licence_of(text: str) -> str | None:
    """The SPDX name of the licence that a text is; None for one that we do not recognise.

    >>> licence_of("GNU AFFERO GENERAL PUBLIC LICENSE\\n   Version 3, 19 November 2007")
    'AGPL-3.0'
    >>> licence_of("SPDX-License-Identifier: EUPL-1.2\\n")
    'EUPL-1.2'
    """
    beginning = text[: 4 * _HEAD]
    head = _SPACES.sub(" ", beginning).lower()[:_HEAD]
    if any(each in head for each in _LIMITS):
        return None
    known = next((name for name, words in _WORDS if all(each in head for each in words)), None)
    if known is not None:
        return known
    declared = _DECLARED.search(beginning[:_HEAD])
    return declared[1] if declared else None
