"""What the README says of operations is what the bot does: its metrics, their labels, the alerts and what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY, Counter, Gauge, Histogram

from bot import metrics

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
OURS = {
    each._name: each  # noqa: SLF001 - the library has no public way from a metric to its labels
    for each in vars(metrics).values()
    if isinstance(each, Counter | Gauge | Histogram)
}
(RULES,) = re.findall(r"```yaml\n(groups:.*?)```", README, re.DOTALL)
SUFFIXES = re.compile(r"_(total|bucket|count|sum)$")


def rules() -> list[dict[str, Any]]:
    """Return the rules that the README offers."""
    (group,) = yaml.safe_load(RULES)["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def test_every_metric_is_explained_and_nothing_else() -> None:
    """What nobody explains nobody watches; what is explained and is not there makes an alert that never rings."""
    told = {SUFFIXES.sub("", name) for name in re.findall(r"`(talkbot_\w+)`", README)}
    assert told == set(OURS)
    assert all(name.startswith("talkbot_") for name in OURS)


def test_every_metric_says_what_it_is_and_in_which_unit() -> None:
    """The page of metrics is read by people, too."""
    for family in REGISTRY.collect():
        if family.name.startswith("talkbot_"):
            assert family.documentation.endswith("."), family.name
            assert family.type != "histogram" or family.name.endswith("_seconds"), family.name


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_asks_for_metrics_and_labels_there_are(rule: dict[str, Any]) -> None:
    """Prometheus takes any name, and such a rule is quiet for ever."""
    used = re.findall(r"(talkbot_\w+)(?:\{([^}]*)\})?", rule["expr"])
    assert used
    for name, matchers in used:
        metric = OURS[SUFFIXES.sub("", name)]
        labels = re.findall(r"(\w+)(?:=~|!=|=)\"([^\"]*)\"", matchers)
        for label, values in labels:
            assert label == "le" or label in metric._labelnames, f"{name} has no label {label}"  # noqa: SLF001
            if label in ("outcome", "role"):
                unknown = [value for value in values.split("|") if value not in metric._documentation]  # noqa: SLF001
                assert not unknown, f"{name} never has {label} {unknown}"


def test_every_alert_comes_with_what_to_do() -> None:
    """Whoever is woken up reads one line and knows where to begin."""
    remedies = re.findall(r"^\| `(Talkbot\w+)` \| .+ \| .+ \|$", README, re.MULTILINE)
    assert remedies == [rule["alert"] for rule in rules()]
