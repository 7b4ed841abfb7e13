"""What the name of a field tells, in the words companies use. Values decide the type; a name breaks the tie."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import get_args

from roundtrip.domain.column import Identifier

IDENTIFIES: dict[str, str] = {
    "user_id": r"(app_|customer_)?user_?(id)?|customer(_id)?|member(_id)?|account_id|person(_id)?|uid|profile_id|subscriber_id",
    "anonymous_id": r"anonymous_id|user_pseudo_id|distinct_id|anon_id",
    "device_id": r"device_?id|advertising_id|idfa|idfv|gaid|aaid|android_id",
    "web_cookie": r"(web_)?cookie(_id)?|(ga_)?client_id|visitor_id",
    "email": r"e_?mail(_?adresse|_address)?|customer_email|user_email|courriel|correo(_electronico)?",
    "phone": r"phone(_number|_no)?|mobile(_number|_phone)?|msisdn|telephone|tel|(telefon|handy|mobil)(_?(nummer|nr))?|telefono|movil",
    "loyalty_card": r"(loyalty|member|membership|customer)_?(card|number|no|card_id|card_number|card_no|id)|card_(id|number|no)"
    r"|(kunden)?karten_?(nr|nummer|id)|kundenkarte|carte_(de_)?fidelite|tarjeta",
}
"""Identifier kinds by the names they go by; the first kind that matches counts."""
ID = re.compile(r"(.*_)?(id|uuid|guid|key|code|number|no|sku|zip|postcode|hash|nr|nummer|numero)")
TIME = re.compile(
    r".*_(at|on|ts|time|date|timestamp|day|datetime)|time|date|day|timestamp|ts|created|updated|dob|birthday|when"
)
HAPPENED = ("occurred", "event", "created", "ordered", "bought", "timestamp", "time", "started", "install")
"""How a time is called that says when a row happened, and no other of its times."""
CHANGED = re.compile(
    r"(last_)?(updated|modified|changed|seen|synced)(_.*)?|last_(seen|update|change).*"
    r"|(zuletzt_)?(geaendert|aktualisiert)(_.*)?|(date_)?(modifie|modificad|actualizad).*"
)
PERSONAL = re.compile(
    r"(.*_)?(first|last|full|middle|nick|given|family|sur|maiden)_?name|(billing|shipping|contact|recipient|member|guest)_name|"
    r"(first|last|full|middle|nick|given|family|sur|user|customer|display)_?name|name|birth.*|born.*|dob|date_of_birth|street.*|address.*"
    r"|zip.*|postal.*|postcode|profession|occupation|ssn|ip(_address)?|lat(itude)?|lon(gitude)?|lng|title|body|comment.*|note(s)?|review|text"
    r"|message|feedback|phone.*|e_?mail.*|mobile.*|(billing|shipping)_(address|street|zip|phone|postal).*"
    r"|.*(vorname|nachname|familienname|geburt|anschrift|strasse|hausnummer|telefon|handy|prenom|naissance|nombre|apellido|nacimiento"
    r"|direccion|telefono).*|adresse.*|plz|postleitzahl|mobil.*|beruf|nom|nom_de_famille|code_postal|codigo_postal|movil|ansprechpartner"
)
CLOSED = re.compile(
    r"(.*_)?(status|type|kind|platform|gender|channel|direction|state|tier|plan|store|permission|os|mode|category)"
)
COUNT = re.compile(
    r"(.*_)?(count|impressions|clicks|quantity|qty|age|points|pages|seconds|duration|reward|difficulty|views|items)"
)
MONEY = re.compile(r"(.*_)?(amount|price|spend|cost|revenue|budget|total|balance|income|value)(_.*)?")
CURRENCY = re.compile(r"(.*_)?currency(_code)?")
_POSTGRES = """
    all analyse analyze and any array as asc both case cast check collate column constraint create default deferrable desc distinct do
    else end except false fetch for foreign from full grant group having in initially inner intersect into is join lateral leading left
    like limit localtime natural not null offset on only or order outer overlaps placing primary references returning right select
    similar some symmetric table then to trailing true union unique user using variadic verbose when where window with
"""
RESERVED = frozenset(_POSTGRES.split())
"""Words that Postgres takes for its own where a column's name stands."""
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
NAME_LENGTH = 40
PEOPLE = re.compile(r"(.*_)?(profile|member|customer|user|person|people|subscriber|account|contact)s?")
"""Feeds whose rows are people: what they call `id` is the person's."""


@dataclass(frozen=True)
class Hint:
    """What a name tells of its field."""

    identifies: Identifier | None
    is_id: bool
    is_time: bool
    is_phone: bool
    is_token: bool
    is_personal: bool


def hint_of(column: str, feed: str) -> Hint:
    """`column` and `feed` as they will be called: small letters and _."""
    column = "user_id" if column == "id" and PEOPLE.fullmatch(feed) else column
    kind = next((kind for kind in get_args(Identifier) if re.fullmatch(IDENTIFIES[kind], column)), None)
    return Hint(
        identifies=kind,
        is_id=bool(ID.fullmatch(column)),
        is_time=bool(TIME.fullmatch(column)),
        is_phone=kind == "phone" or column.endswith(("_phone", "_mobile")),
        is_token=column.endswith("token"),
        is_personal=bool(PERSONAL.fullmatch(column)),
    )


def snake(field: str) -> str:
    """A field's name as a column's: `orderId`, `Order ID` and `order-id` become order_id, `Geändert am` geaendert_am."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", field).translate(UMLAUTS))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", plain)
    name = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")[:NAME_LENGTH].strip("_")
    if not name or name[0].isdigit():
        name = f"c_{name}".strip("_")
    return f"{name}_" if name in RESERVED else name


def singular(word: str) -> str:
    """`orders` → order, `deliveries` → delivery: one row of the feed."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 1 else word
