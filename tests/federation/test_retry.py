"""When to try again."""

from __future__ import annotations

from federation.retry import CAP_S, backoff, next_attempt

DAY = 86_400.0


def test_backoff__grows_to_six_hours_and_no_further() -> None:
    waits = [backoff(attempt, 0.5) for attempt in range(1, 60)]

    assert waits[0] == 60 and waits == sorted(waits) and waits[-1] == CAP_S == 21_600


def test_backoff__jitter_stays_within_a_quarter() -> None:
    assert (backoff(3, 0.0), backoff(3, 1.0)) == (180.0, 300.0)
    assert backoff(0, 0.5) == backoff(-5, 0.5) == 60.0


def test_next_attempt__a_peer_down_for_seven_days_is_still_tried() -> None:
    now, attempts, last = 0.0, 0, 0.0
    while (again := next_attempt(attempts + 1, 0.0, now, None, 0.99)) is not None:
        now, attempts, last = again, attempts + 1, again

    assert last > 7 * DAY
    assert 30 < attempts < 60


def test_next_attempt__obeys_retry_after_up_to_a_day() -> None:
    assert next_attempt(1, 0.0, 0.0, 7200.0) == 7200.0
    assert next_attempt(1, 0.0, 0.0, 1e9) == DAY
    assert next_attempt(1, 0.0, 0.0, 1.0) == 60.0
    assert next_attempt(1, 0.0, 0.0, -5.0) == 60.0
