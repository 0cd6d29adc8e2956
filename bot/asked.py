"""Reads what kind of answer a question wants: a figure, a list, a date, yes or no, or words."""

import re

from bot.query import Asked, Form, Want
from ingest.units import ENGLISH_UNITS, UNIT_CLASS, UNITS

__all__ = ["NOUN_END", "QUANTITY", "read_asked"]

_UNITS = "|".join(map(re.escape, UNITS))
QUANTITY = re.compile(
    rf"百分之(?:多少|几)|(?:多少|(?<![那这好])几|哪几|哪两)(?P<scale>万亿|[十百千]万|[十百千]?亿|万|千(?![瓦克米卡伏升]))?"
    rf"(?P<unit>个百分点|个点|块钱|毛钱|(?!部门)(?:{_UNITS})|钱|成)?|多[高大长远久重]"
)
"""How Chinese asks for a figure."""

_FOLDED_UNITS = {name.lower(): unit for name, unit in ENGLISH_UNITS.items()} | {"pounds": "英镑"}
_ENGLISH_UNIT = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _FOLDED_UNITS), key=len, reverse=True)) + r")\b"
)

_ENGLISH_ASKED_UNIT = re.compile(
    r"(?:\b(?:many|much) (?:more )?|\bin (?:(?:\w+ )?[mb]illions? )?(?:of )?)"
    rf"({_ENGLISH_UNIT.pattern})"
)
_GROWTH = re.compile(
    r"增长(?!极|点)|增速|增幅|涨幅|涨了|增加了|提高了|下降了?|降了|上升了|减少了|同比|几个点"
    r"|提升了|抬高|便宜|贵了|[涨降]价|[涨跌]了|压[减降]|缩[小短减]了|[多少]了(?:多少|几|百分之)|[少多](?:发|收|花)了"
    r"|grow|growth|increase|decline|decrease|\br[io]se\b|\bf[ae]ll\b|\bdrop|cheaper|dearer"
    r"|\b(?:go|goes|went|going) (?:up|down)\b|by how much(?! .*\bdiffer)"
    r"|by what (?:percent|share)|how fast"
)
# 平均利率是几个点 asks for a level.
_LEVEL_IN_POINTS = re.compile(
    r"(?:[^增]长?率|利?息|比重|占比)(?:是|为|有|到|达到?|大概|现在)*几个点"
)
# 多了多少个 counts what was added, 多了多少 and 多了几成 tell a growth.
_MORE = re.compile(r"多了(?:多少|几)")
# Of these the answer is a rate; 便宜了多少 may be a sum of money.
_RATE = re.compile(r"增长(?!极|点)|增速|增幅|涨幅|降幅|同比|几个点|grow|growth|how fast")
# An amount and its growth: 投资 完成额 增速, 产值和增幅, what was it, and how much did it rise.
_AND_GROWTH = re.compile(
    r"(?:(?<=\s)(?:完成额|总[额量]|规模|数额|金额|数量|余额)\s+"
    r"|(?:额|量|数|值|收入|规模|支出|里程)\s?[、和及与]\s?)(?:其|它|同比)?的?(?:增速|增幅|增长率?|[涨降]幅)"
    r"|(?:,| and)+ (?:by )?how (?:much|fast|far|many \w+) (?:did|has|had|was|is|were)"
    r" (?:it|they|that)\b"
)
_TARGET_ITSELF = re.compile(r"目标值?(?:是|为|定为)?(?:多少|几|什么)|what (?:is|was) the target")
_NO_TARGET = re.compile(
    r"(?:不是|不要|并非|而非|不算)[^，。]{0,4}(?:目标|计划|预期)|实际(?!利用|使用|到位)|最终|最后|真正"
    r"|\bactual|\bin fact\b|not the (?:target|plan)"
)
_AIMS = (
    "达到?|新增|完成|新?建|抓|突破|培育|打造|改造|实施|推进|增长|提[高升]|引进|开工|支持|创建|投放|配[置备]"
    "|退出|压减|淘汰|关[停闭]|削减|化解|降[到至低]|下降|减少|缩小|控制|保持|发[放行]|解决|覆盖|种植|招收"
    "|培训|扩大|加装|更新|消除|治理|减免|脱贫|布局|转移"
)
_TARGET = re.compile(
    rf"目标|预期(?!寿命)|力争|计划|拟|打算|安排|(?<![需主重只必纲摘概提])要(?:再|各|全部|累计)?(?:{_AIMS})"
    r"|(?<![需主重只必还])要(?=到?(?:多少|几)(?!钱|块|元|[天久年月日]|个?(?:小时|工作日|月)))"
    rf"|(?<![即部干大小])将(?:要|会|再|累计)*(?:{_AIMS})|target|forecast|propose|plan|aim"
    r"|\b(?:is|are|was|were) (?:expected |projected |supposed |set )?to\b|\bwill\b|\bgoals?\b"
)
_MONEY_WORDS = ("钱", "块钱", "毛钱")
_PERCENT = re.compile(
    r"占.{0,12}?(?:多少|几)|百分之|几个点|百分点|比例|占比|比重|几成|[^效]率(?!先)"
    r"|percent|\bshare\b|proportion|\brate\b|\bratio\b"
)
_MONEY = re.compile(
    r"(?:投资|资金|收入|支出|产值|增加值|总值|贷款|存款|债券|债务|(?<![名限定配])额|税收|补[贴助]|工资"
    r"|营收|利润|租金|房租|押金|保证金)"
    r"(?:额|总额)?(?:一共|总共|预计|共|是|有|达到?|完成)*(?:多少|几)"
)
# 多少台资 names what it counts as money.
_OF_MONEY = re.compile(r"(?:多少|几)(?:[台外内港侨]资(?!企)|资金|投资|经费|税款?|贷款|补[贴助])")
# What is paid, got or kept off is money, unless something else is counted.
_PAID = re.compile(
    r"(?:扣除?|抵扣?|补贴?|贴|发|交|缴|罚|花|掏|挣|拿到?|领|赚|奖励?|借|贷|到手|退税)"
    r"(?:掉|到|了|的|得|可以|能|最多|一共|总共)*(?:多少|几)(?:钱|块|元)?(?=$|[?？,，。了呢啊才])"
)
_ADDED = re.compile(r"新建|新增|新添|新改|新培育|新开|净增|又[添增]|newly|\bnew\b|added")
_CUMULATIVE = re.compile(r"累计|总数|总量|一共|总共|共有|合计|总计|cumulative|in total|altogether")
_CALCULATION = re.compile(
    r"(?:[、和与及].*)(?:合计|总共|一共|共计|加起来|之和|总和)|加起来|之和|总和"
    r"|比(?!例|重|率|如).{2,14}?[多少高低快慢](?:了|出)?(?:多少|几)|相差|差(?:多少|几)"
    r"|(?<![最至])[多少高低](?:多少"
    r"|几)"
    r"|\d{4}年?[和与、]\d{4}年?.*(?:提高|增加|增长|下降|变化)了?(?:多少|几)"
    r"|altogether|combined|difference between|\bdiffer\b|how much (?:more|less|higher|lower)"
)
_SEVERAL = re.compile(
    r"分别|各(?:是|为|有|自|[达占]|完成|力争|计划|投[资入]?|增长|新增|下降|多少|几)|respectively|each"
)
_COUNT = r"[二两三四五六七八九十\d]{1,3}"
# In this order: 联系人的电话 wants the number, 由谁主管 the office.
_WANTS = (
    (Want.NUMBER, re.compile(r"文号|发文字号|第?几号(?:文|令|公告|文件)|document number")),
    (Want.PHONE, re.compile(r"电话|热线|拨打|号码|传真|phone|hotline")),
    (Want.ADDRESS, re.compile(r"网址|网站|网页|邮箱|邮件|\burl\b|website|e-?mail")),
    (Want.ORDINAL, re.compile(
        r"第几|排名?第?几|[第几]几[届次批]|第多少|which (?:session|edition)|rank"
    )),
    (Want.REASON, re.compile(r"为什么|为何|为啥|怎么会|原因|凭什么|\bwhy\b|reason|cause")),
    (Want.MEANING, re.compile(
        r"[什啥]么?(?:是|叫)(?!.{0,6}名)|是?[什啥]么?意思|是?指(?:的?是)?[什啥]|何谓|定义|含义|界定|咋定义"
        r"|怎[样么]才?算(?!钱)|meaning|what (?:does|do) .* mean|define|definition")),
    (Want.PERSON, re.compile(r"谁(?:来|去)?(?:担任|当|出任|兼任|作|做|宣读|签)|who signed")),
    (Want.ORGANISATION, re.compile(
        # What is paid or done may be by an office or by oneself: 经费谁来承担.
        r"(?:由|找|归|靠|是|让)?谁(?:来|去)?(?:承担|负担|负责|出[钱资]?(?=$|[?？,，])|买单|付|掏|管|发|给|组织|牵头|审批|批准|认定|监督)"
    )),
    (Want.PERSON, re.compile(
        r"(?<!由)谁(?!家)|哪[一]?位|何人|什么人|联系人|叫什么名字.{0,4}[长人]"
        r"|[长席记理人]叫(?:什么|啥)|\bwho\b")),
    (Want.ORGANISATION, re.compile(
        r"(?:哪|什么)[^，。？]{0,6}?(?:部门|单位|机构|机关|级|公司|企业|集团|银行|局|委|家|学校"
        r"|大学|医院)|由谁|谁来"
        r"|主管|牵头|which (?:department|agency|body|company|bank|office|ministry)")),
    (Want.PLACE, re.compile(
        r"哪里|哪儿|何处|什么地方|啥地方|地址|地点|在哪|到哪|去哪|哪个?(?:地方|地区|省|市|县|区|镇"
        r"|乡|村|城市|园区|国家)"
        r"|哪座|\bwhere\b|which (?:city|province|county|place|country|district)")),
    (Want.MANNER, re.compile(r"怎么|如何|怎样|咋|\bhow\b")),
    (Want.TITLE, re.compile(
        r"叫(?:什么|啥|做)|名称|名字|口号|[广告标]语|主题|奖|称号|called|named?\b|slogan"
    )),
)  # fmt: skip
# 电话是多少 counts nothing.
_NUMBERS = re.compile(r"(?:电话|热线|号码|文号|传真|网址|邮箱|邮编)[^，。]{0,6}(?:多少|几)")
_WHICH = re.compile(
    rf"哪(?:些|几|{_COUNT})?(?P<measure>个|项|类|种|位|家|条|座|所|支|方面|部|款|处|批|片|场|名|届"
    rf"|级)?"
    r"(?P<noun>[\u4e00-\u9fff]{0,14})"
)
# 试点地区有哪些: what is asked of stands before.
_NOUN_BEFORE = re.compile(
    r"(?P<noun>地区|省份|省|市|县|区|城市|国家|街道|镇|银行|企业|公司|学校|高校|大学|医院|部门|单位|机构|园区)"
    r"(?:都|一共|总共|分别)*(?:有|是|包括|包含|为|叫)(?:了)?(?:哪[些几]|谁)"
)
# The noun that 哪些 asks of ends where a verb or an auxiliary begins.
NOUN_END = re.compile(
    r"[是在被获有能达属列创作评]|(?<!收)入|主管|牵头|可以|需要|(?<![主重必首需])要|应当?|符合|参[加与]|启动|实施"
    r"|超过|落户|出(?!口)|开(?!发)"
    r"|进[了入]|成[了为功]|申报|晋升|施行|跻身|已经?|提供|负责|的"
)
_NAMED = re.compile(
    rf"哪({_COUNT})(?!年|月|天|日)|({_COUNT})(?:个|大|项|类|种|位|家|条|座|所|支|方面|块|批|区"
    rf"|高地)"
)
_DAY = re.compile(
    r"哪[几一]?[天日]|几[月号]|日期|何日|哪[个一]月|which (?:day|month)|what date|deadline"
)
_COMPOUND = re.compile(
    r"[一二三四五六七八九十][\u4e00-\u9fff]{1,3}[一二三四五六七八九十][\u4e00-\u9fff]{1,3}[”\"的]"
)
_MOST_NAMES = 20
_HAN_COUNTS = {each: i for i, each in enumerate("零一二三四五六七八九十")} | {"两": 2}
_ENGLISH_COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
# In this order: 哪一年 is a date before it is a 哪, 哪些…吗 is yes or no.
_FORMS = (
    (Form.DATE, re.compile(
        r"何时|什么时[候间]|啥时候?|哪一?年|哪几?[天日]|哪一?[天月日]|几月|几号|何[年日]"
        r"|哪个?(?:年份|月份|时间)"
        r"|(?:截止|截至)(?:日期|时间|到)|\bwhen\b|wh(?:at|ich) (?:year|date|day|month)|how soon"
        r"|by what time|deadline")),
    (Form.LIST, re.compile(
        rf"哪些|哪几|哪{_COUNT}(?!年|月|天|日|届)[^年月日\s]|有哪|分别(?:是|叫|指|为)(?:什么|啥|谁)"
        rf"|(?:包括|包含|涵盖|含有?|分为|指的?是?)(?:了|有)?(?:什么|啥|几|哪)"
        rf"|{_COUNT}(?:个|大|项|类|种|位|家|条|座|所|支|方面)[^，。？]{{0,16}}(?:是|叫"
        rf"|指的?是?)(?:什么|啥|谁)"
        r"|\bwhich\b.*\bare\b|what are|\blist\b|\bname the\b"
        r"|which (?:two|three|four|five|six|seven|eight|nine|ten)")),
    (Form.YES_NO, re.compile(
        r"(?:吗|(?<![什怎那这])么|嘛|[了过成]没|没有|与否)\s*[?？]?(?:[(（][^()（）]*[)）])?\s*[?？]?$|是否|是不是|有没有|能否|可否"
        r"|有无|会不会|能不能|(?P<verb>[\u4e00-\u9fff])(?<![动时])不(?P=verb)"
        r"|可不可以|要不要|算不算|需不需要|用不用|得不得|该不该|行不行|对不对"
        r"|^\s*(?:is|are|was|were|did|does|do|has|have|had|can|will|must|may|should)\b")),
    (Form.NUMBER, re.compile(
        r"how (?:many|much|high|large|long|far|big)|number of|rate|growth|percent|share|level"
        r"|total|ratio|target|amount|average|output|value|how (?:often|fast|old|deep|wide)"
        r"|revenue|income|expenditure|deficit|threshold|\bprice|\bcost|population|coverage|mileage"
        r"|investment|capacity|consumption|expectancy|balance|reserves|\bassets|\bsales|imports"
        r"|throughput|intensity|proportion|portion|ceiling|minimum|maximum|the most|length|area"
        r"|volume"
        r"|exports|\bwage|\bgdp\b")),
    (Form.TEXT, re.compile(
        r"哪|什么|谁|叫啥|啥|怎么|怎样|咋|如何|为何|何谓|何处|何人|文号|第几|原因|定义|含义|意思"
        r"|电话|热线|号码"
        r"|\bwho\b|\bwhere\b|\bwhich\b|\bname|what|how|why")),
)  # fmt: skip


