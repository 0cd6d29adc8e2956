"""Makes an English follow-up question complete; pure."""

import re

from bot.opposites import swapped
from ingest.places import find_mentions, guess_mentions

__all__ = ["reply_in_english", "shift_year"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_TURN = re.compile(
    r"(?:再|那|往|in )*(?:(?P<before>(?:往?前|上|去)(?:面|推)?一?年|the year before"
    r"|the (?:previous|preceding|prior) year)|(?:往?后|下|次|第二)一?年"
    r"|the (?:next|following) year|the year after)(?:的|的情况|呢)*[?？]?$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:no|sorry|ok(?:ay)?|thanks?|well),?\s+)?(?:i meant?\s+|i mean\s+)?"
    r"(?:and|but|so|then|what about|how about|what of)?\s*(?:what about|how about)?\s*",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"^(?:and|but|so|then|what about|how about|no,|i mean|i meant|sorry)\b"
    r"|\b(?:it|its|they|them|their|those|these|that year)\b",
    re.IGNORECASE,
)
_CITED = re.compile(
    r",?\s*according to the (?:following|next|previous|same) year's report", re.IGNORECASE
)
_SCOPE_ONLY = re.compile(
    r"^(?:in|for|of|at|from|by|during|the|same|period|months?|time|province|city|and|,|\s|figure|number"
    r"|'s)*$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:(?P<own>its|their)|it|they|them|those|these)\b", re.IGNORECASE)
_OWN = re.compile(r"(?:its|their) (?P<noun>[a-z][a-z \-]*)", re.IGNORECASE)
_OF_CODE = re.compile(r"\s+(?:of|for) (?=\S*[A-Za-z]\S*\d|\d)\S+")
_QUANTIFIED = re.compile(
    r"^(?P<ask>how (?:many|much)(?: (?:square |cubic )?"
    r"(?:kilomet\w+|met\w+|tons?|tonnes?|mu|hectares|units?|yuan|kilowatts?) of)?"
    r"|what (?:was|is|were|are) (?:the )?|what (?:share|proportion) of|by how much did (?:the )?"
    r"|how (?:fast|quickly|long|far|high|large|big) (?:did|is|was|were|are) (?:the )?)\s*"
    r"(?P<noun>.+?)"
    r"(?P<rest>\s+(?:in|of|for|at|by|on|did|does|do|has|have|had|was|were|is|are|will|would"
    r"|grow|rise|fall|increase|decline)\b.*|\s*[?]?)$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"^(?P<ask>(?:what (?:was|is|were|are) )?(?:the |its |their )?(?:original |annual |actual )?"
    r"(?:targets?|goals?|growth(?: rate)?|increase|share|total|plan|figure|result))"
    r"(?:\s+(?:in|for|of)\s+(?P<year>(?:19|20)\d\d))?$",
    re.IGNORECASE,
)
_NAMED_ASK = re.compile(r"^what ", re.IGNORECASE)
_GROWS = re.compile(
    r"^(?P<of>(?:\s+(?:of|in|for)\s+[\w ]+?)?)\s+(?:grow|rise|increase|expand)\b(?P<scope>.*)$",
    re.IGNORECASE,
)
_ACTS = re.compile(r"^\s+(?:did|does|do|has|have|had|will|would)\b", re.IGNORECASE)
_OWNER = re.compile(r"^(?P<owner>.+?'s?)\s", re.IGNORECASE)
# Of what was asked before: how many were created in 2015.
_BARE_COUNT = re.compile(
    r"^(?P<ask>how (?:many|much))\s+(?P<rest>(?:was|were|is|are|(?:has|have|had) been)\b.*)$",
    re.IGNORECASE,
)
_MERELY = re.compile(
    r"^(?:was|were|is|are|have|had|has)(?: there| been| actually| really)*"
    r"(?: created| achieved| reached| recorded)?(?:\s+in (?:19|20)\d\d)?$",
    re.IGNORECASE,
)
_AIMED_AT = re.compile(r"^what (?:was|is) the (?:target|goal) for (?:the )?", re.IGNORECASE)
_DENIED = re.compile(
    r",\s*(?:and |but )?(?:not|rather than|instead of) (?:the |its |their )?[\w ]{3,30}$",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"^not (?:the |its |their )?(?P<old>target|goal|plan)s?,?\s+(?:but )?(?:the |its |their )?"
    r"(?P<new>actual|real|final)(?: (?:figure|number|result|value|one|amount|total))?s?$",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|had|will|would)\s", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:how|what|when|where|which|who|why|did|does|do|is|are|was|were|has|have|by how)\b",
    re.IGNORECASE,
)


_DATED = re.compile(
    r"\b(?:(?:19|20)\d\d|(?:this|last|next|current) year|now|today)\b", re.IGNORECASE
)
_NAMED = re.compile(r"(?<=[^.?!] )[A-Z][a-z]{2,}|[^\x00-\x7f]")
"""A name, which may be that of a place that no list knows."""

_FURTHER = re.compile(r"(?<=[?？])\s+(?=\S)")
_WIDE = re.compile(
    r"\b(?:which|national(?:ly)?|nationwide|country|each|every|all|reports?|provinces)\b",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"(?P<of>\b(?:\w+'s|\w+s'|the|its|their|that|(?:19|20)\d\d)"
    r"(?: (?:annual|yearly|full-year|original|growth|(?:19|20)\d\d))* )"
    r"(?P<aim>(?:targets?|goals?)\b)(?! (?:for|of|on) (?!this|last|next|(?:19|20)))",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:s|people|children|women|men|mu|sheep|cattle)$", re.IGNORECASE)
_RATE = re.compile(r"(?:rate|ratio|share|index|intensity|percentage|density)$", re.IGNORECASE)
_HEAD = re.compile(r"\s+(?:of|in|for|per|at|by)\b.*", re.IGNORECASE)


def shift_year(turn: str, earlier: str) -> str:
    """Return the earlier question for the year before or after it, "" when none is meant."""
    turned = _YEAR_TURN.match(turn.strip())
    if not turned or not _YEAR.search(earlier):
        return ""
    step = -1 if turned["before"] else 1
    return _YEAR.sub(lambda found: str(int(found[0]) + step), earlier)


def reply_in_english(turn: str, earlier: str) -> str:
    """Return a turn in stand-alone form, of which it or the earlier question is English."""
    bare = _CITED.sub("", _LEAD.sub("", turn.strip())).strip(" ?？")
    bare = re.sub(r"^那么?|呢$", "", bare)
    shifted = shift_year(bare, earlier)
    if shifted:
        return shifted
    amended = _amended(bare, earlier)
    if amended:
        return amended
    bare = _DENIED.sub("", bare)
    attribute = _ATTRIBUTE.match(bare)
    if attribute and not find_mentions(bare):
        return _of_thing(attribute, earlier) or turn
    first, *more = _FURTHER.split(bare)
    if more and _ASKS.match(first) and not _PRONOUN.search(first):  # Did they … asks on of its own
        return _placed(turn, earlier)
    aimed = _with_aim(bare, earlier)
    if aimed:
        return aimed
    scoped, rest = _rescope(bare, earlier)
    if _SCOPE_ONLY.match(rest):
        return scoped
    if not _REFERS.search(turn.strip()):
        return _placed(turn, earlier) if _ASKS.match(bare) else _with_noun(rest, scoped) or turn
    if _PRONOUN.search(bare):
        return _with_pronoun(bare, earlier)
    return _with_noun(rest.strip(" ,"), scoped) or f"{turn.rstrip('?？ ')}? ({earlier.strip()})"


def _amended(bare: str, earlier: str) -> str:
    """Return the earlier question of what a turn counts or names instead, "" when it does not."""
    denied = _NOT_BUT.match(bare)
    if denied and re.search(rf"\b{denied['old']}s?\b", earlier, re.IGNORECASE):
        return _actual(denied["old"], earlier)
    count = _BARE_COUNT.match(_DENIED.sub("", bare))
    if count and not _PRONOUN.search(bare):
        return _counted(count, earlier)
    swap = swapped(earlier, re.sub(r"^the\s+", "", bare), is_stated=False)
    return swap if " " not in bare else ""  # urban, after rural income


def _placed(turn: str, earlier: str) -> str:
    """Return a turn that asks for something else in the place of the earlier question."""
    places = find_mentions(earlier)
    if not places or find_mentions(turn) or _WIDE.search(turn) or _NAMED.search(turn):
        return turn
    first, *more = _FURTHER.split(turn.strip())
    scope = _scope(_YEAR.sub("", earlier) if _DATED.search(turn) else earlier)
    return " ".join([f"{first.rstrip(' ?.')}{scope}?", *more])


def _with_aim(bare: str, earlier: str) -> str:
    """Return a turn about the target of a place with the thing it is a target for."""
    found = _AIM.search(bare)
    asked = _QUANTIFIED.match(_FURTHER.split(earlier.strip())[0])
    if not found or not asked or not find_mentions(bare):
        return ""
    noun = asked["noun"]
    for place in reversed(find_mentions(noun)):
        noun = noun[: place.start] + noun[place.end :].removeprefix("'s")
    noun = re.sub(r"^(?:the|new)\s+|\s*(?:targets?|goals?)$", "", noun.strip(), flags=re.IGNORECASE)
    text = f"{bare[: found.end('of')]}{noun} {bare[found.start('aim') :]}?"
    return text[:1].upper() + text[1:]


def _rescope(bare: str, earlier: str) -> tuple[str, str]:
    """Return the earlier question with the turn's place and year, and the rest of the turn."""
    text, rest = earlier, bare
    places = find_mentions(bare) or (guess_mentions(bare) if not bare.isascii() else ())
    old = find_mentions(earlier)
    if places:
        name = bare[places[0].start : places[-1].end]
        rest = rest.replace(name, "")
        if old:
            text = text[: old[0].start] + name + text[old[0].end :]
        else:
            text = re.sub(r"\s*[?？]?$", f" in {name}?", text, count=1)
    year = _YEAR.search(bare)
    if year:
        rest = re.sub(rf"{year[0]}年?", "", rest)
        text = _at_year(text, int(year[0]))
    return text, rest.strip()


def _at_year(text: str, year: int) -> str:
    """Return a question for another year; a report it names moves with the figures' year."""
    years = [int(each) for each in _YEAR.findall(text)]
    if not years:
        return re.sub(r"\s*[?？]?$", f" in {year}?", text, count=1)
    step = year - years[-1]
    return _YEAR.sub(lambda found: str(int(found[0]) + step), text)


def _with_noun(rest: str, earlier: str) -> str:
    """Return the earlier question about another thing, "" when its form is not known."""
    first = _FURTHER.split(earlier.strip())[0]
    asked, new = _QUANTIFIED.match(first), _QUANTIFIED.match(rest)
    if asked is None:
        return ""
    ask, noun = asked["ask"].strip(), rest
    if new and new["ask"].strip():
        if new["rest"].strip(" ?"):
            return ""
        ask, noun = new["ask"].strip(), new["noun"]
    noun = re.sub(r"^(?:the|of)\s+", "", noun.strip(), flags=re.IGNORECASE)
    owner = _OWNER.match(asked["noun"])
    if owner and not new and find_mentions(owner["owner"]) and not find_mentions(noun):
        noun = f"{owner['owner']} {noun}"  # China's exports, after its GDP
    head = _HEAD.sub("", noun)
    is_rate = head.isascii() and bool(_RATE.search(head))
    is_counted = (
        ask.lower().startswith("how many") and head.isascii() and not (new and new["ask"].strip())
    )
    if (is_rate and ask.lower().startswith("how")) or (is_counted and not _COUNTED.search(head)):
        return f"What was the {noun}{_scope(first)}?"
    text = f"{ask} {noun}{asked['rest'].rstrip(' ?')}?"
    return text[:1].upper() + text[1:]


def _scope(question: str) -> str:
    """Return the place and year of a question: in Anhui in 2025."""
    places, years = find_mentions(question), _YEAR.findall(question)
    names = [question[places[0].start : places[-1].end]] if places else []
    names += [" and ".join(dict.fromkeys(years))] if years else []
    return "".join(f" in {each}" for each in names)


def _of_thing(attribute: re.Match[str], earlier: str) -> str:
    """Return what the target was for the thing of an earlier question, "" when it is not known."""
    asked = _QUANTIFIED.match(earlier.strip())
    if asked is None:
        return ""
    noun, rest = asked["noun"], asked["rest"].rstrip(" ?")
    grows = _GROWS.match(rest)
    if grows:  # how fast did GDP grow in 2015
        noun, rest = f"{noun} growth", grows["of"] + grows["scope"]
    elif _ACTS.match(rest):
        rest = _scope(earlier)
    rest = _AUXILIARY.sub("", rest, count=1)
    if attribute["year"]:
        rest = _YEAR.sub(attribute["year"], rest)
    ask = re.sub(r"\b(?:its|their)\b", "the", attribute["ask"], flags=re.IGNORECASE)
    ask = ask if _NAMED_ASK.match(ask) else f"What was {ask}"
    return f"{ask} for {noun}{rest}?"


def _counted(count: re.Match[str], earlier: str) -> str:
    """Return how many of the earlier thing were what a turn says, "" when it is not known.

    That they were created says no more than that there were so many.
    """
    earlier = _AIMED_AT.sub("How many ", _FURTHER.split(earlier.strip())[0])
    asked = _QUANTIFIED.match(earlier)
    if asked is None:
        return ""
    if _MERELY.match(count["rest"]) and asked["ask"].lower().startswith("how many"):
        return _rescope(count["rest"], earlier)[0]
    rest, year = count["rest"].strip(), _YEAR.search(count["rest"])
    scope = _scope(_YEAR.sub("", earlier) if year else earlier)
    place = "" if find_mentions(asked["noun"] + rest) else scope
    return f"{count['ask'][:1].upper()}{count['ask'][1:]} {asked['noun']} {_inserted(rest, place)}?"


def _inserted(rest: str, scope: str) -> str:
    """Return were created in China in 2015: the scope before the year that a turn names."""
    year = re.search(r"\s+in (?:19|20)\d\d$", rest)
    return f"{rest[: year.start()]}{scope}{year[0]}" if year else rest + scope


def _actual(denied: str, earlier: str) -> str:
    """Return the earlier question about the result of what a target was for."""
    text = re.sub(rf"\s*\b{denied}s?\b(?: for)?", "", earlier, count=1, flags=re.IGNORECASE)
    asked = _QUANTIFIED.match(text.strip())
    if asked is None or not asked["ask"].lower().startswith("what"):
        return text
    return f"{asked['ask'].rstrip()} actual {asked['noun']}{asked['rest'].rstrip(' ?')}?"


def _with_pronoun(bare: str, earlier: str) -> str:
    """Return a turn with the thing that the earlier question was about for it, they, its."""
    asked = _QUANTIFIED.match(earlier.strip())
    if asked is None:
        return f"{bare}? ({earlier.strip()})"
    owned, coded = _OWN.fullmatch(bare), _OF_CODE.match(asked["rest"])
    if owned and coded:  # the total value of SKU-8847, not of its unit cost
        return f"{asked['ask'].strip()} {owned['noun']}{asked['rest'].rstrip(' ?')}?"
    scope = re.match(r"\s+(?:in|of|for|at)\b.*", asked["rest"])
    thing = "the " + re.sub(r"^the\s+", "", asked["noun"], flags=re.IGNORECASE)
    thing += scope[0].rstrip(" ?") if scope else ""
    text = _PRONOUN.sub(lambda found: f"{thing}'s" if found["own"] else thing, bare, count=1)
    text = text[:1].upper() + text[1:] + "?"
    return text if scope else f"{text} ({earlier.strip()})"
