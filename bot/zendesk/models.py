"""What Zendesk Talk answers with, as frozen values.

Accounts answer with less and with more than the reference lists: null where a type is promised, keys left out in
minimal mode, greeting ids that are words or numbers, properties newer than any document. So every property but what
identifies an object may be None, a value of the wrong type reads as None, and unknown keys are kept in `model_extra`.
`model_fields_set` says which keys were in the answer.
"""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar, get_args

import pydantic_core
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    JsonValue,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SecretStr,
    SkipValidation,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


class _OrNone:
    """A value that reads as None where it is of the wrong type: one odd property must not cost the object.

    The parser does that by itself; a function of ours for each of forty properties took most of the time of a list.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_default_schema(handler(source), default=None, on_error="default")


class _Readable:
    """A list without its unreadable elements; anything but a list is an empty one."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        element = core_schema.with_default_schema(handler.generate_schema(get_args(source)[0]), on_error="omit")
        return core_schema.with_default_schema(
            core_schema.tuple_variable_schema(element), default=(), on_error="default"
        )


class _Id:
    """A whole number as Zendesk writes ids, or text of one; true and false are none, though Python counts them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        text = core_schema.chain_schema([core_schema.str_schema(strict=True), core_schema.int_schema()])
        decimal = core_schema.chain_schema([core_schema.float_schema(strict=True), core_schema.int_schema()])
        return core_schema.union_schema([core_schema.int_schema(strict=True), text, decimal], mode="left_to_right")


OrNone = Annotated[T | None, _OrNone()]
Several = Annotated[tuple[T, ...], _Readable()]
Id = Annotated[int, _Id()]
AsWritten = Annotated[JsonValue, SkipValidation]
"""Whatever JSON stands there: it was parsed from JSON, so there is nothing to check."""

GreetingId = str | Id
"""Greetings that come with Talk have words for ids ("voicemail_en"), uploaded ones numbers."""


class TalkObject(BaseModel):
    """An object of an answer: frozen, keeps keys it does not know, and hides its input when it cannot be read."""

    model_config = ConfigDict(
        frozen=True, extra="allow", coerce_numbers_to_str=True, hide_input_in_errors=True, protected_namespaces=()
    )


class Capabilities(TalkObject):
    """What a number can carry. emergency_address: whether one can be set; absent in minimal mode and in searches."""

    sms: OrNone[bool] = None
    mms: OrNone[bool] = None
    voice: OrNone[bool] = None
    emergency_address: OrNone[bool] = None


class OverflowNumber(TalkObject):
    """Where calls go that no agent takes. number: E.164."""

    enabled: OrNone[bool] = None
    number: OrNone[str] = None


class NumberSettings(TalkObject):
    """The `settings` of a number, shown only where they are included.

    Seconds: call_offering_duration, wrap_up_time_limit. Minutes: maximum_queue_wait_time. Deletion periods are words
    such as "never", "1.days", "3.months". callback_locale: ISO 639-1.
    https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#settings-json-format
    """

    allow_outbound_calls: OrNone[bool] = None
    average_wait_time_message_enabled: OrNone[bool] = None
    call_offering_duration: OrNone[int] = None
    call_recording_delete_after: OrNone[str] = None
    call_recording_opt_out: OrNone[bool] = None
    callback_from_queue: OrNone[bool] = None
    callback_locale: OrNone[str] = None
    create_ticket_for_abandoned_calls: OrNone[bool] = None
    dequeue_retry_if_attempted: OrNone[bool] = None
    forwarding_caller_id: OrNone[str] = None
    maximum_queue_size: OrNone[int] = None
    maximum_queue_wait_time: OrNone[int] = None
    overflow_number: OrNone[OverflowNumber] = None
    priority: OrNone[int] = None
    voicemail: OrNone[bool] = None
    voicemail_outside_business_hours: OrNone[bool] = None
    voicemail_recording_delete_after: OrNone[str] = None
    wrap_up_enabled: OrNone[bool] = None
    wrap_up_time_limit: OrNone[int] = None


class Group(TalkObject):
    """A group of agents."""

    id: Id
    name: OrNone[str] = None
    description: OrNone[str] = None
    deleted: OrNone[bool] = None


class Greeting(TalkObject):
    """A recording callers hear. category_id: see GreetingCategory; default: it came with Talk."""

    id: GreetingId
    name: OrNone[str] = None
    category_id: OrNone[Id] = None
    default: OrNone[bool] = None
    default_lang: OrNone[bool] = None
    active: OrNone[bool] = None
    pending: OrNone[bool] = None
    audio_url: OrNone[str] = None
    audio_name: OrNone[str] = None
    upload_id: OrNone[Id] = None
    phone_number_ids: Several[Id] = ()
    ivr_ids: Several[Id] = ()


class GreetingCategory(TalkObject):
    """What a greeting is for, such as 1 voicemail, 2 available, 3 wait, 4 hold."""

    id: Id
    name: OrNone[str] = None


class Ivr(TalkObject):
    """A phone menu. menus: as Zendesk has them, with their routes."""

    id: Id
    name: OrNone[str] = None
    phone_number_ids: Several[Id] = ()
    phone_number_names: Several[str] = ()
    menus: Several[AsWritten] = ()


class Interval(TalkObject):
    """Opening hours within one week. Both ends are minutes since Sunday 00:00 in the schedule's time zone."""

    start_time: OrNone[int] = None
    end_time: OrNone[int] = None


