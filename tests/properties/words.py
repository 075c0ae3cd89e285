"""Headings and words of files in five languages. `(text, sure)`: sure where trial-log.md or our templates have it."""

from random import Random

from tests.properties.truths import Kind

Sure = tuple[str, bool]


def _sure(*texts: str) -> tuple[Sure, ...]:
    return tuple((text, True) for text in texts)


def _unsure(*texts: str) -> tuple[Sure, ...]:
    return tuple((text, False) for text in texts)


# Headings of the actual delivery: beside one of these a bare delivery date is the promise.
BARE_DELIVERY = {
    "en": "Delivery date", "nl": "Leverdatum", "de": "Liefertermin", "fr": "Date de livraison", "es": "Fecha de entrega",
}  # fmt: skip

_TEMPLATE_NL = {
    "supplier": "leverancier", "trial_id": "proef", "event": "gebeurtenis", "occurred_at": "tijdstip", "category": "categorie",
    "round": "ronde", "tester": "inkoper", "order_value": "bedrag", "currency": "valuta", "order_class": "ordergrootte",
    "new_customer": "nieuwe klant", "channel": "kanaal", "promised_at": "beloofd op", "note": "opmerking", "rater": "beoordelaar",
    "requested_at": "besteld op", "first_reply_at": "eerste reactie", "delivered_at": "geleverd op", "closed_at": "afgesloten op",
    "chases": "hoe vaak nagebeld", "chased_first": "eerst nagebeld", "errors": "fouten", "recoveries": "hersteld",
    "initiatives": "initiatieven", "rude": "grof", "belittling": "kleinerend", "complaints": "klachten", "outcome": "uitkomst",
    "disclosed": "ontdekt", "welcome": "welkom", "courtesy": "beleefdheid", "helpfulness": "behulpzaamheid",
}  # fmt: skip

