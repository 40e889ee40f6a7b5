"""Everything the simulator does that nobody has recorded or documented, in one list; `GET /assumptions` shows it.

What is not in this list follows the document or a recorded answer.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumption:
    """name: what it is about; assumed: what the simulator does; why: on what grounds."""

    name: str
    assumed: str
    why: str


ASSUMPTIONS = (
    Assumption(
        "token lifetime",
        "The token of a search result can be ordered for 30 minutes (token_ttl) and is good for one purchase. A "
        "refused order leaves it usable, so that it can be sent again with an address.",
        "The document only says that tokens are generated for each number.",
    ),
    Assumption(
        "token refused",
        "422 with details.token: is invalid or has expired, or cannot be blank.",
        "No answer to an expired token is public; this is the shape of Zendesk's other validation errors.",
    ),
    Assumption(
        "number taken",
        "422 with details.base: no longer available.",
        "The carrier refuses a number that somebody else has; Zendesk's words for it are not public.",
    ),
    Assumption(
        "address refused",
        "422 with details.base: an address is required, was not found, or does not meet the requirement. local is met "
        "by an address in the number's country, foreign by one outside of it, any by every one.",
        "The carrier also compares city or region in some countries; which, is not published.",
    ),
    Assumption(
        "address requirements and prices",
        "Made up by country and kind. No field of a search result says that a business must be verified.",
        "The list in Zendesk's help center changes and the API has no endpoint for it.",
    ),
    Assumption(
        "business verification",
        "Toll-free numbers of GB and local ones of SG and ZA are refused with 422 and details.base.",
        "The document says only that creating such numbers is not supported.",
    ),
    Assumption(
        "trial account",
        "List, search, create, delete and lines answer 403 with the error object recorded for a missing role.",
        "The document says that they are not available; the status is what clients report for accounts without Talk.",
    ),
    Assumption(
        "search",
        "24 to 30 results. Without toll_free only local numbers. An unknown country or area code, or a pattern with "
        "other characters, finds nothing. area_code outside the US and Canada is ignored. contains matches anywhere in "
        "the national number.",
        "Only the empty answer without a country was recorded.",
    ),
    Assumption(
        "location",
        "City and state in North America, the city elsewhere, the country's name where we know no city and for "
        "toll-free numbers.",
        'Recorded and documented values range from "AL" to "Leeds".',
    ),
    Assumption(
        "brand_id",
        "Present on every number, after the recorded keys.",
        "Documented, and seen on a digital line; absent from the one recorded phone number.",
    ),
    Assumption(
        "new number",
        "No group, no schedule, no IVR; voicemail on; the account's default brand; ids grow. Other writable properties "
        "sent with the token are applied.",
        "A recorded untouched number looked like this; its settings were not recorded.",
    ),
    Assumption(
        "settings",
        "Written only with include=settings, merged unless settings_replaced is on; overflow_number is one value. "
        "priority is the same value on the number and in its settings.",
        "The document always sends include=settings and says nothing of merging.",
    ),
    Assumption(
        "ranges",
        "Queue size and wait take the account-level values; call offering 5 to 120 s, wrap-up 0 to 3600 s, priority 0 "
        "to 100, nicknames of up to 255 characters; consent is always, never, opt_in or opt_out.",
        "The document gives types only.",
    ),
    Assumption(
        "validation",
        "A value of the wrong type, or an id that is not there, is refused with 422; read-only and unknown keys are "
        "ignored; line_type cannot be changed. Unknown group ids become the default group.",
        "Only the last was recorded, for a digital line.",
    ),
    Assumption(
        "omnichannel routing",
        "With it on, only the first of group_ids is stored and tickets for abandoned calls stay as they are.",
        "Documented is that only the first group counts for routing, and that the choice about tickets goes away.",
    ),
    Assumption(
        "included records",
        "include=ivrs, all_groups, all_greetings and all_schedules add a list of that name to the number.",
        "The document describes the child object of include=settings only.",
    ),
    Assumption(
        "greetings",
        "Writing greeting_ids or categorised_greetings rewrites all four greeting properties to agree. A greeting of "
        "the account plays whether voicemail is on or off.",
        "Clients are known to write both; the reply was not recorded.",
    ),
    Assumption(
        "greetings by case",
        "categorised_greetings_with_sub_settings can be written, is merged case by case, and takes the cases that "
        "were recorded. The first case is the category's own greeting; a greeting written for the category plays in "
        "all its cases. With voicemail off a system greeting has _voicemail_config behind its id.",
        "The document calls the property read-only, and the same of categorised_greetings, which its example writes.",
    ),
    Assumption(
        "forwarding_caller_id",
        "Among the settings, text or null, unless forwarding_caller_id is off.",
        "Newer than the document, which does not have it; its values are not published.",
    ),
    Assumption(
        "plans",
        "Everything can be changed. With talk_enterprise off call_offering_duration is refused with 422 and its name.",
        "Zendesk's help says that only Talk Enterprise can change it, and nothing of how the API says so.",
    ),
    Assumption(
        "deletion",
        "Nothing prevents it: not a group, an IVR, a schedule or a greeting, not other numbers that overflow or fail "
        "over to it, which keep pointing at it. The number can be bought again.",
        "No rule and no waiting time is published.",
    ),
    Assumption(
        "OAuth",
        "Unknown and expired bearer tokens get 401 with invalid_token; expires_in is taken from 300 to 172800 seconds; "
        "scopes are read and write.",
        "The words come from a client that recognises them; the envelope is OAuth's own.",
    ),
    Assumption(
        "the token in use",
        "GET /oauth/tokens/current shows its scopes and expires_at, and 404 for an API token.",
        "Several published clients read it; the document has the object, and not this address.",
    ),
    Assumption(
        "plan and role",
        "Without Talk the addresses of numbers answer 403; a stranger is an end-user without an id; roles are "
        "only shown, and keep nobody from anything.",
        "Clients take 403 for an account without Talk; what each role may do is not published.",
    ),
    Assumption(
        "unknown addresses",
        "404 with InvalidEndpoint, for methods too; an id that is no number gets 400 with an error object.",
        "Seen in reports from other endpoints.",
    ),
    Assumption(
        "lines, addresses, brands and schedules",
        "The same envelope and pages as phone numbers; a digital line looks the same in minimal mode; deleting an "
        "address answers as deleting a number does.",
        "Documented by example only.",
    ),
    Assumption(
        "rate limit",
        "One limit for the account, counted by the minute; 2500 unless set otherwise.",
        "Plans differ from 200 to 2500; endpoints have limits of their own that are not published.",
    ),
)
