"""Numbers in canonical JSON are written as ECMAScript writes them (RFC 8785, section 3.2.2.3 and appendix B)."""

from __future__ import annotations

import math
import random
import shutil
import struct
import subprocess
from decimal import Decimal

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab.canonical import jcs
from vocab.errors import NotCanonical

# RFC 8785, appendix B: the bits of a double, and how it is written.
VECTORS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


def double(bits: str) -> float:
    return float(struct.unpack(">d", bytes.fromhex(bits))[0])


def ecmascript(number: float) -> str:
    """Number::toString of ECMAScript, word for word and slowly: the shortest digits, then where the point goes."""
    if number == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    text, minus = "".join(map(str, digits)), "-" if sign else ""
    k, n = len(text), len(text) + exponent
    if k <= n <= 21:
        return minus + text + "0" * (n - k)
    if 0 < n <= 21:
        return minus + text[:n] + "." + text[n:]
    if -6 < n <= 0:
        return minus + "0." + "0" * -n + text
    power = f"e{'+' if n > 0 else '-'}{abs(n - 1)}"
    return minus + text[0] + ("." + text[1:] if k > 1 else "") + power


@pytest.mark.parametrize(("bits", "written"), VECTORS)
def test_vectors__of_appendix_b(bits: str, written: str) -> None:
    assert jcs(double(bits)).decode() == written
    assert jcs({"n": [double(bits)]}).decode() == f'{{"n":[{written}]}}'
    assert ecmascript(double(bits)) == written


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])
def test_vectors__what_is_no_number_is_refused(bits: str) -> None:
    with pytest.raises(NotCanonical):
        jcs({"n": double(bits)})


@settings(max_examples=1500, deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_any_bits__equal_the_slow_oracle(bits: int) -> None:
    number = double(f"{bits:016x}")
    if not math.isfinite(number):
        with pytest.raises(NotCanonical):
            jcs([number])
        return
    assert jcs([number]).decode() == f"[{ecmascript(number)}]"


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.floats(-1e7, 1e7), st.decimals(-(10**12), 10**12, places=6).map(float), st.floats(1e-9, 1e-3)))
def test_everyday_numbers__equal_the_slow_oracle(number: float) -> None:
    # Coordinates and prices take a faster way inside: it must write the same.
    assert jcs({"n": number}).decode() == f'{{"n":{ecmascript(number)}}}'


def test_any_bits__equal_a_javascript_engine() -> None:
    program = shutil.which("node")
    if program is None:
        pytest.skip("no JavaScript engine (node) on this machine")
    dice = random.Random(8785)
    bits = [f"{dice.getrandbits(64):016x}" for _ in range(20_000)]
    bits += [struct.pack(">d", round(dice.uniform(-1e6, 1e6), dice.randrange(9))).hex() for _ in range(5_000)]
    finite = [each for each in bits if math.isfinite(double(each))]
    script = (
        "const d = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "process.stdout.write(JSON.stringify(d.map(h => JSON.stringify(Buffer.from(h, 'hex').readDoubleBE(0)))))"
    )
    answer = subprocess.run(  # a fixed program of this machine, and our own script
        [program, "-e", script], input=orjson.dumps(finite), capture_output=True, timeout=60, check=True
    )

    assert [jcs(double(each)).decode() for each in finite] == orjson.loads(answer.stdout)
