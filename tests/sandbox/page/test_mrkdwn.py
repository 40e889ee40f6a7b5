"""mrkdwn becomes the nodes Slack shows, and nothing in a text becomes markup."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.async_api import Page

from tests.browser import BROWSER_MARKS

pytestmark = BROWSER_MARKS

RENDER = """async ([texts, options]) => {
  const { mrkdwn } = await import("/page/static/mrkdwn.js");
  const names = {
    me: () => "U0ANA00001",
    user: (id) => ({ U0ANA00001: "ana", U0BEN00001: "ben" })[id] ?? null,
    usergroup: (id) => ({ S0APPROVE1: "talk-approvers" })[id] ?? null,
    channel: (id) => ({ C0GENERAL1: "support" })[id] ?? null,
    openChannel: () => {},
  };
  return texts.map((text) => {
    const holder = document.createElement("div");
    holder.append(...mrkdwn(text, names, options));
    const nodes = [...holder.querySelectorAll("*")];
    return {
      html: holder.innerHTML,
      words: holder.textContent,
      tags: nodes.map((node) => node.localName),
      attributes: nodes.flatMap((node) => [...node.attributes].map((a) => [a.name, a.value])),
    };
  });
}"""


async def render(page: Page, *texts: str, **options: Any) -> list[dict[str, Any]]:
    """Let the page's own module draw these texts."""
    drawn: list[dict[str, Any]] = await page.evaluate(RENDER, [list(texts), options])
    return drawn


async def html(page: Page, *texts: str, **options: Any) -> dict[str, str]:
    """Draw texts and answer each with its HTML; link attributes that are the same everywhere are left out."""
    drawn = await render(page, *texts, **options)
    fixed = ' target="_blank" rel="noopener noreferrer"'
    return {text: str(one["html"]).replace(fixed, "") for text, one in zip(texts, drawn, strict=True)}


MARKS = {
    "*bold* _italic_ ~strike~": "<b>bold</b> <i>italic</i> <s>strike</s>",
    "*b *a**": "<b>b *a*</b>",
    "*bold _both_*": "<b>bold <i>both</i></b>",
    "*bold*, (_italic_).": "<b>bold</b>, (<i>italic</i>).",
    "`code *kept*`": "<code>code *kept*</code>",
    "*a `b*` c*": "<b>a <code>b*</code> c</b>",
    "before\n```pre *kept*\nline```\nafter": "before<pre>pre *kept*\nline</pre>after",
    "> quoted\n> still\nnot": "<blockquote>quoted\nstill</blockquote>not",
    "&gt; quoted": "<blockquote>quoted</blockquote>",
    ">>> all\nof *it*": "<blockquote>all\nof <b>it</b></blockquote>",
    "• one\n• two": "• one\n• two",
    "1 < 2 &amp;&amp; 3 &gt; 2": "1 &lt; 2 &amp;&amp; 3 &gt; 2",
    "&amp;lt; is not &lt;": "&amp;lt; is not &lt;",
    ":phone: stays": ":phone: stays",
}


async def test_marks_become_the_nodes_slack_shows(workspace: Page) -> None:
    """The bot's cards are written against these rules."""
    assert await html(workspace, *MARKS) == MARKS


LITERAL = [
    "2*3*4",
    "a*b* c",
    "snake_case_name",
    "* spaced *",
    "*unclosed",
    "*across\nlines*",
    "**double**",
    "~",
    "``",
    "+1 510-555-0123 ~ *",
]


async def test_marks_inside_words_or_without_a_partner_stay(workspace: Page) -> None:
    """Identifiers and numbers must not lose characters."""
    assert [drawn["html"] for drawn in await render(workspace, *LITERAL)] == LITERAL


LINKS = {
    "<https://a.example/?x=1&amp;y=2|here>": '<a href="https://a.example/?x=1&amp;y=2">here</a>',
    "<https://a.example>": '<a href="https://a.example">https://a.example</a>',
    "<mailto:a@b.example|write>": '<a href="mailto:a@b.example">write</a>',
    "*<https://a.example|here>*": '<b><a href="https://a.example">here</a></b>',
    "`<https://a.example|here>`": '<code><a href="https://a.example">here</a></code>',
    "see https://a.example/x.": 'see <a href="https://a.example/x">https://a.example/x</a>.',
    "<javascript:alert(1)|x>": "&lt;javascript:alert(1)|x&gt;",
    "<data:text/html,hi|x>": "&lt;data:text/html,hi|x&gt;",
}


