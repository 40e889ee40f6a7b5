"""What is about to be bought and what it costs, before anything is: a view on top of the results, so Back returns."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.blocks import (
    Block,
    Text,
    View,
    context,
    input_block,
    left_out,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.cards.markup import channel_mention, markup, prose
from bot.cards.offer_words import (
    a_month,
    a_year,
    address_missing,
    address_needed,
    capabilities,
    in_sentence,
    kind,
    of_the_budget,
    place_and_country,
)
from bot.cards.request_words import LONGEST_REASON
from bot.model import Address, AddressRequirement, Budget, Offer, Results
from bot.talk.addresses import fitting_addresses
from bot.talk.countries import country_name

LONGEST_NICKNAME = 100
"""Characters: a name to tell lines apart by; Zendesk documents no limit of its own."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A colleague's approval that is needed. channel: the id of the channel where it is asked for.

    who: who may approve, as named in a sentence: "<@U…>, <!subteam^S…> and 3 more"; problem: why nobody could, as whole
    sentences.
    """

    channel: str
    who: str
    problem: str | None = None


def confirm(
    results: Results, offer: Offer, *, budget: Budget, approval: Approval | None = None, reason: str = ""
) -> View:
    """Return the view; without inputs and submit button where the number cannot be bought as things are.

    approval: None where nobody has to approve; with it a reason is asked for; reason: what stands there at first.
    Inputs by block and action id: address/address.pick (the id of an address), nickname/nickname.type, group/group.pick
    (the id of a group), reason/reason.type.
    """
    fitting = fitting_addresses(offer, results.addresses or ())
    obstacle = _obstacle(results, offer, budget, approval)
    if obstacle:
        rest, submit = [section(prose(obstacle))], None
    else:
        rest = [
            *_address(offer, fitting),
            *_name_and_group(results),
            _reason(reason, required=approval is not None),
            _what_happens_next(approval),
        ]
        submit = "Request purchase" if approval else "Buy number"
    return modal(
        "Request a number" if approval else "Buy a number",
        [_what(offer), section(fields=_facts(offer, budget)), *rest],
        callback_id="purchase.confirm",
        metadata={"search": results.id, "number": offer.number},
        submit=submit,
        close="Back",
    )


def _obstacle(results: Results, offer: Offer, budget: Budget, approval: Approval | None) -> str | None:
    """Return why the number cannot be bought as things are, None where it can."""
    if problem := budget.problem or (approval.problem if approval else None):
        return problem
    if fitting_addresses(offer, results.addresses or ()):
        return None
    return address_missing(offer, unread=results.addresses is None)


def _what(offer: Offer) -> Block:
    facts = " · ".join(fact for fact in (place_and_country(offer), kind(offer), capabilities(offer)) if fact)
    return section(markup("*{number}*  {facts}", number=offer.display_number, facts=facts))


def _facts(offer: Offer, budget: Budget) -> list[Text]:
    facts: list[Text] = [
        markup("*Each month*\n{price}", price=a_month(offer).removesuffix(" a month")),
        markup("*Each year*\n{price}", price=a_year(offer).removesuffix(" a year")),
        markup("*Address needed*\n{address}", address=address_needed(offer)),
    ]
    if used := of_the_budget(budget):
        facts.append(markup("*Of the budget*\n{used}", used=used))
    return facts


def _address(offer: Offer, fitting: tuple[Address, ...]) -> list[Block]:
    if not fitting:
        return []
    options = [
        option(address.name, str(address.id), ", ".join(part for part in _lines(address) if part.strip()))
        for address in fitting
    ]
    hint = left_out(options, "addresses")
    if offer.address_requirement is AddressRequirement.LOCAL:
        hint = f"Those in {in_sentence(offer)}. Zendesk may want one in the number's own area. {hint or ''}"
    return [
        input_block(
            "Address to register it under",
            select("address.pick", options, placeholder="Choose an address"),
            block_id="address",
            hint=hint,
        )
    ]


def _lines(address: Address) -> tuple[str, ...]:
    return (address.line, country_name(address.country) if address.country else "")


def _name_and_group(results: Results) -> list[Block]:
    nickname = input_block(
        "Nickname",
        text_input("nickname.type", longest=LONGEST_NICKNAME, placeholder="Support US"),
        block_id="nickname",
        optional=True,
    )
    if results.groups is None:
        return [nickname, context("Zendesk did not say which groups there are. Set one in Zendesk after the purchase.")]
    if not results.groups:
        return [nickname, context("Zendesk has no groups yet. Make one there to say who answers this number.")]
    options = [option(group.name, str(group.id)) for group in results.groups]
    group = input_block(
        "Answer in group",
        select("group.pick", options, placeholder="Choose a group"),
        block_id="group",
        hint=left_out(options, "groups"),
        optional=True,
    )
    return [nickname, group]


def _reason(reason: str, *, required: bool) -> Block:
    return input_block(
        "Why do you need it?",
        text_input(
            "reason.type", longest=LONGEST_REASON, initial=reason, multiline=True, placeholder="Spring campaign line"
        ),
        block_id="reason",
        hint=None if required else "Kept in the audit trail.",
        optional=not required,
    )


def _what_happens_next(approval: Approval | None) -> Block:
    if approval is None:
        return context(
            "The order leaves at once and Zendesk charges for the number from then on. You will get a message with the "
            "outcome."
        )
    return context(
        markup(
            "Goes to {channel} and waits for one of {who}. A colleague approves; you will get a message. "
            "Nothing is bought before that.",
            channel=channel_mention(approval.channel),
            who=prose(approval.who),
        )
    )
