"""The extractive answerer: states what a passage says, or that none says it; needs no model."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from bot.another import Another
from bot.cell import is_of_other_row
from bot.cells import answer_in_cells
from bot.change import between_ends
from bot.choice import is_growth
from bot.cite import marker
from bot.claims import Claim
from bot.combine import combine
from bot.compare import compare, show_parts
from bot.comparison import Operation, Order
from bot.copies import originals_first
from bot.counted import counts_in_other_unit
from bot.draft import Draft, answered
from bot.eligible import Eligibility, names_required
from bot.match import Candidate, Meaning, rank
from bot.missing import asks_nothing, not_found, unasked
from bot.moved import decide_direction
from bot.nearby import nearest_within
from bot.paper import answer_of_paper
from bot.periods import is_flow
from bot.planned import dated_by_paragraph
from bot.preference import are_of_one, han_pairs, is_of_part, own_first
from bot.prose import answer_in_prose
from bot.query import Form, Query
from bot.rivals import tell_apart, whose
from bot.ruled import answer_by_case, answer_in_sentence
from bot.scope import Selection
from bot.sheet import Sheet
from bot.sheets import answer_over_sheet, answer_with_line
from bot.stated import Stated, differ
from bot.statement import state_all
from bot.translate import stated_in_chinese, stated_in_english
from bot.types import Outcome
from bot.verdict import Verdict
from bot.wider import against_wider
from ingest.places import NATION
from ingest.types import Description
from prompts import render
from vectorstore.types import Context, Hit

__all__ = ["extract"]

# A result that is less like the question than so much of a target is of something else.
_AS_NEAR = 0.75
# A result that names so much less of what the question does is of something else.
_NAMES_LESS = 0.1
# A figure that names so much more of it is the one that is asked for.
_NAMES_MORE = 0.5
# So surely a claim names the likeliest indicator.
_NAMED = 0.6
# Below this a claim fits by its unit alone.
_SAYS = 0.1
# The share of a question's weight that its only telling word has.
_ALL = 0.9
# Of several figures asked for, those of the sentence that come so near are stated too.
_AS_GOOD = 0.1
_THAN_BEFORE = re.compile(
    r"[比较](?:上一?年|前一年|去年|头一年|上年)(?:同期)?(?:多|少|增|减|提|上|下|涨|跌|降|高|低)\S{0,4}?(?:多少|几)"
)


def extract(
    query: Query,
    hits: Sequence[Hit],
    selection: Selection,
    *,
    descriptions: Mapping[str, Description],
    meaning: Meaning,
    context: Callable[[Hit, int], Context],
    sheets: Callable[[str], Sequence[Sheet]],
    verdict: Verdict,
) -> Draft:
    """Answer from the hits, or say what is missing.

    Args:
        query: The question.
        hits: Passages of the selected reports, best first.
        selection: What the answer's sentence must name itself.
        descriptions: The reports of the hits, by document id.
        meaning: What the index knows of words.
        context: The passage of a hit with so many neighbours on each side.
        sheets: The tables of a report.
        verdict: Ranks candidates and says which are sure enough.
    """
    ranked = rank(query, hits, descriptions=descriptions, meaning=meaning, weights=verdict.order)
    dated = dated_by_paragraph(ranked, query, context=context, weights=verdict.order)
    candidates = originals_first(dated, query, descriptions=descriptions)
    may = Eligibility(
        query=query, selection=_with_guesses(selection, query, hits), descriptions=descriptions
    )
    return _Extraction(
        query=query,
        hits=[hit for hit in hits if not is_of_other_row(query, hit)],
        candidates=candidates,
        may=may,
        rarity=meaning.rarity,
        context=context,
        over_sheet=partial(
            answer_over_sheet, query, hits, descriptions=descriptions, sheets=sheets
        ),
        of_paper=partial(
            answer_of_paper, query, hits, selection, descriptions=descriptions, context=context
        ),
        with_line=partial(answer_with_line, query, hits, descriptions=descriptions, sheets=sheets),
        verdict=verdict,
    ).draft()


@dataclass(frozen=True, kw_only=True)
class _Extraction:
    """What was found for one question."""

    query: Query
    hits: Sequence[Hit]
    """Without the rows of other things."""
    candidates: Sequence[Candidate]
    """All, best first."""
    may: Eligibility
    rarity: Callable[[str], float]
    context: Callable[[Hit, int], Context]
    over_sheet: Callable[[], Draft | None]
    """Answers what is asked of a whole table."""
    of_paper: Callable[[], Draft | None]
    """Answers what is asked of a paper itself."""
    with_line: Callable[[], Draft | None]
    """Answers with a cell whose row stands in several passages."""
    verdict: Verdict

    def draft(self) -> Draft:
        """Return the answer."""
        query = self.query
        if asks_nothing(query):
            return unasked(query)
        if shown := self.of_paper() or self._set_apart() or self._shown():
            return shown
        if query.asked.form is not Form.NUMBER and not query.asked.calculation:
            return self._between() or self._in_prose() or self._not_found()
        # What is of another kind is weighed too: what it comes before is not sure.
        weighed = self.verdict.weigh(self._eligible, query)
        fitting = [each for each in weighed if self.may.is_fitting(each)]
        eligible = self._spanning(fitting) or self.may.of_one_year(fitting, self.context)
        if said := between_ends(query, eligible, self.candidates) or self._ruled(eligible):
            return said
        if not eligible or not self.verdict.allows(eligible[0]) or _is_mute(eligible[0]):
            return self._not_found()
        if query.asked.calculation:
            return combine(query, eligible, self.verdict) or show_parts(query, eligible)
        return self._of_thing(eligible)

    def _set_apart(self) -> Draft | None:
        """Answer whether a place is the nation's only or first: 江西是全国唯一…吗."""
        query = self.query
        relates = query.asked.form is Form.YES_NO and NATION in query.scope.places
        return self._in_prose(is_local=True) if relates and len(query.scope.years) < 2 else None

    def _shown(self) -> Draft | None:
        """Answer what tables, wider reports or several figures tell."""
        shown = self._of_two() or self.over_sheet() or self._in_cells() or self.with_line()
        shown = shown or against_wider(
            self.query, lambda: self.verdict.sure(self._eligible, self.query)
        )
        return shown or (None if self._wants_words else self._compared())

    def _of_thing(self, eligible: Sequence[Candidate]) -> Draft:
        """Answer with a figure of the asked thing itself, or show what comes nearest."""
        query = self.query
        own = [each for each in eligible if not self._another.holds(each)]
        if not self._stands_in(own[:1], eligible[0]) or _is_level_for_change(query, own[0]):
            return self._nearest(eligible[0])
        sure = own_first([each for each in own if self.verdict.allows(each)], query)
        if sure and NATION in query.scope.places and is_of_part(sure[0], query):
            return _nearest_figure(query, sure[0])
        unsure = [each for each in own if not self.verdict.allows(each)]
        return self._figure(_results_first(query, [*sure, *unsure], self.verdict))

    def _between(self) -> Draft | None:
        """Return what decides 城镇收入比农村涨得快吗, None where no two things are set in it."""
        if self.query.asked.form is not Form.YES_NO or self.query.compares:
            return None
        weighed = self.verdict.weigh(self._eligible, self.query)
        own = [each for each in weighed if not self._another.holds(each)]
        moved = decide_direction(self.query, own)
        return moved or combine(self.query, weighed, self.verdict)

    def _of_two(self) -> Draft | None:
        """Return two things of one report side by side, where it is asked which is more.

        Each is a counterpart of the other: what is of one is about the question all the same.
        """
        query, may = self.query, self.may
        if query.comparison.operation is not Operation.DIFFERENCE or query.compares:
            return None
        own = [each for each in self.candidates if may.is_eligible(each) and may.is_fitting(each)]
        return combine(query, self.verdict.weigh(own, query), self.verdict)

    def _spanning(self, fitting: Sequence[Candidate]) -> list[Candidate]:
        """Return the sure figures of several years, where several are asked about as one.

        What a single year had of the same thing is no rival of theirs.
        """
        spanning = self.may.of_span(fitting, self.context)
        if not spanning:
            return []
        rivals = [
            each for each in self._eligible
            if each.claim is spanning[0].claim or not are_of_one(spanning[0], each)
        ]  # fmt: skip
        first = self.verdict.weigh(rivals, self.query)
        best = [
            each for each in first if each.claim is spanning[0].claim and self.verdict.allows(each)
        ]
        return [*best, *spanning[1:]] if best else []

    def _ruled(self, eligible: Sequence[Candidate]) -> Draft | None:
        """Answer with a rule, or with the figure of a paragraph that says all that is asked.

        What the verdict is sure of is only set right where the rule's other case is asked for.
        """
        query = self.query
        if query.asked.calculation or not eligible:
            return None
        sure = eligible[0] if self.verdict.is_certain(eligible[0]) else None
        said = [each for each in eligible if self._says_all(each)]
        if sure and not self._stated.holds(sure):
            by_case = answer_by_case(query, sure, self.context, is_whole=False)
            # 随机摇出4套 says nothing of 推出, and 总套数327套 stands behind it.
            counts = query.asked.unit_class == "count" and len(said) == 1
            return by_case or (answer_in_sentence(query, said[0]) if counts else None)
        whole = sure or (None if differ(said) else next(iter(said), None))
        if query.asked.several and self.verdict.allows(eligible[0]):
            whole = whole or eligible[0]
        if whole is None:
            return None
        by_case = answer_by_case(query, whole, self.context, is_whole=True)
        if by_case or sure or not self._stated.holds(whole):
            return by_case
        return answer_in_sentence(query, whole) or self._figure([whole])

    def _says_all(self, candidate: Candidate) -> bool:
        is_plan = candidate.dated.is_target and not self.query.asked.target
        is_own = not is_plan and not self._another.is_plainly(candidate)
        return is_own and self._stated.holds(candidate) and not self._is_beside(candidate)

    def _is_beside(self, candidate: Candidate) -> bool:
        """Tell whether the paragraph says what is asked of a figure that may not answer."""
        return any(
            each.named - candidate.named > _NAMES_MORE and not self.may.is_eligible(each)
            for each in self.candidates
            if each.hit is candidate.hit and each.claim.figure
        )

    def _figure(self, eligible: Sequence[Candidate]) -> Draft:
        query, verdict, descriptions = self.query, self.verdict, self.may.descriptions
        apart = tell_apart(query, eligible, verdict, descriptions=descriptions)
        if apart:
            return apart
        of = whose(query, eligible[0], descriptions=descriptions)
        chosen = [eligible[0], *_companions(query, eligible[0], self.candidates)]
        is_sure = verdict.is_certain(eligible[0]) or self._stated.holds(eligible[0])
        return _number(query, chosen, is_sure=is_sure, of=of)

    def _nearest(self, candidate: Candidate) -> Draft:
        """Show a figure as the nearest there is, unless it is plainly of something else."""
        if counts_in_other_unit(self.query, candidate) or self._another.is_unlike(candidate):
            return self._not_found()
        return _nearest_figure(self.query, candidate)

    def _stands_in(self, own: Sequence[Candidate], best: Candidate) -> bool:
        """Tell whether the best claim of the asked thing answers, though one of another is best.

        Then it must name what the question is likely about: it may be of a third thing.
        """
        if not own or not self.verdict.allows(own[0]):
            return False
        return own[0] is best or own[0].indicator >= _NAMED

    @property
    def _wants_words(self) -> bool:
        """Whether names or days are asked for, though several years stand in the question."""
        asked, comparison = self.query.asked, self.query.comparison
        is_computed = comparison.operation is not Operation.NONE or comparison.change
        is_compared = comparison.is_open or is_computed or comparison.order is not Order.NONE
        return asked.form in (Form.LIST, Form.DATE) and not is_compared

    @cached_property
    def _another(self) -> Another:
        return Another(self.query)

    @cached_property
    def _stated(self) -> Stated:
        return Stated(self.query)

    @cached_property
    def _about(self) -> list[Candidate]:
        kept = {hit.passage.id for hit in self.hits}
        return [
            each for each in self.candidates
            if each.hit.passage.id in kept and self.may.is_about(each)
        ]  # fmt: skip

    @cached_property
    def _eligible(self) -> list[Candidate]:
        return [each for each in self._about if self.may.is_eligible(each)]

    def _in_prose(self, *, is_local: bool = False) -> Draft | None:
        placed = [each for each in self._about if self.may.is_placed(each)]
        return answer_in_prose(
            self.query,
            _local(placed, self.query, self.may.descriptions) if is_local else placed,
            self.verdict,
            eligible=self._eligible,
            rarity=self.rarity,
            context=self.context,
        )

    def _in_cells(self) -> Draft | None:
        selection = self.may.selection
        return answer_in_cells(
            self.query,
            self.hits,
            descriptions=self.may.descriptions,
            is_placed=lambda hit: names_required(
                selection, "\n".join((hit.text, *hit.passage.section))
            ),
        )

    def _compared(self) -> Draft | None:
        return compare(
            self.query,
            [
                each
                for each in self.candidates
                if self.may.is_fitting(each)
                and not self.may.is_of_counterpart(each)
                and not is_of_part(each, self.query)
                and not _is_mute(each)
                and not self._another.holds(each)
            ],
            self.verdict,
            descriptions=self.may.descriptions,
            context=self.context,
        )

    def _not_found(self) -> Draft:
        within = nearest_within(self.query, self.candidates, self.may)
        return within or not_found(self.query, self.may, self.candidates)


