"""The units in which reports count; data only."""

__all__ = ["COUNTERS", "CURRENCY_SIGNS", "ENGLISH_UNITS", "UNITS", "UNIT_CLASS"]

_PERCENT = "个百分点 百分点 个千分点 千分点 % ‰"
_MONEY = "美元 欧元 港元 港币 日元 英镑 人民币 元人民币 元"
_MEASURES = {
    "concentration": "微克/立方米 毫克/立方米 毫克/升 μg/m³ μg/m3 ug/m3 mg/m3",
    "area": "平方公里 平方千米 平方米 公顷 亩 万㎡ ㎡",
    "length": "公里 千米 海里 米 厘米 毫米 里",
    "mass": "吨标准煤 标准煤 标煤 公斤 千克 斤 吨 克 毫克 微克 载重吨",
    "volume": "立方米 立方 千升 升 标准立方米 方",
    "power": "千伏安 兆瓦 千瓦 吉瓦 瓦 MW GW kW 千伏",
    "energy": "千瓦时 兆瓦时 度 GWh MWh kWh",
    "computing": "PFLOPS EFLOPS P TB PB GB Gbps",
    "box": "标准箱 标箱 TEU",
    "time": "个月 小时 分钟 周年 周岁 年 天 日 岁 周 秒 个小时 个工作日 工作日",
    "temperature": "摄氏度 ℃",
    "times": "倍 番 折",
}
COUNTERS = (
    "人次 场次 架次 班次 车次 件次 户次 亿人次 个 家 户 项 人 名 位 座 处 所 条 台 辆 架 列 "
    "班 趟 次 场 件 套 间 栋 幢 只 头 羽 株 棵 批 本 册 部 支 款 艘 张 份 期 轮 对 宗 起 例 "
    "门 种 类 箱 块 颗 枚 单 笔 片 口 眼 孔 匹 盏 根 篇 首 幅 尾 站 校 层 路 线 床 席 床位 "
    "张床位 个床位 盒 瓶 袋 桶 盘 道 顶 架飞机 学分 分 票 对夫妇 步 面 杆 车 峰 号线 县 省 "
    "市 镇 村 乡 国 队 桩 屋 厅 楼 师 员 人份 剂次 剂 人天"
).split()
UNITS = sorted(
    {*_PERCENT.split(), *_MONEY.split(), *" ".join(_MEASURES.values()).split(), *COUNTERS},
    key=lambda unit: (-len(unit), unit),
)
"""Longest first, for a pattern that takes the first that fits."""

UNIT_CLASS: dict[str, str] = (
    dict.fromkeys(COUNTERS, "count")
    | {unit: name for name, units in _MEASURES.items() for unit in units.split()}
    | dict.fromkeys(_MONEY.split(), "money")
    | dict.fromkeys(_PERCENT.split(), "percent")
    | {"成": "percent", "": "none"}
)
"""What can be compared with what."""

ENGLISH_UNITS = {
    "percentage points": "个百分点", "percentage point": "个百分点", "percent": "%",
    "per cent": "%", "yuan": "元", "RMB": "元", "US dollars": "美元", "dollars": "美元",
    "micrograms per cubic meter": "微克/立方米",
    "milligrams per cubic meter": "毫克/立方米",
    "jin": "斤", "square kilometers": "平方公里", "square meters": "平方米", "hectares": "公顷",
    "mu": "亩",
    "cubic meters": "立方米", "kilowatts": "千瓦", "kilowatt-hours": "千瓦时",
    "metric tons": "吨", "tons": "吨", "tonnes": "吨", "kilograms": "公斤", "kilometers": "公里",
    "kilometres": "公里", "km": "公里", "metres": "米", "meters": "米", "people": "人",
    "persons": "人", "person-times": "人次", "households": "户", "enterprises": "家",
    "companies": "家", "projects": "项", "times": "倍", "years of age": "岁", "years old": "岁",
    "years": "年", "fold": "倍", "months": "个月", "weeks": "周",
    "days": "天", "hours": "小时", "minutes": "分钟", "euros": "欧元", "km2": "平方公里",
    "m2": "平方米", "m3": "立方米", "kg": "公斤",
}  # fmt: skip
"""English unit words and the Chinese unit they stand for."""

CURRENCY_SIGNS = {
    "US$": "美元", "HK$": "港元", "$": "美元", "€": "欧元", "£": "英镑", "¥": "元", "￥": "元",
    "RMB": "元", "CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元",
}  # fmt: skip
"""Signs and codes that stand before an amount and the unit they stand for."""
