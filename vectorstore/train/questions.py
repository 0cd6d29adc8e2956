"""Makes questions of a report's clauses by rule; knows no model.

Every rule draws from the random numbers that it is given, so that a seed fixes the outcome.
"""

import re
from collections.abc import Iterator, Mapping
from random import Random

import rjieba

from ingest.places import gazetteer, names_of
from ingest.types import Description, Figure, Kind
from vectorstore.train.reports import Sentence
from vectorstore.train.sources import HAN
from vectorstore.train.thesaurus import Found, Thesaurus

__all__ = [
    "ENGLISH_HEADS",
    "about",
    "clauses",
    "english_about",
    "figure_questions",
    "headed",
    "lay_about",
    "reworded",
    "with_synonyms",
]

_NUMBER = r"\d[\d,，.]*"
_UNIT = (
    r"(?:%|％|个百分点|万亿元|亿元|万元|元|万亩|亩|万吨|吨|公里|平方米|平方公里|万人次|万人|人次|人|万户|户|个|家|项|件|座"
    r"|台|条|所|处|万套|套|万千瓦|千瓦|亿立方米|立方米|倍|天|岁|列|万辆|辆|亿斤|斤|名|位)?"
)
_QUANTITY = re.compile(f"({_NUMBER})({_UNIT})")
_VERBS = (
    "达到|达|增长|下降|提高到|提高|完成|实现|为|突破|超过|新增|建成|降至|升至|增加|减少|占|约|累计|共|总量|上升|下调|上调"
    "|净增|新建|改造"
)
_BEFORE_NUMBER = re.compile(f"(?:{_VERBS})?(?:左右|以上)?{_NUMBER}")
_LAST_VERBS = re.compile(f"(?:{_VERBS})+$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE_END = re.compile("[，,；;]")
_MIN_SUBJECT = 4
_MIN_CLAUSE = 5
_SUBJECT_FORMS = (
    "{}是多少",
    "{}多少",
    "请问{}是多少？",
    "{}有多少",
    "{}是多少呢",
    "{}情况怎么样",
    "{}",
)
_TITLE_FORMS = (
    "根据{}，",
    "{}中，",
    "{}说，",
    "{}提出的",
    "{}里",
    "{}提到的",
    "按照{}，",
    "在{}中，",
)
_TIMES = ("2024年", "2025年", "今年", "去年", "上半年", "预计", "全省", "我市", "截至目前")
_POLITE = ("请问", "我想知道", "帮我查一下", "告诉我", "麻烦问下")
_MAX_TITLE = 30
ENGLISH_HEADS = (
    "What is ",
    "What was ",
    "How much ",
    "How many ",
    "According to the report, ",
    "What does the report say about ",
    "By how much did ",
    "In the government work report, what is ",
    "What is the target for ",
)
_ENGLISH_FORMS = (
    "How many {}?",
    "How much {}?",
    "What is the {}?",
    "What was the {} in 2024?",
    "How many {} were there?",
    "What is the target for {} in 2025?",
    "By how much did {} grow?",
    "How high was {}?",
    "What does the report say about {}?",
    "{}",
)
_TARGET_FORMS = (
    "{}目标是多少",
    "{}的目标是多少？",
    "{}目标",
    "{}的预期目标是多少",
    "计划{}多少",
    "{}要达到多少",
    "{}定的目标是多少",
    "{}的目标是什么",
)
_GROWTH_FORMS = (
    "{}增长多少",
    "{}增速是多少",
    "{}增长率",
    "{}比上年增长了多少？",
    "{}涨了多少",
    "{}增幅有多大",
    "{}同比变化多少",
)
_LEVEL_FORMS = (
    "{}是多少",
    "{}有多少？",
    "{}达到多少",
    "{}多少",
    "{}是多少，增长多少？",
    "{}",
    "{}实际完成多少",
    "{}一共是多少",
)
_COMPARISONS = ("分别是多少，相差多少？", "各是多少", "哪个多，多多少？", "分别是多少？谁更高", "")
_TARGET_MARKS = re.compile("目标|力争|确保|计划|预期|拟|左右")
_GROWTH_WORDS = re.compile(
    f"(?:{_VERBS}|不|同比|比上年|比去年|较上年|年均|分别|达到|了|的|以上|左右)+$"
)
_PLACES = "浙江 江苏 山东 河北 广东 四川 甘肃 云南 湖南 上海 北京 重庆 陕西 辽宁".split()
_LIST_MARK = re.compile("^[、，,和与及]")
_ENGLISH_REPORTS = (
    "According to {place}'s {year} government work report, ",
    "According to the {year} government work report of {place}, ",
    "In {place} in {year}, ",
    "In the {year} report of {place}, ",
    "{place}: ",
)
_LAY_FORMS = ("{}？", "{}", "{}是多少", "{}多少", "请问{}", "我想问问{}", "咱们这儿{}", "{}有多少")


def clauses(sentence: str) -> list[str]:
    """Return the parts of a sentence between its commas that say something."""
    parts = (part.strip() for part in _CLAUSE_END.split(sentence.rstrip("。；")))
    return [part for part in parts if len(HAN.findall(part)) >= _MIN_CLAUSE]


def about(clause: str, random: Random) -> list[str]:
    """Return questions for a clause's figures: the clause with 多少, and its subject alone."""
    if not _QUANTITY.search(clause):
        return []
    found = [_QUANTITY.sub(_asked, clause) + random.choice(("？", "?", "", "吗"))]
    subject = _LAST_VERBS.sub("", _BEFORE_NUMBER.split(clause, maxsplit=1)[0])
    if len(HAN.findall(subject)) >= _MIN_SUBJECT:
        found.append(random.choice(_SUBJECT_FORMS).format(subject))
    return found


def figure_questions(
    sentence: Sentence, description: Description, thesaurus: Thesaurus, random: Random
) -> Iterator[str]:
    """Yield questions for a sentence's figures by what each states: target, growth or level."""
    subject = ""
    is_target = bool(_TARGET_MARKS.search(sentence.text))
    for figure in sentence.figures:
        found = _subject(figure)
        subject = found if len(HAN.findall(found)) >= 2 else subject
        if not subject:
            continue
        asked = subject
        if random.random() < 0.4:
            asked = reworded(subject, thesaurus, random) or subject
        forms: tuple[str, ...] = _LEVEL_FORMS
        if figure.kind is Kind.GROWTH:
            forms = _GROWTH_FORMS
        if is_target and random.random() < 0.6:
            forms = _TARGET_FORMS
        question = random.choice(forms).format(asked)
        yield _reported(question, description, is_target=is_target, random=random)


def _subject(figure: Figure) -> str:
    """Return what a figure counts, without the verb before it."""
    text = _GROWTH_WORDS.sub("", _QUANTITY.sub("", figure.indicator))
    return _LIST_MARK.sub("", text.rpartition("、")[2])


def _reported(question: str, description: Description, *, is_target: bool, random: Random) -> str:
    """Return a question with its report, place and year before it, each by chance."""
    year = _YEAR.search(description.period)
    place = random.choice(names_of(description.place)) if description.place else ""
    when = ""
    if year and random.random() < 0.7:
        when = f"{int(year[0]) - (not is_target)}年"
    where = place if random.random() < 0.6 and place != "全国" else ""
    draw = random.random()
    if draw < 0.35:
        return question if random.random() < 0.5 else where + when + question
    if draw < 0.45:
        other = random.choice(_PLACES)
        question = question.rstrip("？") + random.choice(_COMPARISONS)
        return f"{when or (year and year[0] + '年') or ''}{place}和{other}{question}"
    title = random.choice(_TITLE_FORMS).format(_title(description, random))
    return title + where + when + question


def headed(question: str, description: Description, random: Random) -> str:
    """Return a question with what people put before it: the report, a time, or politeness."""
    draw = random.random()
    if draw < 0.55:
        title = _title(description, random)
        return random.choice(_TITLE_FORMS).format(title) + question
    timed = random.choice(_TIMES) + question
    return timed if draw < 0.8 else random.choice(_POLITE) + timed


def reworded(clause: str, thesaurus: Thesaurus, random: Random) -> str | None:
    """Return a clause with its official names replaced by others, None where it has none."""
    parts: list[str] = []
    position = 0
    for found in thesaurus.find(clause):
        others = [w for w in found.term.chinese if w != clause[found.start : found.end]]
        if others and random.random() < 0.7:
            parts += [clause[position : found.start], random.choice(others)]
            position = found.end
    return "".join([*parts, clause[position:]]) if parts else None


def with_synonyms(
    clause: str, synonyms: Mapping[str, tuple[str, ...]], random: Random
) -> str | None:
    """Return a clause with some words replaced by synonyms, None where none was."""
    words = rjieba.cut(clause, False)
    changed = [
        random.choice(synonyms[word]) if word in synonyms and random.random() < 0.35 else word
        for word in words
    ]
    return "".join(changed) if changed != words else None


def lay_about(clause: str, thesaurus: Thesaurus, random: Random) -> Iterator[str]:
    """Yield questions about a clause's indicators in the words of daily life."""
    for found in _counted(clause, thesaurus):
        if found.term.lay:
            yield random.choice(_LAY_FORMS).format(random.choice(found.term.lay))


def english_about(
    clause: str, description: Description, thesaurus: Thesaurus, random: Random
) -> Iterator[str]:
    """Yield English questions about a clause's indicators, some of them with place and year."""
    for found in _counted(clause, thesaurus):
        if found.term.english:
            name = random.choice(found.term.english)
            question = random.choice(_ENGLISH_FORMS).format(name)
            yield _english_head(description, random) + question


def _english_head(description: Description, random: Random) -> str:
    year = _YEAR.search(description.period)
    place = gazetteer().get(description.place)
    if random.random() < 0.5 or not (year and place and place.english):
        return ""
    return random.choice(_ENGLISH_REPORTS).format(place=place.english[0], year=year[0])


def _counted(clause: str, thesaurus: Thesaurus) -> Iterator[Found]:
    return (found for found in thesaurus.find(clause) if found.term.is_counted)


def _asked(found: re.Match[str]) -> str:
    if _YEAR.fullmatch(found[1]):
        return found[0]
    return "多少" + found[2].replace("%", "").replace("％", "")


def _title(description: Description, random: Random) -> str:
    """Return the report's title, that of a State Council report in one of its usual forms."""
    title = description.title
    if description.place == "全国" and "政府工作报告" in title:
        form = random.choice(("{}政府工作报告", "{}国务院政府工作报告", "{}全国政府工作报告"))
        title = form.format(description.period)
    return title[:_MAX_TITLE]
