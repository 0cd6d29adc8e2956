"""A scan takes its time page by page, and what never ends is ended all the same."""

import pytest

from ingest.timing import Allowance


class _Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return _Clock()


@pytest.fixture
def allowance(clock):
    return Allowance(seconds=20, page_seconds=30, clock=clock)


def test_without_pages_time_runs_out(allowance, clock):
    clock.now += 5
    assert (allowance.left_s, allowance.left_for_page_s) == (15, 45)


def test_pages_within_their_time_take_nothing_of_the_rest(allowance, clock):
    for _ in range(200):
        allowance.begin_page()
        clock.now += 30
    assert allowance.left_s == 20


def test_what_pages_leave_of_their_time_does_not_add_up(allowance, clock):
    for _ in range(200):
        allowance.begin_page()
        clock.now += 1
    assert allowance.left_s == 20 + 30 - 1


def test_a_page_over_its_time_is_taken_from_the_rest(allowance, clock):
    allowance.begin_page()
    clock.now += 42
    allowance.begin_page()
    assert allowance.left_s == 30 + 20 - 12
