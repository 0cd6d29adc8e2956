"""Reads a turn that corrects what was asked, or says of whom it is asked; pure.

不是目标，我要实际完成数 corrects; 我不是独生子女，有两个弟弟 says of whom.
"""

import re
from dataclasses import dataclass

__all__ = ["Correction", "plainly", "read_condition", "read_correction", "without_apology"]

_APOLOGY = re.compile(
    r"^(?:(?:不对|不是的?|[你您]?[说打问搞弄写看理解]*错了|更正(?:一?下)?|纠正(?:一?下)?|不好意思|抱歉|对不起"
    r"|[你您]没(?:听|看|搞)?懂|不|哦|嗯|好的?|ok)(?:[，,。！!\s]+|(?<=错了)))+"
)
_WANT = r"(?:我|而)?(?:想|是)?(?:要)?(?:问|说|指|要|知道|看)(?:的|一?下)?(?:是)?"
_DENY = r"(?:不是|不要|并非|不问|没问|没说)(?:问|说|要|指)?"
_CORRECTIONS = (
    re.compile(
        rf"(?:我(?:问|说|要|指)的)?{_DENY}(?P<old>[^，,。；;（）()]{{1,12}}?)(?:的)?[，,；;。\s]+"
        rf"(?:{_WANT}|而?(?:应该)?是)(?P<new>[^，,。？?]{{1,20}})"
    ),
    re.compile(
        rf"(?:我(?:问|说|要|指)的)?{_DENY}(?P<old>[^，,。；;（）()]{{1,12}}?)(?:而|我)(?:{_WANT}|是)"
        r"(?P<new>[^，,。？?]{1,20})"
    ),
    re.compile(
        r"(?:我(?:问|说|要|指)的)?不是(?:问|说|要|指)?(?P<old>[^，,。；;（）()]{1,12}?)是(?P<new>[^，,。？?]{1,20})"
    ),
    re.compile(
        rf"^(?:{_WANT}|应该是|是)(?P<new>[^，,。？?]{{1,20}}?)[，,；;。\s]+(?:而)?(?:不是|不要|并非)"
        r"(?P<old>[^，,。；;？?]{1,12})[?？。！!\s]*$"
    ),
)
# 实际完成数 asks how much was done.
_RESULT = re.compile(
    r"(?:实际|真正|真实|最终)上?的?(?:完成|达到|实现|落实)?了?的?"
    r"(?:数[字据额]?|值|结果|情况|量)(?=的?[呢吧啊]?[?？。！!\s]*$)"
    r"|实际上?(?:完成|达到|实现|落实)了?的?(?=[呢吧啊]?[?？。！!\s]*$)"
)
_DONE = re.compile(
    r"^(?:完成|达到|实现|落实)了?的?(?:数[字据额]?|值|结果)(?=[呢吧啊]?[?？。！!\s]*$)"
)
_PERSON = (
    r"(?:[我咱他她它您你](?:们)?(?:[自本]己|家里?)?的?(?:爸爸?|妈妈?|父亲|母亲|父母|爷爷|奶奶|外公|外婆|姥姥|姥爷"
    r"|老公|老婆|爱人|丈夫|妻子|孩子|儿子|女儿|哥哥?|姐姐?|弟弟?|妹妹?|老人|家人)?|本人|自己"
    r"|老人|老伴|孩子|小孩|儿子|女儿|父母|爸妈|家里(?:老人|孩子)?)"
)
# 我妈今年58 is of an age and no year.
_AGE = re.compile(
    rf"(?P<who>{_PERSON}|岁数|年纪|年龄)(?:今年|现在|目前|已经|马上|快|刚刚?|都|才|满|就|是)*"
    r"(?P<age>[1-9]\d|1[01]\d|[1-9])(?:周?岁)?(?:了)?(?=[，,。？?！!；;\s]|能|可|$)"
)
_WHETHER = re.compile(r"(?<=[\u4e00-\u9fff])不\s*(?=[?？。]*$)")
_QUERIED = re.compile(r"(?<![什怎那这多要])么\s*(?=[?？。]*$)")
_NOT_YET = re.compile(r"(?<=了)没\s*(?=[?？。]*$)")
_MAY = re.compile(r"能|可以|会|符合|享受|算")
_IS_PERSON = re.compile(rf"^{_PERSON}(?:是|不是|并非|没有|没|有|属于|不属于|\d)")
_IS = re.compile(rf"^{_PERSON}(?P<not>不是|不属于|并非|不算|没有|没)?(?:是|属于)?")
_OPEN = re.compile(
    r"多少|几(?!个)|什么|哪|谁|吗|呢|怎么|如何|是否|多[大高长久]|[能可]不[能可]|[?？]|能|可以|要不要"
)
_CLAUSE = re.compile(r"[，,。；;]\s*")
_NOT = "非"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a turn puts in place of what was asked."""

    old: str
    new: str


def without_apology(turn: str) -> str:
    """Return a turn without what only says that the question or answer was wrong: 说错了."""
    return _APOLOGY.sub("", turn.strip()) or turn.strip()


def read_correction(turn: str) -> Correction | None:
    """Return what a turn denies and says instead, None when it does not."""
    for pattern in _CORRECTIONS:
        found = pattern.search(turn)
        if found and not _OPEN.search(found["old"]):
            return Correction(found["old"].strip(), found["new"].strip())
    return None


def plainly(turn: str) -> str:
    """Return a turn with what it says in passing written out: 58 as an age, 能享受不 as 吗."""
    text = _AGE.sub(lambda found: f"{found['who']}{found['age']}岁", turn)
    text = _RESULT.sub("实际完成多少", text)
    text = _DONE.sub("完成多少", text)
    text = _QUERIED.sub("吗", text)
    text = _NOT_YET.sub("没有", text)
    return _WHETHER.sub("吗", text) if _MAY.search(text) else text


def read_condition(turn: str) -> tuple[str, str]:
    """Return of whom a turn asks, in the words of rules, and what else it says; "" for nothing.

    我不是独生子女，有两个弟弟 gives 非独生子女，有两个弟弟 and nothing.
    """
    said: list[str] = []
    rest: list[str] = []
    for clause in filter(None, (each.strip() for each in _CLAUSE.split(turn.strip(" 。！!")))):
        is_more = bool(said) and not rest and clause[:1] in "有没是不也还"
        if (_IS_PERSON.match(clause) or is_more) and not _OPEN.search(clause):
            said.append(clause)
        else:
            rest.append(clause)
    return "，".join(_in_rules(each) for each in said), "，".join(rest)


def _in_rules(clause: str) -> str:
    """Return 非独生子女 for 我不是独生子女; what someone has stays as it is said."""
    found = _IS.match(clause)
    if not found or found["not"] in ("没有", "没"):
        return clause
    words = clause[found.end() :]
    return f"{_NOT}{words}" if found["not"] else words