def _local(
    candidates: Sequence[Candidate], query: Query, descriptions: Mapping[str, Description]
) -> list[Candidate]:
    """Return the candidates of the places that are set against the nation: 江西是全国唯一…吗."""
    if set(query.scope.places) <= {NATION}:
        return [*candidates]
    return [
        each for each in candidates
        if descriptions[each.hit.passage.document_id].place not in ("", NATION)
    ]  # fmt: skip


def _results_first(
    query: Query, eligible: Sequence[Candidate], verdict: Verdict
) -> Sequence[Candidate]:
    """Put the best result first, when one answers and no target was asked for: 粮食产量是多少."""
    if query.asked.target:
        return eligible
    results = verdict.sure([each for each in eligible if not each.dated.is_target], query)
    if not results or results[0].score < eligible[0].score * _AS_NEAR:
        return eligible
    if eligible[0].named - results[0].named > _NAMES_LESS:
        return eligible  # 新开工660万套 is no result of 各类棚户区470万套以上
    return [results[0], *(each for each in eligible if each.claim is not results[0].claim)]


def _with_guesses(selection: Selection, query: Query, hits: Sequence[Hit]) -> Selection:
    """Require also what looks like a place, when a report uses it or the question opens with it."""
    used = (
        guess for guess in query.scope.guessed
        if query.text.startswith(guess) or any(guess in hit.text for hit in hits)
    )  # fmt: skip
    return replace(selection, required_places=(*selection.required_places, *used))