class Schedule(TalkObject):
    """Business hours. time_zone: Zendesk's name of it, such as "Pacific Time (US & Canada)"."""

    id: Id
    name: OrNone[str] = None
    time_zone: OrNone[str] = None
    intervals: Several[Interval] = ()


class Brand(TalkObject):
    """A brand of the account."""

    id: Id
    name: OrNone[str] = None
    subdomain: OrNone[str] = None
    active: OrNone[bool] = None
    default: OrNone[bool] = None


class Address(TalkObject):
    """An address a number can be registered under. provider_reference: what an order carries as address_sid."""

    id: Id
    name: OrNone[str] = None
    street: OrNone[str] = None
    city: OrNone[str] = None
    zip: OrNone[str] = None
    province: OrNone[str] = None
    state: OrNone[str] = None
    country_code: OrNone[str] = None
    provider_reference: OrNone[str] = None


class User(TalkObject):
    """Whom the credentials act as. id is None, and the role "end-user", for credentials Zendesk does not know."""

    id: OrNone[Id] = None
    name: OrNone[str] = None
    email: OrNone[str] = None
    role: OrNone[str] = None
    verified: OrNone[bool] = None
    suspended: OrNone[bool] = None
    time_zone: OrNone[str] = None
    iana_time_zone: OrNone[str] = None
    locale: OrNone[str] = None


class OAuthToken(TalkObject):
    """What is known of the access token that a call was made with; of the token itself only how it begins."""

    scopes: Several[str] = ()
    expires_at: OrNone[AwareDatetime] = None
    token: OrNone[SecretStr] = Field(default=None, repr=False)


class AccessToken(TalkObject):
    """What client credentials are exchanged for. expires_in: seconds, None where Zendesk names no end."""

    access_token: str = Field(repr=False, pattern=r"^[!-~]+$")
    expires_in: OrNone[Annotated[float, Field(gt=0)]] = None


class AvailableNumber(TalkObject):
    """A number for sale. Only `number` and `token` are sure; the token is what an order names and is never shown.

    number: E.164; price: a month, as Zendesk wrote it ("$1.0"); address_requirements: "none", "any", "local", "foreign"
    or a word newer than these.
    """

    number: str
    token: str = Field(repr=False, min_length=1)
    display_number: OrNone[str] = None
    location: OrNone[str] = None
    country_code: OrNone[str] = None
    toll_free: OrNone[bool] = None
    price: OrNone[str] = None
    address_requirements: OrNone[str] = None
    capabilities: OrNone[Capabilities] = None
    nickname: OrNone[str] = None


class PhoneNumber(TalkObject):
    """A number, or a digital line, of the account. Only `id` is sure: minimal mode has no `number` (E.164).

    settings, ivrs and the three all_… are there only where a call included them. categorised_greetings: category id, as
    a string, to greeting id; in the one with sub-settings some of the values are objects, by when each greeting plays.
    line_type: "phone", "digital" or a newer word.
    https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/#json-format
    """

    id: Id
    number: OrNone[str] = None
    display_number: OrNone[str] = None
    nickname: OrNone[str] = None
    name: OrNone[str] = None
    country_code: OrNone[str] = None
    location: OrNone[str] = None
    created_at: OrNone[AwareDatetime] = None
    toll_free: OrNone[bool] = None
    external: OrNone[bool] = None
    line_type: OrNone[str] = None
    capabilities: OrNone[Capabilities] = None
    sms_enabled: OrNone[bool] = None
    voice_enabled: OrNone[bool] = None
    outbound_enabled: OrNone[bool] = None
    recorded: OrNone[bool] = None
    transcription: OrNone[bool] = None
    call_recording_consent: OrNone[str] = None
    priority: OrNone[int] = None
    brand_id: OrNone[Id] = None
    ivr_id: OrNone[Id] = None
    schedule_id: OrNone[Id] = None
    group_ids: Several[Id] = ()
    default_group_id: OrNone[Id] = None
    sms_group_id: OrNone[Id] = None
    failover_number: OrNone[str] = None
    greeting_ids: Several[Id] = ()
    default_greeting_ids: Several[GreetingId] = ()
    categorised_greetings: OrNone[dict[str, AsWritten]] = None
    categorised_greetings_with_sub_settings: OrNone[dict[str, AsWritten]] = None
    settings: OrNone[NumberSettings] = None
    ivrs: Several[Ivr] = ()
    all_groups: Several[Group] = ()
    all_greetings: Several[Greeting] = ()
    all_schedules: Several[Schedule] = ()
    _written: Any = PrivateAttr(default=None)
    _as_written: Any = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_what_was_written(cls, data: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        number = read(data)
        if isinstance(data, dict):
            number._written = data  # noqa: SLF001 - its own
        return number

    def as_written(self) -> dict[str, JsonValue]:
        """Return every property as Zendesk wrote it, those that this model could not read among them.

        It is the same object each time, as the lists of a large account take long to copy, and is not to be changed.
        """
        if self._as_written is None:
            self._as_written = pydantic_core.to_jsonable_python(self._written or {})
        written: dict[str, JsonValue] = self._as_written
        return written
