"""A writer that lies in every way that can be made at random from the passages it is given."""

import random
import re
from collections.abc import Generator

from bot.writer import Message

__all__ = ["Liar"]

_PASSAGE = re.compile(r'<passage key="(\d+)"[^\n]*>\n(.*?)\n</passage>', re.DOTALL)
_SENTENCE = re.compile(r"[^。\n]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SWAPS = (
    ("万", "亿"), ("亿", "万"), ("%", "个百分点"), ("增长", "下降"), ("新增", "累计"),
    ("2023", "2022"), ("2024", "2023"), ("元", "美元"), ("个", "家"),
    ("将", "已"), ("全市", "邻市"), ("至", "和"),
)  # fmt: skip


class Liar:
    """Writes sentences of the passages, changed at random, under keys chosen at random."""

    name = "liar"
    context_tokens = 8192

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def stream(self, messages: tuple[Message, ...]) -> Generator[str, None, None]:
        passages = _PASSAGE.findall(messages[1].text)
        if not passages:
            yield self._reworded(messages[1].text)
            return
        for _ in range(self._random.randint(2, 8)):
            key, text = self._random.choice(passages)
            said = self._random.choice(_SENTENCE.findall(text))
            if self._random.random() < 0.3:  # another passage's key, or none that exists
                key = self._random.choice([*(each for each, _ in passages), "88"])
            sentence = self._lie(said.strip())
            yield from re.findall(r"(?s).{1,7}", f"{sentence}[{key}]。")

    def _lie(self, sentence: str) -> str:
        for _ in range(self._random.randint(0, 2)):
            sentence = self._random.choice((self._digit, self._swap, self._splice))(sentence)
        return sentence

    def _digit(self, sentence: str) -> str:
        """Change one digit of one number."""
        found = [*re.finditer(r"\d", sentence)]
        if not found:
            return sentence
        at = self._random.choice(found).start()
        return sentence[:at] + str(self._random.randint(0, 9)) + sentence[at + 1 :]

    def _swap(self, sentence: str) -> str:
        """Put one word for another: a unit, a direction, a year."""
        old, new = self._random.choice(_SWAPS)
        return sentence.replace(old, new, 1)

    def _splice(self, sentence: str) -> str:
        """Put one number of the sentence in another's place, or an invented one."""
        numbers = _NUMBER.findall(sentence) or ["7"]
        other = self._random.choice([*numbers, str(self._random.randint(1, 9999)), "三百二十一"])
        return sentence.replace(self._random.choice(numbers), other, 1)

    def _reworded(self, asked: str) -> str:
        return asked.splitlines()[-1] + self._random.choice(["", "999亿元", "2019年"])