_SHARED: dict[str, dict[str, tuple[Sure, ...]]] = {
    "en": {
        "supplier": _sure("Vendor", "Vendor name", "Supplier name", "Supplier"),
        "trial_id": _sure("PO Number", "Order number", "Order no"),
        "promised_at": _sure(
            "Due date", "Promised date", "Expected delivery date", "Planned delivery date", "Agreed delivery date",
            "Confirmed delivery date", "Scheduled delivery date",
        ),
        "category": (*_sure("Category"), *_unsure("Product group")),
        "order_value": (*_sure("Order value"), *_unsure("Amount", "Total")),
        "note": (*_sure("Note", "Remarks"), *_unsure("Comments")),
        "courtesy": _sure("Courtesy", "Politeness"),
    },
    "nl": {
        "supplier": _sure("Leverancier"),
        "trial_id": _sure("Bestelnummer", "Ordernummer"),
        "promised_at": _sure("Verwachte leverdatum", "Geplande leverdatum", "Afgesproken leverdatum", "Beloofd op"),
        "note": _sure("Opmerking", "Opmerkingen"),
        "courtesy": (*_sure("Beleefdheid"), *_unsure("Vriendelijk")),
    },
    "de": {
        "supplier": _sure("Lieferant"),
        "trial_id": _sure("Bestellnummer"),
        "promised_at": (*_sure("Geplanter Liefertermin"), *_unsure("Zugesagter Liefertermin", "Bestätigter Liefertermin")),
        "category": _unsure("Kategorie", "Warengruppe"),
        "order_value": _unsure("Bestellwert", "Nettowert"),
        "currency": _sure("Währung"),
        "note": _unsure("Bemerkung"),
    },
    "fr": {
        "supplier": _sure("Fournisseur"),
        "trial_id": _sure("N° de commande", "Numéro de commande"),
        "promised_at": (*_sure("Date de livraison prévue"), *_unsure("Livraison prévue le")),
        "category": _unsure("Catégorie"),
        "order_value": _unsure("Montant"),
        "currency": _sure("Devise"),
        "note": _unsure("Remarque", "Commentaire"),
    },
    "es": {
        "supplier": _sure("Proveedor"),
        "trial_id": _sure("Número de pedido"),
        "promised_at": (*_sure("Fecha de entrega prevista"), *_unsure("Fecha prevista")),
        "category": _unsure("Categoría"),
        "order_value": _unsure("Importe"),
        "currency": _sure("Moneda"),
        "note": _unsure("Observaciones"),
    },
}  # fmt: skip
_SHEET: dict[str, dict[str, tuple[Sure, ...]]] = {
    "en": {
        "requested_at": _sure("Order date", "Created at", "Ordered on"),
        "first_reply_at": (*_sure("First reply", "First response"), *_unsure("Reply date")),
        "delivered_at": _sure(
            "Receipt date", "Received date", "Actual delivery date", "Arrived", "Delivered"
        ),
        "closed_at": _unsure("Closed on"),
        "chases": (*_sure("Times chased"), *_unsure("Reminders")),
    },
    "nl": {
        "requested_at": _sure("Besteldatum", "Besteld op"),
        "first_reply_at": _sure("Eerste reactie"),
        "delivered_at": (
            *_sure("Werkelijke leverdatum", "Ontvangen op", "Geleverd"),
            *_unsure("Ontvangstdatum"),
        ),
        "chases": _sure("Hoe vaak nagebeld"),
    },
    "de": {
        "requested_at": _sure("Bestelldatum"),
        "first_reply_at": _unsure("Erste Antwort"),
        "delivered_at": (*_sure("Wareneingang", "Geliefert am"), *_unsure("Tatsächlicher Liefertermin")),
        "chases": _unsure("Erinnerungen"),
    },
    "fr": {
        "requested_at": _sure("Date de commande"),
        "first_reply_at": _unsure("Première réponse"),
        "delivered_at": (*_sure("Date de réception"), *_unsure("Livré le")),
        "chases": _unsure("Relances"),
    },
    "es": {
        "requested_at": _sure("Fecha de pedido", "fecha_pedido"),
        "first_reply_at": _unsure("Primera respuesta"),
        "delivered_at": (*_sure("Fecha de recepción"), *_unsure("Recibido")),
        "chases": _unsure("Recordatorios"),
    },
}
_EVENTS: dict[str, dict[str, tuple[Sure, ...]]] = {
    "en": {
        "event": _sure("Event", "What happened"),
        "occurred_at": _sure("Timestamp", "Date", "Created at", "When"),
        "trial_id": _sure("Trial", "PO Number", "Order no"),
    },
    "nl": {
        "event": _sure("Gebeurtenis", "Wat gebeurd"),
        "occurred_at": _sure("Datum", "Tijdstip", "Wanneer"),
    },
    "de": {"event": _unsure("Ereignis"), "occurred_at": _sure("Datum", "Zeitpunkt")},
    "fr": {"event": _unsure("Événement"), "occurred_at": _sure("Date")},
    "es": {"event": _unsure("Evento"), "occurred_at": _sure("Fecha")},
}
# Date and time in two columns.
DATE_AND_TIME = {
    "en": ("Date", "Time", True), "nl": ("Datum", "Tijd", True), "de": ("Datum", "Uhrzeit", False), "fr": ("Date", "Heure", False),
    "es": ("Fecha", "Hora", False),
}  # fmt: skip


def heading(random: Random, ours: str, kind: Kind, language: str, *, careful: bool) -> Sure:
    """A heading in this language for one of our columns, a sure one where careful.

    Our own name, loosely written, where the language has none.
    """
    table = {**_SHARED[language], **(_SHEET if kind == "sheet" else _EVENTS)[language]}
    texts = [each for each in table.get(ours, ()) if each[1] or not careful]
    if language == "nl" and (not texts or random.random() < 0.3):
        return _cased(random, _TEMPLATE_NL[ours]), True
    if not texts:
        return own_heading(random, ours), True
    text, sure = random.choice(texts)
    return (_cased(random, text) if random.random() < 0.2 else text), sure


