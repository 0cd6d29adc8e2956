"""Knows by its form what sort of thing a text holds: a person, an office, a cause; pure."""

import re

import rjieba

from bot.query import Asked, Want
from vectorstore.terms import compact

__all__ = ["DATE", "defines", "holds", "names_person", "thing_defined"]

_ENGLISH_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_YEAR_AFTER = r"(?:19|20)\d\d(?!\d)"
_HAN_DIGITS = "〇零一二三四五六七八九十"
DATE = re.compile(
    r"(?:19|20)\d\d\s?年\s?(?:\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号]|底|初|末|中旬|上旬|下旬)?|上半年"
    r"|下半年|[年]?[底末初]|第?[一二三四]季度)?"
    rf"|\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?[日号]|底|初|末|中旬|上旬|下旬)"
    rf"|[〇零一二三四五六七八九]{{4}}年(?:[{_HAN_DIGITS}]+月(?:[{_HAN_DIGITS}]+日)?)?"
    r"|次月\s?\d{1,2}日前?|\d{1,3}个?(?:工作)?日(?:内|以内)"
    r"|\d{1,2}\s?月(?!\d)|(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?"
    # Texts are looked at without their spaces too: 13july2011, openedin2012.
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\s?(?:of\s?)?)(?:{_ENGLISH_MONTH})(?![a-z])"
    rf"(?:,?\s?{_YEAR_AFTER})?"
    rf"|(?:{_ENGLISH_MONTH})"
    rf"(?:\s?\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s?{_YEAR_AFTER})?|,?\s?{_YEAR_AFTER})"
    # May and march alone do other things.
    rf"|(?<![a-z])(?!may|march)(?:{_ENGLISH_MONTH})(?![a-z])"
    r"|(?:in|since|by|from|of|until)\s?" + _YEAR_AFTER,
    re.IGNORECASE,
)
"""A date as reports write it, with or without its year."""

# The commonest family names, enough to tell a name that stands alone.
_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞"
    "章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘"
    "景薄单包司柏宁柯阮桂闵解强柴华车冉房边屠"
)
_OFFICE = (
    r"(?:省长|市长|区长|县长|州长|旗长|主席|总理|总书记|书记|主任|局长|厅长|部长|处长|院长|校长"
    r"|行长|会长|秘书长|组长"
    r"|理事长|董事长|联系人|负责人|发言人|法定代表人|科学家|教授|院士|同志)"
)
_NAME_TAG = "nr"
_MONTH = re.compile(rf"月|[-/.]\d{{1,2}}|{_ENGLISH_MONTH}", re.IGNORECASE)
_PATTERNS: dict[Want, re.Pattern[str]] = {
    Want.PERSON: re.compile(
        rf"{_OFFICE}[:,、\s]*[{_FAMILY}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])"
        rf"|{_OFFICE}:[{_FAMILY}][\u4e00-\u9fff]"
        rf"|{_OFFICE}[:]?[{_FAMILY}][\u4e00-\u9fff]{{1,2}}(?=作|代表|向|在|主持|宣读|出席|$)"
        rf"|(?:^|[;,、:\s])(?P<alone>[{_FAMILY}][\u4e00-\u9fff]{{1,2}})"
        r"(?=$|[;,、:\s]|作|获|荣获|任|同志|当选)"
        r"|\b(?:Mr|Ms|Mrs|Dr|premier|governor|minister|chair\w*|president)\b",
        re.IGNORECASE,
    ),
    Want.PLACE: re.compile(
        r"[省市县区旗镇乡村州盟街路港岛湖山河]|位于|地址|地点|设在|大厦|广场|中心|园|窗口|海关|站"
    ),
    Want.ORGANISATION: re.compile(
        r"部门|[部委局厅办院会所社]|政府|公司|集团|中心|单位|机构|机关|银行|企业|学校|大学|医院"
        r"|财政|日报|晚报|自筹|自行|本人|个人|双方|一方"
        r"|department|ministry|commission|bureau|bank|office|agency|council|committee|company"
    ),
    Want.NUMBER: re.compile(
        r"[〔\[【(](?:19|20)\d\d[〕\]】)]\s?第?\d+号|第[\d零一二三四五六七八九十百]+号"
    ),
    Want.PHONE: re.compile(
        r"(?<!\d)[48]00[-—]?\d{3}[-—]?\d{4}|(?<!\d)(?:0\d{2,3}[-—]?)?\d{7,8}(?!\d)"
        r"|(?<!\d)1\d{10}(?!\d)|(?<!\d)(?:0\d{2,3}[-—]?)?(?:1\d{4})(?![\d年月])"
    ),
    Want.ADDRESS: re.compile(r"https?:|www\.|@|\.(?:cn|com|org)", re.IGNORECASE),
    Want.ORDINAL: re.compile(r"第[\d一二三四五六七八九十百]+|首[个位届次批]|唯一"),
    Want.DATE: DATE,
    Want.REASON: re.compile(
        r"因|由于|为了|得益于|受益于|受.{1,20}(?:影响|拉动|带动|制约)|在.{1,12}(?:带动|拉动"
        r"|推动)下|带动|拉动|主要是|原因|缘于|源于|致使|导致"
        r"|旨在|^为|以便|as a result|because|due to|owing|driven|reason|in order to",
        re.IGNORECASE,
    ),
    Want.MEANING: re.compile(
        r"是指|指的是|系指|所称|简称|(?<=[,、(])(?:即|指)|是.{2,}的(?:总称|简称|统称|制度|活动|行为"
        r"|保险)|means|refers to|defined as",
        re.IGNORECASE,
    ),
    Want.TITLE: re.compile(r"[“《「\"](?P<name>[^”》」\"]+)[”》」\"]|奖|称号|命名|名为|叫做"),
    Want.MANNER: re.compile(
        r"应当?|可以?|按|通过|采取|凭|持|登录|向.{1,20}(?:申请|提出|办理)|申请|办理|实行|方式|程序"
        r"|以.{1,12}(?:方式|形式)"
    ),
}