def _number(query: Query, candidates: Sequence[Candidate], *, is_sure: bool, of: str) -> Draft:
    """State the figures of claims of a sentence, of which the first answers the question.

    A target is stated as such, and what is not certain as the nearest. `of` is the place to name,
    "" when none need be.
    """
    best = candidates[0]
    chosen = sorted(candidates, key=lambda each: each.claim.start)
    statement = state_all(chosen)
    is_only_target = best.dated.is_target and not query.asked.target
    if is_only_target:
        statement = render("only_target", query.language, statement=statement)
    is_near = not is_only_target and not is_sure
    if is_near:
        statement = render("nearest", query.language, statement=statement)
    say = stated_in_chinese if query.language == "zh" else stated_in_english
    lead = "" if is_near else "; ".join(filter(None, (say(query, each) for each in chosen)))
    stop = "。" if query.language == "zh" else ""
    text = f"{lead} {marker(1)} — " if lead else ""
    text += f"{statement}{'' if stop else ' '}{marker(1)}{stop}"
    if of:
        text = f"{of}{'：' if stop else ': '}{text}"
    draft = answered(text, best, [each.claim for each in chosen])
    is_partial = is_near or (is_only_target and not query.is_ahead)
    return replace(draft, outcome=Outcome.PARTIAL) if is_partial else draft