async def test_links_open_only_addresses_a_browser_may_follow(workspace: Page) -> None:
    """A link is the one place where text decides what a click does."""
    assert await html(workspace, *LINKS) == LINKS


async def test_verbatim_text_keeps_bare_addresses_as_text(workspace: Page) -> None:
    """`verbatim` is how cards keep outside data from turning into links."""
    [drawn] = await render(workspace, "https://a.example", autolink=False)
    assert drawn["html"] == "https://a.example"


MENTIONS = {
    "<@U0BEN00001>": '<span class="mention">@ben</span>',
    "<@U0ANA00001>": '<span class="mention own">@ana</span>',
    "<@U0GONE0001|old-name>": '<span class="mention">@old-name</span>',
    "<@U0GONE0001>": '<span class="mention">@U0GONE0001</span>',
    "<!subteam^S0APPROVE1>": '<span class="mention">@talk-approvers</span>',
    "<!subteam^S0GONE0001|@night>": '<span class="mention">@night</span>',
    "<!here>": '<span class="mention own">@here</span>',
    "<!channel|channel>": '<span class="mention own">@channel</span>',
    "<#C0GENERAL1>": '<button type="button" class="mention">#support</button>',
    "<#C0SECRET01|>": '<span class="mention">private-channel</span>',
    "<!unknown|words>": "words",
}


async def test_mentions_show_names_instead_of_ids(workspace: Page) -> None:
    """Ids mean nothing to people."""
    assert await html(workspace, *MENTIONS) == MENTIONS


# 2026-11-23 17:33:20 UTC, which is 18:33:20 where the browser believes to be.
MOMENT = 1795455200


FORMS = {
    "{date_num}": "2026-11-23",
    "{date_short}": "Nov 23, 2026",
    "{date_long}": "Monday, November 23rd, 2026",
    "{date_slash}": "11/23/2026",
    "{time}": "6:33 PM",
    "{time_secs}": "6:33:20 PM",
    "at {time} {nonsense}": "at 6:33 PM {nonsense}",
}


async def test_dates_are_shown_in_the_viewers_zone(workspace: Page) -> None:
    """A deadline in another zone is a wrong deadline."""
    drawn = await render(workspace, *(f"<!date^{MOMENT}^{form}|fallback>" for form in FORMS))
    assert dict(zip(FORMS, (one["words"] for one in drawn), strict=True)) == FORMS
    assert all(one["tags"] == ["time"] for one in drawn)


NEAR = [
    (0, "{date_pretty}", "Today"),
    (0, "due {date_short_pretty}", "due today"),
    (86_400, "{date_long_pretty}", "Tomorrow"),
    (-86_400, "{date_pretty} at {time}", "Yesterday at 6:33 PM"),
    (3 * 86_400, "{date_short_pretty}", "Nov 26, 2026"),
    (3 * 86_400, "{date_pretty}", "November 26th"),
    (-400 * 86_400, "{date}", "October 19th, 2025"),
    (-150, "{ago}", "2 minutes ago"),
    (7200, "{ago}", "in 2 hours"),
    (0, "{day_divider_pretty}", "Today"),
]


async def test_near_days_are_named_from_where_the_viewer_is(workspace: Page) -> None:
    """Today is the viewer's day, not the server's."""
    words = await workspace.evaluate(
        """async ([cases, now]) => {
          const { formatDate } = await import("/page/static/dates.js");
          return cases.map(([offset, form]) => formatDate(now + offset, form, new Date(now * 1000)));
        }""",
        [[[offset, form] for offset, form, _ in NEAR], MOMENT],
    )
    assert words == [expected for _, _, expected in NEAR]


async def test_a_late_evening_in_utc_is_already_tomorrow_for_the_viewer(workspace: Page) -> None:
    """23:30 UTC is half past midnight in Berlin: the day must turn with the zone."""
    half_past_eleven = 1795476600
    [drawn] = await render(workspace, f"<!date^{half_past_eleven}^{{date_num}} {{time}}|x>")
    assert drawn["words"] == "2026-11-24 12:30 AM"