# 本办法所称港澳青年，是指…: what is said of a thing, and the thing.
_DEFINITION = re.compile(r"(?P<thing>[^,;。:]{1,40}),?(?:是指|指的是|系指|指:|是:|即)")


_THING = re.compile(
    r"[“\"《](?P<quoted>[^”\"》]{2,20})[”\"》]|[什啥]么?[是叫]做?(?P<after>[^?，。,;的]{2,})"
    r"|(?P<before>[^，。,;、的里中“”\s]{2,14})的?(?:是[什啥]么?意思|是?指的?是?[什啥]|[怎咋如]\S?(?:界定|定义)|定义|含义)"
)
_LAST_CHARS = 4
# Robert Jay QC, M. D. Chen; of a sentence's first word nothing can be told.
_ENGLISH_NAME = re.compile(
    r"(?<=[a-z,;:] )[A-Z](?:[a-z'-]+|\.)(?: [A-Z](?:[a-z'-]+|\.))*(?: [A-Z][a-z'-]+)"
)


_NO_PERSON = re.compile(
    r"\b(?:Council|Congress|Court|Ministry|Republic|State|National|People|Committee|Party|House|Act"
    r"|New|North|South|East|West|Report|University|Bank|Office|Department|Commission)\b"
)


def thing_defined(question: str) -> str:
    """Return the end of the name whose meaning a question asks for, folded, "" when unclear."""
    found = _THING.search(question)
    if not found:
        return ""
    return compact(found["quoted"] or found["after"] or found["before"])[-_LAST_CHARS:]


def defines(text: str, name: str) -> bool:
    """Tell whether a text, compact, says what a thing is whose name ends in some characters."""
    things = (found["thing"].rstrip('”"》」)') for found in _DEFINITION.finditer(text))
    return any(thing.endswith(name) for thing in things)


def names_person(text: str, question: str) -> bool:
    """Tell whether an English text, as it stands, names somebody whom a question does not."""
    known = question.lower()
    return any(
        not _NO_PERSON.search(found[0])
        and not any(word.lower() in known for word in found[0].split())
        for found in _ENGLISH_NAME.finditer(text)
    )


def holds(asked: Asked, text: str) -> bool:
    """Tell whether a text, compact, holds the sort of thing a question asks for."""
    if asked.want is Want.DAY:
        return any(_MONTH.search(each[0]) for each in DATE.finditer(text))
    pattern = _PATTERNS.get(asked.want)
    if pattern is None:
        return True
    if asked.want is Want.PERSON:
        return any(_is_person(found) for found in pattern.finditer(text))
    return bool(pattern.search(text))


def _is_person(found: re.Match[str]) -> bool:
    """Tell a name that stands alone from a word that begins like one: 王新伟, 时间."""
    alone = found["alone"]
    return alone is None or rjieba.tag(alone, True)[0][1] == _NAME_TAG
