"""Reading metrics as Prometheus does: from the page, or from this process."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families


def counted(name: str, **labels: str) -> float:
    """Return what a sample of this process says, 0 where nothing was counted yet."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


@dataclass(frozen=True)
class Page:
    """One answer of /metrics."""

    text: str

    def sum(self, name: str, **labels: str) -> float:
        """Return the sum of all samples of a name that have at least these labels."""
        return sum(value for one, having, value in self._samples() if one == name and labels.items() <= having.items())

    def has(self, name: str) -> bool:
        """Whether there is any sample of a name."""
        return any(one == name for one, _, _ in self._samples())

    def labels(self) -> set[str]:
        """Return every value of every label."""
        return {value for _, having, _ in self._samples() for value in having.values()}

    def _samples(self) -> list[tuple[str, dict[str, str], float]]:
        return [
            (sample.name, sample.labels, sample.value)
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
        ]


async def scrape(address: str) -> Page:
    """Ask for a page of metrics."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)
