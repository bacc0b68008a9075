"""Particulars: data recognised by their form, such as telephone numbers and addresses.

What asks for them and what they look like in print, whatever the words around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.quantity import parse_figure
from corpus.terms import tag
from qa.understanding.question import Question


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of answer recognised by its form: asked by `asks`, found by `finds`."""

    name: str
    asks: re.Pattern[str]
    finds: re.Pattern[str]


COUNTED = frozenset({"案件", "申请", "工单", "诉求", "建议", "提案", "来信", "留言", "信件"})
"""Things a bare label names to ask how many there were."""
FORMS = (
    Form(
        "姓名",
        re.compile(
            r"是谁|谁是|谁担任|谁负责[？?]?$|姓什么|(?:长|主任|书记|负责人|领导|联系人)(?:的)?(?:叫什么|叫啥|姓名|名字)"
        ),
        re.compile(r"(?:长|主任|书记|负责人|联系人)[：:]\s*[\u3400-\u9fff]{2,4}"),
    ),
    Form(
        "名称",
        re.compile(r"名称|叫什么|叫啥|名字|什么名"),
        re.compile(r"“[^”]{2,24}”|《[^》]{2,60}》"),
    ),
    Form(
        "联系",
        re.compile(r"联系(?:哪|谁|什么)|找(?:哪个|谁|哪里)|跟谁联系"),
        re.compile(r"与.{2,24}联系|联系.{0,6}[：:]"),
    ),
    Form(
        "期限",
        re.compile(r"时间段|时段|统计到(?:哪|什么|何)|统计(?:数据)?截[止至]|数据截[止至]"),
        re.compile(r"期限[^，。；\d]{0,4}\d{4}\s*年|截[止至]\s*\d{4}\s*年|\d\s*日\s*[至到—-]"),
    ),
    Form(
        "处所",
        re.compile(
            r"[设建放开]立?置?在(?:了)?(?:哪|什么地方|何处)|在(?:哪|什么地方)[里儿]?(?:设|建|开)"
        ),
        re.compile(r"依托|[设建]立?置?[在于]|在[^，。；]{2,24}[设建开][立置设]"),
    ),
    Form(
        "查阅",
        re.compile(
            r"哪(?:里|儿|个网站)?(?:能|可以|可)?(?:查[阅看到]?|下载|看得?到|找得?到)(?:$|[？?])"
        ),
        re.compile(r"可[在从到][^，。；]{2,40}(?:查|下载|阅)"),
    ),
    Form("传真", re.compile(r"传真"), re.compile(r"传真[^，。；\d]{0,8}\d")),
    Form(
        "热线号码",
        re.compile(
            r"热线(?:电话)?(?:的)?(?:号码|号|电话)?(?:是|为)?(?:多少|什么号|几号)(?:$|[？?])|热线.{0,6}(?:号码|打什么|打哪|拨打)|哪[条个]热线"
        ),
        re.compile(
            r"[“‘]\d{4,8}[”’]|热线[^，。；\d]{0,6}\d{5,8}|(?<!\d)\d{5,8}[”’]?[^，。；\d]{0,8}热线"
        ),
    ),
    Form(
        "电话",
        re.compile(r"电话|联系方式|热线号码|怎么联系|号码是"),
        re.compile(
            r"(?:电话|联系方式)[^，。；\d]{0,6}(?:0\d{2,3}[-—－ ]?)?\d{7,8}"
            r"|0\d{2,3}[-—－]\d{7,8}|1\d{10}"
        ),
    ),
    Form("邮编", re.compile(r"邮编|邮政编码"), re.compile(r"(?:邮编|邮政编码)[：:]?\s*\d{6}")),
    Form(
        "地址",
        re.compile(r"地址|(?<!存)在哪(?:里|儿|办公|联系|$|[？?])"),
        re.compile(r"地址[：:]?\s*[^，。；）)]+|[路街道巷]\s*\d+号|位于"),
    ),
    Form(
        "网址",
        re.compile(r"网址|网站地址|域名"),
        re.compile(r"(?:https?://)?(?:www\.)?[\w.-]+\.(?:gov\.)?(?:cn|com|example|org)\S*"),
    ),
    Form("邮箱", re.compile(r"邮箱|e-?mail|电子邮件"), re.compile(r"[\w.+-]+@[\w.-]+")),
    Form(
        "文件字号",
        re.compile(r"文号|几号文|发文字号|文件号"),
        re.compile(r"[\u3400-\u9fff]{1,8}〔\d{4}〕\s*\d+\s*号"),
    ),
)


LISTED = "列举"
MOST_LISTED = 9
_LISTED = re.compile(
    r"哪([两二三四五六七八九])个([\u3400-\u9fff]{2})(?=$|[，,。；？?])"
    r"|[“‘]([两二三四五六七八九])个?([\u3400-\u9fff]{2})[”’](?=[^，,。；？?]{0,6}(?:指|什么|哪))"
)
NAMES = frozenset({"名称", "姓名"})
"""Forms that any sentence may have: it must itself speak of what is asked."""
CONTACT = frozenset({"联系", "电话", "邮编", "地址"})
"""Forms that are the data of an office, which 单位 or 部门 does not tell from another."""


def asked_form(question: Question) -> Form | None:
    """Return the kind of datum `question` asks for by its form, None if it does not."""
    known = next((form for form in FORMS if form.asks.search(question.text)), None)
    return known or _listed_form(question.text)


def _listed_form(text: str) -> Form | None:
    """Return the form of what is listed under one word: “哪三个同步” asks for three of them."""
    asked = _LISTED.search(text)
    count = parse_figure(asked[1] or asked[3]) if asked else None
    if asked is None or count is None or not 2 <= count <= MOST_LISTED:
        return None
    item = re.escape(asked[2] or asked[4]) + r"[\u3400-\u9fff]{1,8}"
    finds = f"{item}(?:[、，,和及]{item}){{{int(count) - 1}}}"
    return Form(LISTED, re.compile(re.escape(asked.group())), re.compile(finds))


_ASKS = re.compile(r"什么|哪|谁|怎|如何|为何|几|多少|吗|呢|何|是否|介绍|说明|列举|[？?]")


def as_label(question: Question) -> Question | None:
    """Return a bare label (“市里转来的案件”) as the question for its figure, else None.

    Only things that are counted one by one: a label ending in 情况 asks for a text.
    """
    words = tag(question.body)
    if question.numeric or _ASKS.search(question.text) or len(words) < 3:
        return None
    word, flag = words[-1]
    if flag != "n" or word not in COUNTED:
        return None
    return replace(question, numeric=True, body=f"{question.body}有多少")