def own_heading(random: Random, ours: str) -> str:
    """Our name, in any case, with spaces or underscores."""
    return _cased(random, random.choice([ours, ours.replace("_", " ")]))


def _cased(random: Random, text: str) -> str:
    return random.choice([text, text.capitalize(), text.title(), text.upper()])


# Words of events; the sure Dutch ones are those of our template and the dictionary's plain ones.
EVENT_WORDS: dict[str, dict[str, Sure]] = {
    "nl": {
        "request": ("bestelling", True), "auto_reply": ("automatisch antwoord", True), "confirmation": ("bevestiging", True),
        "delivery": ("levering", True), "error": ("fout", True), "recovery": ("herstel", True), "assessment": ("beoordeling", True),
        "chase": ("nagebeld", True), "belittling": ("kleinerend", True), "closed": ("afgesloten", True),
        "reply": ("antwoord", True), "question": ("vraag", True), "advice": ("advies", True), "quote": ("offerte", True),
        "invoice": ("factuur", True),
        "partial_delivery": ("deellevering", True), "complaint": ("klacht", True), "initiative": ("initiatief", True),
        "decline": ("afgewezen", False), "brush_off": ("afgepoeierd", False), "dispatch": ("verzonden", False),
        "rude": ("grof", False), "disclosed": ("ontdekt", False), "void": ("ongeldig", False),
    },
    "de": {
        "request": ("Anfrage", False), "reply": ("Antwort", False), "question": ("Rückfrage", False), "quote": ("Angebot", False),
        "confirmation": ("Auftragsbestätigung", False), "decline": ("Absage", False), "delivery": ("Lieferung", False),
        "partial_delivery": ("Teillieferung", False), "invoice": ("Rechnung", False), "chase": ("Mahnung", False),
        "complaint": ("Beschwerde", False), "dispatch": ("Versand", False), "brush_off": ("abgewimmelt", False),
    },
    "fr": {
        "request": ("demande", False), "reply": ("réponse", False), "quote": ("devis", False), "delivery": ("livraison", False),
        "partial_delivery": ("livraison partielle", False), "invoice": ("facture", False), "chase": ("relance", False),
        "decline": ("refus", False), "confirmation": ("confirmation", False),
    },
    "es": {
        "request": ("solicitud", False), "reply": ("respuesta", False), "quote": ("presupuesto", False),
        "delivery": ("entrega", False), "partial_delivery": ("entrega parcial", False), "invoice": ("factura", False),
        "chase": ("recordatorio", False), "decline": ("rechazo", False), "confirmation": ("confirmación", False),
    },
}  # fmt: skip

UNKNOWN = (
    "n.v.t.",
    "nvt",
    "n/a",
    "?",
    "onbekend",
    "NULL",
    "nan",
    "NaN",
    "NaT",
    "<NA>",
    "#N/A",
    "-",
    "(blank)",
    "(leeg)",
)
PENDING = ("nog niet", "not yet", "pending", "openstaand")
NEVER = {
    "first_reply_at": ("geen reactie", "no reply", "nooit", "never", "geen"),
    "delivered_at": ("nooit", "never", "geen"),
}
YES = {"en": ("yes", "Yes"), "nl": ("ja", "Ja")}
NO = {"en": ("no", "No"), "nl": ("nee", "Nee")}
CHANNELS_NL = {"email": ("e-mail", True), "phone": ("telefoon", True), "visit": ("bezoek", False)}
CLASSES_NL = {"small": "klein", "large": "groot"}
OUTCOMES_NL = {
    "declined": ("afgewezen", True),
    "fulfilled": ("geleverd", False),
    "ignored": ("genegeerd", False),
}

# Columns that are nobody's business: heading, and a cell made of the number of the row.
EXTRA_COLUMNS = (
    ("Cost centre", "{n4}"), ("Warehouse", "{letter}{n}"), ("Internal ref", "REF/{n3}"), ("Kostenplaats", "{n4}"),
    ("Approved by", "{name}"), ("Plant", "NL0{n}"), ("Payment terms", "30 days net"),
)  # fmt: skip