def _is_mute(candidate: Candidate) -> bool:
    """Tell whether a claim holds no word of the question and names nothing it is likely about."""
    if max(candidate.coverage, candidate.indicator) < _SAYS:
        return True
    return candidate.features["missed"] >= _ALL and candidate.indicator < _NAMED


def _is_level_for_change(query: Query, candidate: Candidate) -> bool:
    """Tell whether a figure says how much there is where by how much it changed is asked for."""
    if not _THAN_BEFORE.search(query.text):
        return False
    return not is_flow(candidate.claim) and not is_growth(candidate.claim)


def _nearest_figure(query: Query, candidate: Candidate) -> Draft:
    """Show the figure that comes nearest, which is of something else."""
    statement = render("nearest", query.language, statement=state_all([candidate]))
    stop = f"{marker(1)}。" if query.language == "zh" else f" {marker(1)}"
    draft = answered(statement + stop, candidate, [candidate.claim])
    return replace(draft, outcome=Outcome.PARTIAL)


def _companions(query: Query, best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the other claims of the same sentence that the question asks for as well."""
    same = [
        each for each in candidates
        if each.hit is best.hit and each.claim.sentence == best.claim.sentence
        and each.claim is not best.claim
    ]  # fmt: skip
    if query.asked.several and best.claim.group:
        return [each for each in same if each.claim.group == best.claim.group]
    if query.asked.several:
        return [
            each for each in same
            if best.score - each.score < _AS_GOOD or _is_also_named(query, best, each)
        ]  # fmt: skip
    if query.asked.quantities == 1 and is_growth(best.claim) and not query.asked.growth:
        return _level_after(best, same)
    return _run(best, same, query.asked.quantities)


def _level_after(best: Candidate, same: Sequence[Candidate]) -> list[Candidate]:
    """Return what a growth that nobody asked for leads to: 收入增长7%，达到14.6亿元."""
    after = (each for each in same if each.claim.start >= best.claim.end)
    following = min(after, key=lambda each: each.claim.start, default=None)
    if following is None or not following.claim.is_elliptic or is_growth(following.claim):
        return []
    return [following] if following.claim.label.startswith("达") else []


def _run(best: Candidate, same: Sequence[Candidate], length: int) -> list[Candidate]:
    """Return those of a sentence that make up, with the best, as many figures of one thing.

    They begin with the one that the best goes on from: 支出达9.7亿元，占全部支出的50.2%.
    """
    ordered = sorted([best, *same], key=lambda each: each.claim.start)
    last = first = ordered.index(best)
    while first and _goes_on(ordered[first].claim) and last - first + 1 < length:
        first -= 1
    return [each for each in ordered[first : first + length] if each is not best]


def _goes_on(claim: Claim) -> bool:
    """Tell whether a claim is of the thing before it: 同比增长5%, 占全部支出的50.2%."""
    return claim.is_elliptic or claim.label.startswith("占")


def _is_also_named(query: Query, best: Candidate, other: Candidate) -> bool:
    """Tell whether a question names what another claim is of: 交通、能源投资各多少."""
    if other.claim.is_elliptic or other.claim.is_threshold:
        return False
    own = han_pairs(other.claim.label) - han_pairs(best.claim.label)
    return bool(own & han_pairs(query.text))