def read_asked(folded: str, *, rest: str, language: str) -> Asked:
    """Return what a question asks for.

    Args:
        folded: The question, folded and simplified.
        rest: The same without its place and time.
        language: zh or en.
    """
    quantity = QUANTITY.search(folded)
    # 是多少，增长多少: the first figure is the one that is looked for.
    first = rest[: found.end()] if (found := QUANTITY.search(rest)) else rest
    both = _AND_GROWTH.search(first)
    first = first[: both.start()] if both else first
    unit, unit_class = _unit(quantity, first)
    if _OF_MONEY.search(rest):  # 多少台资 counts no 台
        unit, unit_class = "", "money"
    first = _LEVEL_IN_POINTS.sub("率", first)
    is_more = unit_class == "count" and bool(_MORE.search(first))
    growth = bool(_GROWTH.search(_MORE.sub("", first) if is_more else first))
    if language == "en":
        named = _ENGLISH_ASKED_UNIT.search(rest)
        unit = unit or (_FOLDED_UNITS[named[1]] if named else "")
        unit_class = unit_class or UNIT_CLASS.get(unit or "?", "") or _english_class(rest)
    form = _form(folded, quantity)
    return Asked(
        form=form,
        unit=unit,
        unit_class=unit_class,
        implied_class="money" if not unit_class and _is_of_money(rest) else "",
        growth=growth,
        # 达到6.5%的目标了吗 asks for the result.
        target=_asks_target(folded) and form is not Form.YES_NO,
        calculation=bool(_CALCULATION.search(folded)),
        added=is_more or bool(_ADDED.search(rest)),
        cumulative=bool(_CUMULATIVE.search(rest)),
        several=bool(_SEVERAL.search(folded)),
        quantities=max(1 + bool(both), len(QUANTITY.findall(folded))),
        want=_want(folded, form),
        names=_names(folded) if form is Form.LIST else 0,
        noun=_noun(folded),
    )