async def test_a_date_can_be_a_link_and_falls_back_to_its_words(workspace: Page) -> None:
    """An unreadable timestamp must not show NaN."""
    linked = f"<!date^{MOMENT}^{{date_num}}^https://a.example|x>"
    assert '<a href="https://a.example">2026-11-23</a>' in (await html(workspace, linked))[linked]
    broken = ["<!date^soon^{time}|later>", "<!date^^{time}|later>", "<!date^99999999999999^{time}|later>"]
    assert [drawn["words"] for drawn in await render(workspace, *broken)] == ["later"] * 3


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "*<img src=x onerror=alert(1)>*",
    "<https://a.example|<img src=x>>",
    '<https://a.example" onmouseover="alert(1)|x>',
    "<@U0BEN00001|<b>x</b>>",
    "<!date^1795455200^<b>{time}</b>|x>",
    "<!date^1795455200^{time}^javascript:alert(1)|x>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "```<script>alert(1)</script>```",
    "<JaVaScRiPt:alert(1)>",
    "< javascript:alert(1)|x>",
    "<https://a.example|javascript:alert(1)>",
]
ALLOWED_TAGS = {"a", "b", "i", "s", "code", "pre", "blockquote", "span", "button", "time"}
ALLOWED_ATTRIBUTES = {"href", "target", "rel", "class", "type", "title", "data-fallback"}


def assert_harmless(drawn: dict[str, Any]) -> None:
    """Only the nodes mrkdwn knows, and links only to where a link may lead."""
    assert set(drawn["tags"]) <= ALLOWED_TAGS
    assert {name for name, _ in drawn["attributes"]} <= ALLOWED_ATTRIBUTES
    for name, value in drawn["attributes"]:
        if name == "href":
            assert re.match(r"(https?|mailto|tel|slack):", value, re.IGNORECASE), value


async def test_hostile_text_stays_text(workspace: Page) -> None:
    """Nicknames and reasons are written by anybody and shown to everybody."""
    for drawn in await render(workspace, *HOSTILE):
        assert_harmless(drawn)


MARKS_AND_ESCAPES = ["<", ">", "|", "^", "&", "&lt;", "&gt;", "&amp;", "*", "_", "~", "`", "```", ">>>"]
TARGETS = ["@U1", "#C1", "!date^1^", "{time}", "!subteam^S1", "javascript:", "https://a.example"]
WORDS = ["\n", " ", '"', "'", "on=x", "<b>", "</b>", "a", "é", "😀", "\u202e"]
PIECES = st.sampled_from(MARKS_AND_ESCAPES + TARGETS + WORDS)
HOSTILE_TEXTS = st.lists(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60), min_size=20, max_size=20)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(texts=HOSTILE_TEXTS)
async def test_any_text_at_all_is_drawn_and_harmless(workspace: Page, texts: list[str]) -> None:
    """Whatever is typed into Zendesk ends up here."""
    drawn = await render(workspace, *texts)
    assert len(drawn) == len(texts)
    for one in drawn:
        assert_harmless(one)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(alphabet="<>&\"'|^!@#{}abc é😀", max_size=40), min_size=20, max_size=20))
async def test_escaped_text_reads_as_it_was_written(workspace: Page, texts: list[str]) -> None:
    """Slack's three escapes are all that a card needs to show outside data unchanged."""
    begun = [f"x{text}" for text in texts]
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in begun]
    assert [one["words"] for one in await render(workspace, *escaped)] == begun


async def test_long_unclosed_marks_are_drawn_at_once(workspace: Page) -> None:
    """A reader that looks for a partner anew at every mark would hang the page on one message."""
    texts = ["*a " * 30_000, "_*~a" * 6_000, "`" * 11_999, "<" * 12_000, "<a" * 6_000, "https://" * 1_500]
    took = await workspace.evaluate(
        """async (texts) => {
          const { parse } = await import("/page/static/mrkdwn.js");
          const begun = performance.now();
          for (const text of texts) parse(text);
          return performance.now() - begun;
        }""",
        texts,
    )
    assert took < 2_000
