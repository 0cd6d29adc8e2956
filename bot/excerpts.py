"""Cuts hits into stretches of whole clauses and says how well each answers in words; pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul

from bot.claims import find_clauses
from bot.lines import NUMBERED, unwrap
from bot.match import Candidate, strength
from bot.query import Asked, Form, Query, Term, Want
from bot.wants import defines, holds, names_person, thing_defined
from ingest.split import sentences
from vectorstore.terms import compact
from vectorstore.types import Hit

__all__ = ["Excerpt", "Reader"]

Span = tuple[int, int]

_MAX_CLAUSES = 4
_MAX_CHARS = 160
# Measured on 129 questions: reading all 40 hits takes 60 % longer and answers none more.
_HITS = 20
_OF_A_SENTENCE, _OF_A_LIST = 2, 5
# How much a term counts by where it stands. Set on the development questions, by hand.
_BEFORE, _HEADING, _SENTENCE, _PASSAGE, _TITLE = 0.85, 0.75, 0.6, 0.3, 0.9
_MIN_TITLE, _SPECIFIC = 0.5, 0.35
_NEARNESS, _RANKED = 0.5, 0.4
_WANTED, _UNWANTED = 0.35, -0.25
_PER_CHAR, _FREE_CHARS = 0.003, 30
_HEAD_LINE = -0.5
# A clause of another year, or a plan where a result is asked; a passage that names the asked year.
_UNTIMELY, _NAMES_YEAR = -0.3, 0.1
# When an excerpt is sure enough. Set on the development questions, by hand.
_SURE_COVERAGE, _STRICT_COVERAGE, _MIN_COVERAGE, _MIN_SUPPORT = 0.72, 0.6, 0.5, 0.3
_MIN_SPECIFIC = 0.35
_FAR_COVERAGE = 0.4
_OWN = 0.5
# What must hold the asked sort of thing: without a cause in it, no text says why.
_STRICT = frozenset(
    {
        Want.PERSON, Want.NUMBER, Want.PHONE, Want.ADDRESS, Want.ORDINAL, Want.DATE, Want.DAY,
        Want.REASON,
    }
)  # fmt: skip
# Who pays: not every office that is named does.
_ASKS_PAYER = re.compile(r"钱|经费|费用|资金|开支|买单|掏|谁(?:来|去)?(?:出|付|承担|负担)")
_PAYER = re.compile(
    r"承担|负担|自筹|自理|出资|列支|开支|支付|拨付|买单|(?:经费|资金|费用).{0,8}由.{1,16}(?:解决|负责|安排)"
)
# What may be done is told by what allows or forbids it.
_ASKS_LEAVE = re.compile(
    r"可以|可不可以|能(?!源|力|耗|量|效|级)|允许|准不准|让不让|行不行|行吗|得不得"
)
_LEAVE = re.compile(
    r"不得|不能|不可(?!抗|或缺|避免)|不准|不予|不再|禁止|严禁|只能|只可|方可|可以?(?!能|持续|再生|靠)|允许|准予|有权|无需|不需|免[试费予于]"
    r"|\b(?:may|must|can|shall)\b"
)
_ANAPHOR = re.compile(r"^(?:该|此|这|其|上述|前款|本条|以上|对此|为此)")
# Whom a paper is sent to: 各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
_ADDRESSED = re.compile(
    r"\s*(?:各[\u4e00-\u9fff（）()]{1,16}[、，,]|[\u4e00-\u9fff]{2,8}[、，,]各)[^。；：:\n]{2,120}[：:]\s*$"
)
_QUESTION = re.compile(r"[?？]$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """Whole clauses of one sentence of a hit; positions are in the hit's text."""

    hit: Hit
    start: int
    end: int
    sentence: Span
    score: float
    coverage: float
    """Share of the question's weight that the excerpt or what it belongs to holds, in [0, 1]."""
    own: float
    """The same, counting the excerpt's own words only."""
    specific: float
    """The same as coverage, of what the report's title does not hold: what is asked within it."""
    core: Span
    """The clause of it that holds most of the question."""
    is_wanted: bool
    """It holds the sort of thing that is asked for, or no sort is asked for."""
    support: float
    """Probability that one of its claims answers the question."""

    @property
    def text(self) -> str:
        """The excerpt without the mark that numbers it."""
        return NUMBERED.sub("", self.hit.text[self.start : self.end])

    def is_sure(self, asked: Asked) -> bool:
        """Tell whether it answers what is asked, rather than being only the nearest there is."""
        is_strict = asked.want in _STRICT
        if is_strict and not self.is_wanted:
            return False
        if self.specific < _MIN_SPECIFIC:
            return False
        if self.coverage >= (_STRICT_COVERAGE if is_strict else _SURE_COVERAGE):
            return True
        return self.coverage >= _MIN_COVERAGE and self.support >= _MIN_SUPPORT

    def may_be(self, asked: Asked) -> bool:
        """Tell whether it answers what is asked, if nothing else comes near it."""
        is_kind = self.is_wanted or asked.want not in _STRICT
        return is_kind and min(self.coverage, self.specific) >= _FAR_COVERAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class _Clause:
    start: int
    end: int
    own: Sequence[float]
    """How well it holds each term."""
    near: float
    support: float
    is_wanted: bool
    is_timely: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Scores the excerpts of hits against one question."""

    query: Query
    terms: Sequence[Term]
    weights: Sequence[float]
    """Of the terms, in their order."""

    def read(self, candidates: Sequence[Candidate]) -> list[Excerpt]:
        """Return the excerpts of the candidates' hits, best first."""
        claims: dict[str, list[Candidate]] = {}
        for each in candidates:
            if len(claims) < _HITS or each.hit.passage.id in claims:
                claims.setdefault(each.hit.passage.id, []).append(each)
        found = [excerpt for own in claims.values() for excerpt in self._of_hit(own[0].hit, own)]
        kept = _OF_A_LIST if self.query.asked.form is Form.LIST else _OF_A_SENTENCE
        return _varied(sorted(found, key=lambda each: -each.score), kept)

    def read_hits(self, hits: Sequence[Hit]) -> list[Excerpt]:
        """Return the excerpts of hits that were not ranked, in any order."""
        return [excerpt for hit in hits for excerpt in self._of_hit(hit, ())]

    def _of_hit(self, hit: Hit, claims: Sequence[Candidate]) -> Iterator[Excerpt]:
        flat = unwrap(hit.text)
        before, asked_before = "", ""
        heading = compact(" ".join(hit.passage.section[-1:]))
        above = compact(" ".join((hit.title, *hit.passage.section[:-1])))
        passage = compact(hit.text)
        titled = [strength(term, above) for term in self.terms]
        for sentence in _sentences(flat):
            text = flat[slice(*sentence)]
            if _QUESTION.search(text):
                asked_before = text
                continue
            if _ADDRESSED.match(text):
                continue
            is_anaphoric = bool(_ANAPHOR.match(text))
            levels = (
                (_BEFORE, compact(asked_before)),
                (_BEFORE if is_anaphoric else _PASSAGE, compact(before)),
                (_HEADING, heading),
                (_SENTENCE, compact(text)),
                (_PASSAGE, passage),
            )
            context = [
                max(level * strength(term, where) for level, where in levels) for term in self.terms
            ]
            spans = find_clauses(flat, sentence)
            clauses = [self._clause(hit, flat, span, claims) for span in spans]
            for window in _windows(clauses):
                yield self._excerpt(hit, window, context=context, titled=titled, sentence=sentence)
            before = text

    def share(self, text: str, levels: Sequence[tuple[float, str]]) -> float:
        """Return the share of the question's weight that a text or what is around it holds."""
        folded = compact(text)
        around = [(level, compact(each)) for level, each in levels]
        best = [
            max(level * strength(term, each) for level, each in ((1.0, folded), *around))
            for term in self.terms
        ]
        held: float = sum(map(mul, self.weights, best))
        return held / (sum(self.weights) or 1.0)

    def _is_wanted(self, hit: Hit, window: Sequence[_Clause]) -> bool:
        """Tell whether a stretch holds the sort of thing that is asked for."""
        want = self.query.asked.want
        if want is Want.MEANING and (name := thing_defined(self.query.text)):
            # Of what is asked, not of its neighbour.
            return defines(compact(hit.text[window[0].start : window[-1].end]), name)
        if want is Want.ORGANISATION and _ASKS_PAYER.search(self.query.text):
            return any(_PAYER.search(hit.text[each.start : each.end]) for each in window)
        if self.query.asked.form is Form.YES_NO and _ASKS_LEAVE.search(self.query.text):
            return any(_LEAVE.search(hit.text[each.start : each.end]) for each in window)
        if any(each.is_wanted for each in window):
            return True
        # 主任：尤权 is cut at its colon.
        text = compact(hit.text[window[0].start : window[-1].end])
        return want is Want.PERSON and len(window) > 1 and holds(self.query.asked, text)

    def _years(self) -> Sequence[int]:
        return (*self.query.scope.years, *self.query.scope.report_years)

    def _clause(self, hit: Hit, flat: str, span: Span, claims: Sequence[Candidate]) -> _Clause:
        text = compact(flat[slice(*span)])
        is_person = self.query.asked.want is Want.PERSON and names_person(
            flat[slice(*span)], self.query.text
        )
        inside = [each for each in claims if span[0] <= each.claim.clause[0] < span[1]]
        return _Clause(
            start=span[0],
            end=span[1],
            own=[strength(term, text) for term in self.terms],
            near=max((each.near_label for each in inside), default=0.0),
            support=max((each.support for each in inside), default=0.0),
            is_wanted=is_person or holds(self.query.asked, text),
            is_timely=not inside or any(_is_timely(each, self.query) for each in inside),
        )

    def _excerpt(
        self,
        hit: Hit,
        window: Sequence[_Clause],
        *,
        context: Sequence[float],
        titled: Sequence[float],
        sentence: Span,
    ) -> Excerpt:
        start, end = window[0].start, window[-1].end
        weights = self.weights
        total = sum(weights) or 1.0
        own = [max(strengths) for strengths in zip(*(each.own for each in window), strict=True)]
        near = [max(mine, other) for mine, other in zip(own, context, strict=True)]
        best = [max(here, _TITLE * above) for here, above in zip(near, titled, strict=True)]
        coverage = sum(map(mul, weights, best)) / total
        specific = [
            (worth, here)
            for worth, here, above in zip(weights, near, titled, strict=True)
            if above < _MIN_TITLE
        ]
        asked = sum(worth for worth, _ in specific)
        is_wanted = self._is_wanted(hit, window)
        own_share = sum(map(mul, weights, own)) / total
        # Of a paper whose title says all that is asked, not every line answers.
        plain = coverage if own_share >= _OWN or self.query.asked.form is not Form.LIST else 0.0
        within = sum(w * h for w, h in specific) / asked if asked else plain
        score = (
            (1 - _SPECIFIC) * coverage
            + _SPECIFIC * within
            + _NEARNESS * max(each.near for each in window)
            + _RANKED * hit.score
            + (_WANTED if is_wanted else _UNWANTED)
            - _PER_CHAR * max(0, end - start - _FREE_CHARS)
            + (0.0 if all(each.is_timely for each in window) else _UNTIMELY)
            + (_NAMES_YEAR if any(str(each) in hit.text for each in self._years()) else 0.0)
            + (_HEAD_LINE if _is_head_line(hit, (start, end)) else 0.0)
        )
        return Excerpt(
            hit=hit,
            start=start,
            end=end,
            sentence=sentence,
            score=score,
            coverage=coverage,
            own=own_share,
            specific=within,
            core=max((sum(map(mul, weights, each.own)), (each.start, each.end)) for each in window)[
                1
            ],
            is_wanted=is_wanted,
            support=max(each.support for each in window),
        )