def _is_of_money(rest: str) -> bool:
    return bool(_MONEY.search(rest) or _PAID.search(rest))


def _asks_target(folded: str) -> bool:
    """Tell 目标是多少 from 实际是多少，不要目标值."""
    if _TARGET_ITSELF.search(folded):
        return True
    return bool(_TARGET.search(folded)) and not _NO_TARGET.search(folded)


def _unit(quantity: re.Match[str] | None, first: str) -> tuple[str, str]:
    """Return the unit a question names and the class of unit it wants, "" for either."""
    unit = (quantity["unit"] or "") if quantity else ""
    if unit in ("个点", "成") or (quantity and quantity[0].startswith("百分之")):
        return "", "percent"
    if unit in _MONEY_WORDS:
        return "元", "money"
    if unit:
        return unit, UNIT_CLASS.get(unit, "")
    wants_amount = bool(quantity and quantity["scale"])
    is_percent = bool(_PERCENT.search(first)) or (bool(_RATE.search(first)) and not wants_amount)
    return "", "percent" if is_percent else ""


def _form(folded: str, quantity: re.Match[str] | None) -> Form:
    # 第几届, 哪几个 count nothing.
    is_which = re.search(r"哪[几两三]|第几|[有指]哪|(?:包括|分为)几", folded)
    for form, pattern in _FORMS:
        if pattern.search(folded) and not (form is Form.YES_NO and quantity):
            is_counted = quantity and form in (Form.TEXT, Form.LIST) and not is_which
            is_unit_named = bool(quantity and quantity["unit"])  # 电话少了多少成
            is_counted = is_counted and (is_unit_named or not _NUMBERS.search(folded))
            return Form.NUMBER if is_counted else form
    return Form.NUMBER


