"""What clean text pays, one search; and the runs of characters that the repair looks at.

Garbled text shows the character of a lead byte of UTF-8 before that of a continuation byte. Clean text
seldom does, under any page: one search finds these places, and those that are left are read with the pages
in question, each distinct run once.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.mojibake.upper import UNDEFINED, upper_halves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OUTSIDE = r"[^\x00-\x7f]"

SIGNS = (
    "儭冱凾嚗-嚜囎峄巗帠-帤庛庢-庥庰廕廘廙弇弮彖徆徭怦怷懌昶枹梥檚殱汢汳沚沤沺泙泝洙洟滮漎潃潞瀞猡猬猸-猻玸瑂璼畇痵癤皊盻眘瞫硈祍秙窶竄-竇竊竍-竕竚竝竡竢竤竦竰笂笊笍-笏笘笳-笶筅筮筺箂箝篓簊"
    "縲縺繝繧聙聛-聝聟聠聢-聨聫-聮聵聸-聼脌脕脗-脙脛-脢脥-脨脪脭脮脴-脷脺-脽脿膧膫-膲膴-膹膼臄臅臇臈臋臎臐-臒艀-艃艅艆艈艊艌-艎艐-艗艛-艥艧-艩茠菎菐-菒菕菙葮-葰葲蓹藛藰-藵蘯蟺"
    "蟼蟽蟿-蠄袗-袛袝-袡袣袥-袩褉褋-褏褑褔-褘褜-褟邃鈥-鈳鈵-鉃銆-銉铿锔锘锛锝馃걌걙걽굎궗긯깵꺕꼜꽄꽓꽮꿺냩넀-넇넊넍넢넩넪넶넻뇋뇪-뇯눊늹-닆닊닋닍닓-닖닜닞-닠닪닱닲닶닼닽댋댌댘뎤뎵돖"
    "돘돞돟둺뒄뒅뒉뒊뒘-뒜뒫땣-땯떙똲뙂-뙅뙓-뙣뛱럖뢵룑룒룴-룷룺룼룾-뤂뤈-뤊릗몊뭩밃-밇밊밎밐밒밓밙밚밠-밣밦밨밪-밬밮밯밲밳밵-밷밹-밿뱂뱆-뱈뱊-뱛볾-봃봆봈봊-봏봑-봣봥-봫봭-뵇뵊뵋"
    "뵍-뵏뵑-뵗뵚-뵿붂붃븉븕-빃빆빇빉-빋빍-빓빖빘빜-빟빢빣뻹-뼇뼊뼋뼚뼞-뼺뾹-뿃뿇뿈뿦뿻-뿾쁀-쁗쁙-쁛쁝-쁟쁡-쁧쁪-삎삓-삫삷삸샇샊샋섲-섷섺섻섽-섿셁-셇셊셎-셓셖셗셙-셛셝-셦"
    "셪-셯셱-셳셵-셷셹-솋솏솑-솓솦-솶쇉-쇎쉝쉾슀-슇슋슌슑슒슙슞슟슦슧슺슻썆-썡썿쎀쎇쎉-쎖쏛쏝쏞쏡-쏳쏶-쐇쐉-쐏쐑-쐪쐮-쑁쑉-쑕쒪-쓮쓶쓷쓹-쓼씋씍엜옍-옏옑-옖옟-옢옺왎웳-웷웺-윃"
    "윆윇윉-윋윍-윓윖윘윚-윟윢윣윥-윧윩-윬윻윾쟳죛줐줒-줗줙-줫줭-쥇즧짢짬-짰짹-쨋쨍-쨘쨩쪨-쪻쪾쪿쫁-쫃쫅-쫋쫎-쫐쫒쫔-쫗쫚-쫧찼챕-챘챤-챵첬첵칟칡칢캅-캇캑캤-캭컁컎쾠퀂큄-큉"
    "큔-큦큭큽-킁탉-탎툘퉠틇퐏혖-혛혝-혷혺혻횁횂횄-횋횎-횞횠횢-횧횩횪훮-훻훾-휔흟흢-흤흦-흨흪흫흭-흯흱-힇힊힋"
)
"""What gbk, cp932, cp949 and big5 make of symbols and letters where hardly anybody writes that character (two
in a million of Chinese, Japanese or Korean); with ranges, as in a class of a regular expression."""
ODD = r"[\x80-\x84\x86-\x9f\ufffd\ue000-\ue765]"
"""Beside these what nobody writes: C1 controls but the next line U+0085, the replacement character, and what
gb18030 and cp932 show for bytes that mean nothing."""
HALVES = r"[^\x00-\x7f\u3000-\u3090\u3092-\u30ff\uff61-\uff81\uff92-\uffef][\uff61-\uff7f]"
"""The narrow katakana of cp932 in the place of two bytes, or behind a Chinese character."""
HAN = (
    "么亩伪位偶冒募卢卤卯呕哦啪喂垄墓墨奴姆娄媒寞尉尾岬岷巢帽庐弄忙怒慕慰懦截戮扭抹拇拢拧挪掳搂搜摩摹暖暮枚梅梳楼殴毛氓氣汕汨汾沁沍沐沒沛没沫沽泄泅泓泗泞泱洫洵洶浓渭漏漠炉煤燧牟牡狩猫獺玫璽瓊瓣畏疆疇疟癒癟"
    "癡盲眉瞻瞼瞽瞿矇矛碌磨礎礙禄禮禱穠穡穢穩穫笆笙笞笨筐節簞簣簧簪簫簷簸簽簾簿籀糧糯繒織繕繙繚繞繡繩繪繫繭繳繹纬纽罈羅羶羸羹翹聶聽胃脓脣脤脩脫脰脳脹膜膩膽膾膿臉臍臏臓臘艙艦芒芦茂茅茫莫莽蔚藕藩蘑虏虐蟻蠅衍"
    "谋谩貌贸赂趴路酶鈴鉄钮铆锚镁陇陋陌隆霉颅驴魏鸥鹿麓麾默"
)
HANGUL = "징짖짙짚짜짝짠짤짧짱째쨌쩌쩍쩐쩔창찾채책챈챌챔챙챠처척천철첨첩첫청체첸첼"
ALONE = (
    rf"(?<!{OUTSIDE}.)(?:(?<=[{HAN}])(?!{OUTSIDE})|(?<=[ｸｻﾂ-ﾑ])|(?<=[{HANGUL}])(?=[A-Za-z0-9]))"
    rf"|(?<=[A-Za-z][{HANGUL}])(?!{OUTSIDE})"
)
"""Behind what the same pages make of a symbol or a letter, where people write that character, but not alone:
a Chinese one without another beside it, a Korean one that is no word by itself, a narrow katakana that begins
something."""
WIDE = rf"(?<![{HAN}{HANGUL}\uff61-\uff91])|(?<={HALVES})|{ALONE}"
"""Behind a wide character that tells by itself."""

LEADS = range(0xC2, 0xF5)
TAILS = range(0x80, 0xC0)
SYMBOLS = (*range(0xC2, 0xCA), 0xCB, 0xCE, 0xCF, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3)
"""The bytes that characters of the repertoire begin with."""
OPENING = "«»…\u00a0"
"""What stands before letters in clean text, and is no lead byte of letters that anybody writes."""
CLOSING = "\u200c\u200d،؛؟"
"""Joiners and punctuation that stand behind letters in clean Arabic and Persian."""


def _class(characters: Iterable[str]) -> str:
    """A class of a regular expression; ranges, since these compile faster."""
    codes = set(map(ord, characters))
    starts = sorted(code for code in codes if code - 1 not in codes)
    ends = sorted(code for code in codes if code + 1 not in codes)
    return f"[{''.join(f'{chr(a)}-{chr(b)}' for a, b in zip(starts, ends, strict=True))}]"


def _characters(numbers: Iterable[int], names: Iterable[str] = ()) -> set[str]:
    """What bytes, given by their numbers, become under any of the pages, or of some of them."""
    halves = [upper_halves()[name] for name in names or upper_halves()]
    return {half[number - 0x80] for half in halves for number in numbers} - {UNDEFINED}


REST = rf"(?:{OUTSIDE}|\?(?={OUTSIDE}))*"
SMALL = 1 << 14
"""Of so few characters a text is searched with the expression that is made in no time."""


DOS = ("cp437", "cp850", "mac-roman", "koi8-r")
"""The pages in which signs stand where others have letters, and letters where others have signs."""


@cache
def _wide() -> re.Pattern[str]:
    """A lead byte's character before that of a continuation byte, found by the second; or a sure sign.

    The match goes from the second to the end of the run. In clean text the second is the rarer of the two.
    """
    return _net("")


@cache
def _narrow() -> re.Pattern[str]:
    """The same without most of what clean text has; it takes a while to make.

    One pair counts where symbols of the repertoire begin so, others in twos. A letter outside Latin script
    stands behind others naturally: it counts where the whole run looks like sequences of UTF-8.
    """
    lead, tail, dos = _leads(LEADS), _class(_characters(TAILS)), {*upper_halves()} - {*DOS}
    some = rf"(?:{lead}{tail}{{1,3}})"
    run = rf"(?<!{OUTSIDE}..){tail}{{0,2}}(?:{some}{{0,2}}(?!{OUTSIDE})|{some}{{3}})"
    return _net(f"{_pair(DOS)}|{_pair(dos)}|{_emoji()}|(?={run})")


def _leads(numbers: Iterable[int], names: Iterable[str] = ()) -> str:
    return _class(_characters(numbers, names) - {*OPENING})


def _net(pair: str) -> re.Pattern[str]:
    """Go on to the end of the run from the second of a pair that fulfils a condition, or from a sure sign."""
    first, lead = _class({*_characters(TAILS), UNDEFINED}), _leads(LEADS)
    symbol = _leads((0xE2, 0xE3, 0xEF, 0xF0))
    gap = "|".join(rf"(?<={symbol}{marks}.)" for marks in (r"\?", r"\?\?", r"\?\?\?"))
    odd = rf"(?<=[?{lead[1:]}.)(?:(?<=\?.)(?:{gap})|(?<!\?.)(?:{pair}))"
    wide = rf"(?<!{first})(?:{WIDE})"
    first = f"{first[:-1]}{SIGNS}{HAN}{HANGUL}\ue000-\ue765\uff61-\uff91]"
    return re.compile(rf"{first}(?:(?:(?<={ODD})|{wide})()|{odd}){REST}", re.DOTALL)


def _pair(names: Iterable[str]) -> str:
    """Behind the second of a symbol's first two bytes, or of a letter's that another letter follows."""
    tails = _characters(TAILS, names)
    odd = _class(each for each in tails if each not in CLOSING and (each < "\u0370" or not each.isalpha()))
    symbol, lead, tail = _leads(SYMBOLS, names), _leads(LEADS, names), _class(tails)
    return rf"(?<={symbol}{odd})|(?<={lead}{odd})(?={tail}{{0,2}}{lead}{tail})"


def _emoji() -> str:
    """Behind a variation selector, or an emoji whose first byte follows that of a symbol."""
    selector = _leads((0xEF,)) + _class(_characters((0xB8,)))
    return rf"(?<={selector})|(?<={_leads((0xE2, 0xF0))}{_leads((0xF0,))}.)"


T = rb"[\x80-\xbf]"
"""A continuation byte."""
SEQUENCE = rb"(?:[\xc2-\xdf]|[\xe0-\xef]" + T + rb"|[\xf0\xf3][\x90-\xbf]" + T + rb")" + T
SHORT = rb"\xc2[\xa0-\xbf]|[\xc3-\xc5\xce]T|\xc6\x92|\xc7[\x8d-\x94]|\xc8[\x98-\x9b]|\xc9\x99|\xcb[\x86-\x9d]"
LONG = rb"(?:\xe1[\xb5\xb8-\xbb]|\xe2[\x80-\x9f\xa4\xac\xad]|\xe3[\x80-\x83\x8a]|\xef[\xac\xb8\xbb-\xbd])T"
FOUR = rb"\xf0\x9fTT|\xf3\xa0TT"
WHOLE = b"(?:" + SEQUENCE + b"){2}|" + rb"|".join((SHORT, rb"\xcf[\x80-\x89]", LONG, FOUR)).replace(b"T", T)
"""UTF-8 where each byte was shown: letters two at a time, characters of the repertoire alone."""
APART = rb"(?<![A-Za-z\xc0-\xff])"
PARTS = rb"\xe2\x80|\xef\xb8|\xf0\x9f|\xf3\xa0"
BARE = (
    rb"|" + PARTS + rb"|" + APART + rb"(?:\xe1\xba|\xe2" + T + rb"|\xe3[\x80\x97\x99\xbb]|\xef[\xac\xbc\xbd])"
)
"""What is left of symbols that have lost a byte; letters before most of them speak against it."""
FEW = (
    rb"|\xf0\x9f|\xef\xb8\x8f|(?<![A-Za-z\x80-\xff])\xe2[\x80-\x86\x8c\x8e\x91\x92\x94\x95\x9c\x9d](?!"
    + T
    + rb")"
)
"""The same for cp1251, which lacks only the byte 98, less what is common in Russian (`вё`, and so on)."""


@cache
def _form(name: str) -> re.Pattern[bytes]:
    """What text that was read with a page looks like in the bytes of the page.

    Where every byte is shown, there is nothing but whole sequences; a second damage may cut the last.
    """
    holes = {number for number, each in enumerate(upper_halves()[name][:0x40], 0x80) if each == UNDEFINED}
    if name == "cp874":  # Thai joins its words, so that chance makes any pair: only a whole run counts
        some = b"(?:" + SEQUENCE + rb"|[\xe2\xe3\xef\xf0]" + T + b"{0,2})"
        return re.compile(rb"(?<![A-Za-z\xa1-\xff])" + some + rb"+(?![\xa1-\xff])|" + PARTS)
    if len(holes) > 1:
        return re.compile(WHOLE + BARE + (rb"|" + APART + rb"[\xe2\xf0]?\xf0" + T) * (0x9F in holes))
    whole = b"(?:" + WHOLE.replace(b"{2}", b"{2,}", 1) + rb")(?:\xc2|\xe2\x80)?|\xe2\x80"
    return re.compile(rb"(?<![\x80-\xff])(?:" + whole + rb")(?![\x80-\xff])" + FEW * len(holes))


class _Places(NamedTuple):
    """The pages, as bits, in which a character is that of a lead byte, and of a continuation byte."""

    leads: dict[str, int]
    tails: dict[str, int]


@cache
def _places() -> _Places:
    found = _Places({}, {})
    for index, half in enumerate(upper_halves().values()):
        for characters, bits in ((half[0x42:0x75], found.leads), (half[:0x40], found.tails)):
            for each in characters:
                bits[each] = bits.get(each, 0) | 1 << index
    return found


@cache
def _byte(name: str) -> dict[str, int]:
    """The byte of each character outside ASCII in a page."""
    return {each: code for code, each in enumerate(upper_halves()[name], 0x80) if each != UNDEFINED}


CLEAN = frozenset(("её", "Её", "В\u00a0"))
"""Words of clean text that are whole sequences, too: a Russian pronoun, and a preposition before its noun."""


@lru_cache(maxsize=1 << 14)
def _odd(run: str, *, letter: bool = False) -> bool:
    """Whether a run, behind an ASCII letter or not, is UTF-8 under one of the pages it can come from."""
    if re.search(f"{ODD}|[{SIGNS}]|{HALVES}", run):
        return True
    run = run.replace("?", "")
    leads, tails = _places()
    pages = 0
    for lead, tail in pairwise(run):
        pages |= leads.get(lead, 0) & tails.get(tail, 0)
    if not pages or run in CLEAN:
        return False
    names = (name for index, name in enumerate(upper_halves()) if pages >> index & 1)
    return any(_form(name).search(b"a" * letter + _codes(run, _byte(name))) for name in names)


def _codes(run: str, byte: dict[str, int]) -> bytes:
    """A run in the bytes of a page; what the page does not have is a letter `a` or no letter."""
    return bytes([byte.get(each) or each.isalpha() * 0x61 for each in run])


def _begin(text: str, at: int) -> int:
    """Where the run begins that goes through `at`."""
    while at and (text[at - 1] >= "\x80" or text[at - 1] == "?"):
        at -= 1
    return at


def lines(text: str) -> Iterator[Span]:
    """The lines that hold something suspicious, without their line ends, in order."""
    if text.isascii():
        return
    search, innocent, at = (_wide() if len(text) < SMALL else _narrow()).search, set[str](), 0
    while found := search(text, at):
        start, at = found.span()
        run = text[max(start - 1, 0) : at]
        if not found.lastindex:
            if run in innocent:
                continue
            if run[0] != "?" and not _odd(run):
                innocent.add(run)
                continue
        start = _begin(text, start)
        if found.lastindex or _odd(text[start:at], letter=start > 0 and text[start - 1].isalpha()):
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
            yield Span(text.rfind("\n", 0, start) + 1, at)


def suspicious(text: str) -> bool:
    """Whether anything in `text` may be garbled; False is final, True is only a reason to look."""
    return any(True for _ in lines(text))
