"""Takes remarks on the form of an answer out of a question: 单位亿元, in units of 10,000 mu."""

import re

from ingest.units import UNITS

__all__ = ["without_remarks"]

_UNIT = rf"(?:万亿|亿|万|千|百)?(?:{'|'.join(map(re.escape, UNITS))})"
_CHINESE = re.compile(
    rf"(?:[,;。、?!\s(]+|(?<=多少))(?:(?:计量)?单位(?:是|为|用|按|:)?\s*(?P<unit>{_UNIT})"
    rf"|(?:请)?[以按用](?P<counted>{_UNIT})(?:为单位|计算?|表示|回答))\s*[)]?(?=[\s?。,]|$)"
)
_OPEN_QUANTITY = re.compile(rf"多少(?!{_UNIT}|钱)")
_ENGLISH = re.compile(
    r"[\s,]*\(?\b(?:in (?:units?|multiples) of|units?(?: is| are|:)|(?:expressed|measured) in)\s"
    r"(?:[\d,]+ )?(?:(?:ten |hundred )?(?:thousand|million|billion) )?(?P<unit>[a-z]+)\)?"
)
# 给我查一下 and the like address the product.
_ADDRESS = re.compile(
    r"^(?:(?:你好|您好|请问|麻烦[你您]?|劳驾|请教|请|能不能|能否|可不可以|可以|告诉我|帮忙|[帮给替]我"
    r"|我?[想要](?:问|知道|了解|查)|查查|看看|[查找看问算说讲](?=一下)|一下"
    r"|(?:could|can|would) you|please|tell me|do you know)[,:\s]*)+",
    re.IGNORECASE,
)


def without_remarks(folded: str) -> str:
    """Return a folded question without its address, the unit it wants where it asks how much."""
    text = _ADDRESS.sub("", folded.strip())
    found = _CHINESE.search(text)
    if found:
        unit = found["unit"] or found["counted"]
        text = f"{text[: found.start()]}{text[found.end() :]}"
        asked = _OPEN_QUANTITY.sub(f"多少{unit}", text, count=1)
        text = asked if "多少" in text else f"{text.rstrip(' ?')}多少{unit}?"
    return _ENGLISH.sub(lambda remark: f" in {remark['unit']}", text)
