"""Owns what is right about the text of an answer; knows no citation and no search."""

import re
from collections import Counter
from decimal import Decimal

from bot.types import Outcome
from evals.judged import Reply, Score, listed, verdict
from evals.matching import contains, named, tidy
from evals.quantities import words_before
from evals.questions import GoldValue, Item
from evals.stating import value_shown, value_stated

__all__ = [
    "answer",
    "false_refusal",
    "follow_up",
    "holds",
    "list_precision",
    "list_recall",
    "refusal_right",
    "text_f1",
    "value",
]

_UNANSWERABLE = Score(None, "unanswerable")
_HAN = re.compile("[\u3400-\u9fff]")
_CURRENCY = re.compile(r"(?:RMB|CNY|USD?|HKD?)(?=\W*$)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# A Chinese character is a token, as is a word or number of other scripts: the mixed segmentation
# of CMRC 2018 (Cui et al. 2019, section 4.1).
_TOKEN = re.compile(r"[\u3400-\u9fff]|\d+(?:\.\d+)?|[^\W\d_]+")


def answer(item: Item, reply: Reply) -> Score:
    """Tell whether the answer is right: a figure in another multiplier or language is the same.

    An answerable item needs an outcome other than `not_found`, everything that must be in the
    answer text and nothing that must not. `partial` is judged by its text, so for an item
    without an answer only `not_found` is right.
    """
    outcome = reply.answer.outcome
    if not item.answerable:
        return verdict(outcome is Outcome.NOT_FOUND, f"unanswerable, outcome {outcome}")
    if outcome is Outcome.NOT_FOUND:
        return Score(0.0, "refused, but the reports hold the answer")
    if missing := _missing(item, reply.text):
        return Score(0.0, f"not in the answer: {listed(missing)}")
    if wrong := _wrong(item, reply.text):
        return Score(0.0, f"must not be in the answer: {listed(wrong)}")
    return Score(1.0, "all that is needed is in the answer")


def value(item: Item, reply: Reply) -> Score:
    """Return the share of the gold figures that the answer states, value and unit; None without."""
    if not item.answerable or not item.values:
        return Score(None, "no figures asked for")
    absent = [each.text for each in item.values if not _is_stated(each, reply.text)]
    share = 1 - len(absent) / len(item.values)
    return Score(share, f"not stated: {listed(absent)}" if absent else "all stated")


def list_recall(item: Item, reply: Reply) -> Score:
    """Return the share of what a list needs that the answer holds; None where one thing is asked.

    A list is an item that names a set, or needs two strings or more.
    """
    if not _is_list(item):
        return Score(None, "no list asked for")
    needed = len(item.must_contain) + len(item.must_contain_any) + len(item.answer_set)
    absent = _missing(item, reply.text)
    return Score(1 - len(absent) / needed, f"lacks {listed(absent)}" if absent else "whole")


def list_precision(item: Item, reply: Reply) -> Score:
    """Return the share of right names among all known names in the answer; None without any.

    Known are those that the item needs and those that it forbids: what else an answer names cannot
    be judged without reading.
    """
    if not _is_list(item):
        return Score(None, "no list asked for")
    needed = len(item.must_contain) + len(item.must_contain_any) + len(item.answer_set)
    right = needed - len(_missing(item, reply.text))
    wrong = _wrong(item, reply.text)
    if not right and not wrong:
        return Score(None, "names nothing known")
    return Score(right / (right + len(wrong)), f"{right} right, wrong: {listed(wrong) or 'none'}")


def text_f1(item: Item, reply: Reply) -> Score:
    """Return the best token F1 of the answer text and a gold answer; None where figures are asked.

    Source: Rajpurkar et al. 2016, "SQuAD", section 6.1. A whole sentence round a short gold answer
    costs precision, so this compares answerers that answer at like length.
    """
    golds = _wordings(item)
    if not item.answerable or item.values or not golds:
        return Score(None, "no text asked for")
    best = max(_f1(gold, reply.text) for gold in golds)
    return Score(best, f"{best:.2f} against the nearest of {len(golds)}")


def refusal_right(item: Item, reply: Reply) -> Score:
    """Tell whether an item without an answer was refused; None for any other item."""
    if item.answerable:
        return Score(None, "answerable")
    return verdict(_is_refusal(reply), f"outcome {reply.answer.outcome}")


def false_refusal(item: Item, reply: Reply) -> Score:
    """Tell whether an item with an answer was refused; None for any other item."""
    if not item.answerable:
        return _UNANSWERABLE
    return verdict(_is_refusal(reply), f"outcome {reply.answer.outcome}")


def follow_up(item: Item, reply: Reply) -> Score:
    """Return what `answer` says where the question came after others; None for a first question."""
    return answer(item, reply) if len(item.turns) > 1 else Score(None, "first question")


def holds(item: Item, text: str) -> bool:
    """Tell whether a text holds all that an answerable item needs."""
    return item.answerable and not _missing(item, text)


def _missing(item: Item, text: str) -> list[str]:
    """Return what is needed and not in the text.

    Each string may stand as written, or be a figure of `values` that is stated otherwise. The
    values alone count when nothing else is named.
    """
    absent = [needle for needle in item.must_contain if not _is_there(item, needle, text)]
    absent += [
        " / ".join(some)
        for some in item.must_contain_any
        if not any(_is_there(item, needle, text) for needle in some)
    ]
    absent += [name for name in item.answer_set if name not in _names(item, text)]
    if item.must_contain or item.must_contain_any or item.answer_set:
        return absent
    return [each.text for each in item.values if not _is_stated(each, text)]


def _is_there(item: Item, needle: str, text: str) -> bool:
    """Tell whether a needed string is in the text; one that is a gold figure, with its value.

    The digits of 350公里 stand in 350万元 too, and are another figure there.
    """
    meant = [each for each in item.values if _is_figure(each, needle)]
    if not meant:
        return contains(text, needle)
    if contains(text, needle) and any(_is_shown(each, needle, text) for each in meant):
        return True
    return _has_words(needle, text) and all(_is_stated(each, text) for each in meant)


def _is_figure(gold: GoldValue, needle: str) -> bool:
    """Tell whether a needed string is the number of a gold figure, with or without its unit."""
    numbers = {Decimal(number) for number in _NUMBER.findall(tidy(needle))}
    return abs(gold.value) in numbers and contains(gold.text, needle)


def _is_shown(gold: GoldValue, needle: str, text: str) -> bool:
    return value_shown(text, gold.value, gold.unit, written=needle)


def _has_words(needle: str, text: str) -> bool:
    """Tell whether the words before the figure of a needle are in a text: 增长 of 增长2.1%.

    An answer in the other language has others.
    """
    words = _CURRENCY.sub("", words_before(needle))
    is_foreign = bool(_HAN.search(words)) and not _HAN.search(text)
    return is_foreign or not re.search(r"\w", words) or contains(text, words)


def _is_stated(gold: GoldValue, text: str) -> bool:
    return value_stated(text, gold.value, gold.unit)


def _wrong(item: Item, text: str) -> list[str]:
    """Return what must not be in the text and is."""
    names = _names(item, text)
    wrong = [name for name in item.must_not_contain if contains(text, name)]
    return wrong + [name for name in item.excluded_set if name in names]


def _names(item: Item, text: str) -> frozenset[str]:
    return named(text, item.answer_set + item.excluded_set)


def _is_list(item: Item) -> bool:
    needed = len(item.must_contain) + len(item.must_contain_any)
    return item.answerable and (bool(item.answer_set) or needed > 1)


def _is_refusal(reply: Reply) -> bool:
    return reply.answer.outcome is Outcome.NOT_FOUND


def _wordings(item: Item) -> tuple[str, ...]:
    """Return what the answer may read like: alternatives are such when one thing is asked."""
    others = item.must_contain_any[0] if len(item.must_contain_any) == 1 else ()
    return (item.answer, *others) if item.answer else others


def _f1(gold: str, said: str) -> float:
    wanted, got = Counter(_tokens(gold)), Counter(_tokens(said))
    shared = (wanted & got).total()
    return 2 * shared / (wanted.total() + got.total()) if shared else 0.0


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(tidy(text).casefold())
