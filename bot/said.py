"""Tells which stretches of a question a text says, by pairs of characters and words; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.glossary import glossary, stems
from bot.query import Query, Term
from vectorstore.terms import compact, simplify

__all__ = ["Said", "Text", "said"]

# What a question asks, and what people say of tables: no cell holds it.
_ASKS = re.compile(
    r"最[高多大低少小快慢强贵]的?(?!支付|限|生活|工资|学历|年限)|排(?:名)?在?第?几[位名]?|第几[位名]?|名列"
    r"|前[一二两三四五六七八九十\d]{1,2}[名个位项]?(?!季|月|年)|各[省市区县项个]+|百分之几"
    r"|(?:多少|几)(?:个百分点|[万亿])?(?:[个项种类条家档款级位名行天元人户笔](?!百分))?|哪[一些几个]*"
    r"|一共|总共|合计|共计|总计|总和|之和|加起来|相差|差距|差|[多高低少大小快慢](?=多少|几)|(?<![同环])比(?!例|重|率)"
    r"|请问|请|告诉我|告诉|查一下|查|列出|给出|想知道|知道|一下|分别|包括|包含|都|有|是不是|是否|是|的|在|中|里"
    r"|表[里中]?|附表|附件|那?一?栏|列|各项|所有|全部|整行|详细|具体|数据|情况|数值"
    r"|什么|谁|吗|呢|嘛|要求|需要|需|要"
    r"|和|与|以及|那|这|末|底|按|超过|不到|低于|高于|达到|以上|以下|哪里|达标|当年|当时"
    r"|职位|岗位|方面|份|年|[，。？?！!、：:；;“”\"'（()）《》]"
)
_ENGLISH_ASKS = frozenset(
    "what which who how many much is are was were do does did the a an of in on at for to"
    " from by with and or has have had there listed list all details detail give show me"
    " highest lowest most least largest smallest biggest maximum minimum top total sum rank"
    " row table report year half same period exceed exceeded more less than higher lower"
    " between difference its it that this one two three four five six across each altogether"
    " please tell about number they them those million millions value values column".split()
)
_TOKEN = re.compile(r"\d{1,2}月|[a-z][a-z0-9.&+\-]*|\d+(?:[.,]\d+)*[a-z]*|[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A word with a digit that names one thing: sku-9999, 700330101001.
_NAMES = re.compile(r"(?=.*\d)(?:[a-z][a-z0-9.\-]{2,}|\d{5,})$")


@dataclass(frozen=True)
class Text:
    """A text to compare with a question, folded once."""

    whole: str

    @cached_property
    def folded(self) -> str:
        """In one script and case."""
        return simplify(self.whole)

    @cached_property
    def close(self) -> str:
        """Without spaces."""
        return compact(self.folded)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its English words without endings."""
        return frozenset(stems(self.folded)) if _LATIN.search(self.folded) else frozenset()


@dataclass(frozen=True)
class Said:
    """What a question says, without what it asks."""

    text: str
    """Folded, what asks blanked."""
    terms: tuple[Term, ...]

    @cached_property
    def tokens(self) -> tuple[tuple[int, str], ...]:
        """Its runs of Chinese and its words, each with where it starts; no years, no lone signs."""
        found = ((each.start(), each[0]) for each in _TOKEN.finditer(self.text))
        return tuple((start, word) for start, word in found if _says(word))

    @cached_property
    def places(self) -> frozenset[int]:
        """Where it says anything."""
        return frozenset(i for start, word in self.tokens for i in range(start, start + len(word)))

    @property
    def names(self) -> tuple[str, ...]:
        """Codes and numbers that name one thing."""
        return tuple(word for _, word in self.tokens if _NAMES.match(word))

    def told(self, text: Text) -> frozenset[int]:
        """Return where it says what a text says."""
        found = {i for start, word in self.tokens for i in _told(word, start, text)}
        for start, end, names in self._others:
            if any(_holds(text, each) for each in names):
                found.update(range(start, end))
        return frozenset(found) & self.places

    def share(self, name: str) -> float:
        """Return how much of a name it says in one stretch, in [0, 1]."""
        folded = simplify(name)
        if not _HAN.search(folded):
            return self._share_of_words(folded)
        close = compact(_ASKS.sub(" ", folded)) or compact(folded)
        sizes = (size for size in range(len(close), 1, -1) if self._has_stretch(close, size))
        return next(sizes, 0) / len(close) if close else 0.0

    def _has_stretch(self, name: str, size: int) -> bool:
        stretches = (name[i : i + size] for i in range(len(name) - size + 1))
        return any(each in self._whole for each in stretches)

    def _share_of_words(self, folded: str) -> float:
        words = stems(folded)
        return sum(each in self._stems for each in words) / len(words) if words else 0.0

    @cached_property
    def _whole(self) -> str:
        others = (compact(each) for *_, names in self._others for each in names)
        return "\n".join([compact(self.text), *others])

    @cached_property
    def _stems(self) -> frozenset[str]:
        others = (each for *_, names in self._others for each in names)
        return frozenset(stems("\n".join([self.text, *others])))

    @cached_property
    def _others(self) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
        """Other words for its terms, in either language, with where it says them."""
        return tuple(_worded(self.text, self.terms))


def said(query: Query) -> Said:
    """Return what a question says of its table, row and column."""
    folded = simplify(query.text)
    return Said(_ASKS.sub(lambda found: " " * len(found[0]), folded), query.terms)


def _says(word: str) -> bool:
    is_name = len(word) > 1 or word.isdigit()
    return is_name and not _YEAR.fullmatch(word) and word not in _ENGLISH_ASKS


def _told(word: str, start: int, text: Text) -> Iterator[int]:
    if _HAN.match(word):
        for i in range(len(word) - 1):
            if word[i : i + 2] in text.close:
                yield from (start + i, start + i + 1)
    elif _is_word_in(word, text):
        yield from range(start, start + len(word))


def _is_word_in(word: str, text: Text) -> bool:
    if word[0].isdigit() or _NAMES.match(word):
        own = compact(word)
        return own in text.close and bool(
            re.search(rf"(?<![\d.]){re.escape(own)}(?!\d)", text.close)
        )
    return _stems_of(word) <= text.stems


def _holds(text: Text, other: str) -> bool:
    if _HAN.search(other):
        return len(other) > 1 and other in text.close
    own = _stems_of(other)
    return bool(own) and own <= text.stems


@lru_cache(1_000)
def _stems_of(word: str) -> frozenset[str]:
    return frozenset(stems(word))


def _worded(text: str, terms: tuple[Term, ...]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for term in terms:
        start = text.find(term.text)
        english = glossary().english(term.text) if _HAN.search(term.text) else ""
        others = tuple(filter(None, (*term.alternatives[1:], simplify(english))))
        if start >= 0 and others:
            yield start, start + len(term.text), others