def _varied(excerpts: Sequence[Excerpt], limit: int) -> list[Excerpt]:
    """Return at most so many excerpts of one sentence, in their order."""
    counts: Counter[tuple[str, int]] = Counter()
    kept = []
    for each in excerpts:
        place = (each.hit.passage.id, each.sentence[0])
        counts[place] += 1
        if counts[place] <= limit:
            kept.append(each)
    return kept


def _is_timely(candidate: Candidate, query: Query) -> bool:
    years, dated = query.scope.years, candidate.dated
    if not years or dated.year is None or query.scope.report_years:
        return True
    is_plan = dated.is_target and candidate.claim.figure is not None and not query.asked.target
    return dated.year in years and not is_plan


def _sentences(flat: str) -> list[Span]:
    """Return the sentences of a text; each line that is not wrapped is its own."""
    found: list[Span] = []
    start = 0
    for line in flat.split("\n"):
        found += sentences(flat, (start, start + len(line)))
        start += len(line) + 1
    return found


def _windows(clauses: Sequence[_Clause]) -> Iterator[Sequence[_Clause]]:
    for i, first in enumerate(clauses):
        for n in range(1, _MAX_CLAUSES + 1):
            window = clauses[i : i + n]
            if len(window) == n and (n == 1 or window[-1].end - first.start <= _MAX_CHARS):
                yield window


def _is_head_line(hit: Hit, span: Span) -> bool:
    """Tell whether an excerpt is only a heading or the report's title, which says nothing."""
    text = compact(NUMBERED.sub("", hit.text[slice(*span)]).strip("《》 ：:"))
    if not text or hit.text[span[1] : span[1] + 1] in ("：", ":"):
        return False
    heads = {compact(NUMBERED.sub("", head)) for head in hit.passage.section}
    return text in heads or text in compact(hit.title)
