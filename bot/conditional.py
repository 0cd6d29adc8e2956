"""Tells a figure that only says in which case something holds: 房源不足3套时; pure."""

import re

from bot.claims import Claim

__all__ = ["is_case"]

_BOUND = r"(?:不足|不满|未满|少于|低于|不到|未达到?|超过|高于|达到?|满)\s?$"
_BEFORE = re.compile(_BOUND)
_ENDS = re.compile(r"(?:时|之时|的|后|的情况下?|情形下?)\s*$")
# Who asks what must be met is answered by the case itself.
_ASKS_CASE = re.compile(
    r"才|可以|能|够|条件|要求|门槛|起付|起点|资格|标准|[限需要满]|超过|不[足满到]|低于|高于|至少|最[低少高多]|以[上下内]"
    r"|几岁|多大"
)


def is_case(question: str, text: str, claim: Claim) -> bool:
    """Tell whether a claim of a text only names the case in which another holds.

    可分配房源不足3套时 says not how many there are. Of a question on the case nothing is told.
    """
    if claim.figure is None or _ASKS_CASE.search(question):
        return False
    start, end = claim.clause
    clause = text[start:end]
    figure = clause.find(claim.figure.text)
    return figure > 0 and bool(_BEFORE.search(clause[:figure]) and _ENDS.search(clause))