def _want(folded: str, form: Form) -> Want:
    if form is Form.DATE:
        return Want.DAY if _DAY.search(folded) else Want.DATE
    if form is not Form.TEXT:
        return Want.ANY
    return next((want for want, pattern in _WANTS if pattern.search(folded)), Want.ANY)


def _names(folded: str) -> int:
    """Return how many names a question asks for: 哪四个市, 三大先导产业, which two."""
    for word, count in _ENGLISH_COUNTS.items():
        if re.search(rf"\b{word}\b", folded):
            return count
    found = [first or second for first, second in _NAMED.findall(folded)]
    counts = [int(each) if each.isdigit() else _HAN_COUNTS.get(each, 0) for each in found]
    if _COMPOUND.search(folded):
        return 0  # 四区一高地 are five
    return next((each for each in counts if 1 < each <= _MOST_NAMES), 0)


def _noun(folded: str) -> str:
    """Return what a question asks which of: 城市 of 哪几个城市入选."""
    found = _WHICH.search(folded)
    noun = NOUN_END.split(found["noun"], maxsplit=1)[0] if found else ""
    before = None if noun else _NOUN_BEFORE.search(folded)
    return before["noun"] if before else noun


def _english_class(rest: str) -> str:
    if re.search(r"how many|number of", rest):
        return "count"
    if re.search(r"yuan|dollar|funding|investment|money(?! supply)|cost", rest):
        return "money"
    return ""
