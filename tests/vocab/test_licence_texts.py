"""Which licence a file's first lines are those of."""

from __future__ import annotations

from pathlib import Path

import pytest

from vocab.licence_texts import licence_of

GRANT = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software and associated"
    ' documentation files (the "Software"), to deal\nin the Software without restriction, including without limitation'
    " the rights\nto use, copy, modify, merge, publish, distribute, sublicense, and/or sell"
)
BSD = (
    "Copyright (c) 2024, La Clef\n\nRedistribution and use in source and binary forms, with or without\nmodification,"
    " are permitted:\n1. Redistributions of source code must retain the above\n2. Redistributions in binary form must"
    " reproduce the above\n"
)


def test_our_own() -> None:
    assert licence_of((Path(__file__).parents[2] / "LICENSE").read_text("utf-8")) == "AGPL-3.0"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007", "GPL-3.0"),
        ("\t\t    GNU GENERAL PUBLIC LICENSE\n\t\t       Version 2, June 1991", "GPL-2.0"),
        ("### GNU LESSER GENERAL PUBLIC LICENSE\n\nVersion 3, 29 June 2007, adds to the GNU General", "LGPL-3.0"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 2.1, February 1999", "LGPL-2.1"),
        ("Mozilla Public License Version 2.0\n====================", "MPL-2.0"),
        (
            "                              Apache License\n                        Version 2.0, January 2004",
            "Apache-2.0",
        ),
        ("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016", "EUPL-1.2"),
        ("CONTRAT DE LICENCE DE LOGICIEL LIBRE CeCILL\n\nVersion 2.1 du 2013-06-21", "CECILL-2.1"),
        ("CONTRAT DE LICENCE DE LOGICIEL LIBRE CeCILL-B", "CECILL-B"),
        (f"MIT License\n\nCopyright (c) 2021 Ada\n\n{GRANT}", "MIT"),
        (f"Copyright (c) 2021 {'Ada, ' * 60}\n\n{GRANT}", "MIT"),
        (f"{BSD}3. Neither the name of the copyright holder", "BSD-3-Clause"),
        (f"{BSD}\nTHIS SOFTWARE IS PROVIDED", "BSD-2-Clause"),
        ("This is free and unencumbered software released into the public domain.", "Unlicense"),
        ("# SPDX-License-Identifier: BlueOak-1.0.0\n", "BlueOak-1.0.0"),
        ("", None),
        ("Tous droits réservés. Demandez-nous.", None),
        ("This code is like the AGPL but better.", None),
        (f"MIT License with Commons Clause\n\n{GRANT}", None),
        ("SPDX-License-Identifier: <script>", None),
        ("x" * 200_000, None),
        (" \t" * 100_000, None),
        ("# * = _ " * 50_000, None),
    ],
)
def test_licence_of(text: str, name: str | None) -> None:
    assert licence_of(text) == name
