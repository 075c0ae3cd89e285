"""The vocabulary of trial logs, as data: events, states, columns, and how people write them in English and Dutch."""

from typing import Literal, NamedTuple


class EventWord(NamedTuple):
    """A kind of event: whose act it is, whether it is a reply (stops the clock), whether it is human contact."""

    by: Literal["buyer", "machine", "supplier", "observed", "tester"]
    reply: bool = False
    contact: bool = False


_REPLY = EventWord("supplier", reply=True, contact=True)
_CONTACT = EventWord("supplier", contact=True)

EVENTS: dict[str, EventWord] = {
    "request": EventWord("buyer"),
    "chase": EventWord("buyer"),
    "complaint": EventWord("buyer"),
    "auto_reply": EventWord("machine"),
    "reply": _REPLY,
    "question": _REPLY,
    "advice": _REPLY,
    "quote": _REPLY,
    "confirmation": _REPLY,
    "decline": _REPLY,
    "brush_off": _REPLY,
    "dispatch": _CONTACT,
    "delivery": _CONTACT,
    "partial_delivery": _CONTACT,
    "invoice": _CONTACT,
    "initiative": _CONTACT,
    "recovery": _CONTACT,
    "error": EventWord("observed"),
    "rude": EventWord("observed"),
    "belittling": EventWord("observed"),
    "disclosed": EventWord("observed"),
    "assessment": EventWord("tester"),
    "closed": EventWord("tester"),
    "void": EventWord("tester"),
}

STATES = (
    "void", "burnt", "incomplete", "fulfilled", "brushed_off", "declined", "ignored", "dropped", "stopped", "open",
)  # fmt: skip
# An ended trial came to something or to nothing, or was stopped, which is neither.
SOMETHING = ("fulfilled", "declined")
NOTHING = ("ignored", "brushed_off", "dropped")
ENDED = (*SOMETHING, "stopped", *NOTHING)

# Kinds of observation: a missing event counts as "did not happen" only if its kind was observed.
OBSERVED = (
    "contact", "reply_times", "delivery", "chases", "errors", "initiatives", "recoveries", "rude", "belittling", "complaints",
    "ratings",
)  # fmt: skip

CRITERIA = (
    "responsiveness",
    "follow_through",
    "courtesy",
    "welcome",
    "helpfulness",
    "care",
    "outcome",
    "devotion",
)  # fmt: skip

ORDER_CLASSES = ("small", "large")
CHANNELS = ("email", "phone", "web", "chat", "visit", "post")
OUTCOMES = ("fulfilled", "declined", "brushed_off", "ignored", "dropped", "open", "void")
RATINGS = ("welcome", "courtesy", "helpfulness")


class Column(NamedTuple):
    """A column of a log or sheet: its kind of value, whether every row needs one, and the longest text in characters."""

    kind: Literal[
        "text",
        "event",
        "moment",
        "number",
        "currency",
        "class",
        "yes_no",
        "channel",
        "rating",
        "count",
        "outcome",
    ]
    needed: bool = False
    longest: int = 0


_TRIAL = {
    "category": Column("text", longest=100),
    "round": Column("text", longest=100),
    "tester": Column("text", longest=100),
    "order_value": Column("number"),
    "currency": Column("currency"),
    "order_class": Column("class"),
    "new_customer": Column("yes_no"),
    "channel": Column("channel"),
}

_NOTED = {
    "welcome": Column("rating"),
    "courtesy": Column("rating"),
    "helpfulness": Column("rating"),
    "note": Column("text", longest=4000),
}

EVENT_COLUMNS: dict[str, Column] = {
    "supplier": Column("text", needed=True, longest=200),
    "trial_id": Column("text", needed=True, longest=100),
    "event": Column("event", needed=True),
    "occurred_at": Column("moment", needed=True),
    **_TRIAL,
    "promised_at": Column("moment"),
    **_NOTED,
    "rater": Column("text", longest=100),
}

SHEET_COLUMNS: dict[str, Column] = {
    "supplier": Column("text", needed=True, longest=200),
    "requested_at": Column("moment", needed=True),
    "trial_id": Column("text", longest=100),
    **_TRIAL,
    "first_reply_at": Column("moment"),
    "promised_at": Column("moment"),
    "delivered_at": Column("moment"),
    "closed_at": Column("moment"),
    "chases": Column("count"),
    "chased_first": Column("yes_no"),
    "errors": Column("count"),
    "recoveries": Column("count"),
    "initiatives": Column("count"),
    "rude": Column("count"),
    "belittling": Column("count"),
    "complaints": Column("count"),
    "outcome": Column("outcome"),
    "disclosed": Column("yes_no"),
    **_NOTED,
}

# Headings that people give these columns, in lower case with single spaces; the names of the columns need no entry.
# A heading that could mean two columns, such as "date", is listed under neither: the reader is asked.
HEADINGS: dict[str, tuple[str, ...]] = {
    "supplier": (
        "supplier name", "vendor", "vendor name", "company", "company name", "firm", "seller",
        "leverancier", "naam leverancier", "leveranciersnaam", "bedrijf", "bedrijfsnaam", "firma", "verkoper",
    ),
    "trial_id": (
        "trial", "trial nr", "trial number", "order id", "order no", "order nr", "order number", "reference", "ref",
        "proef", "proef id", "proefnummer", "proeforder", "ordernummer", "bestelnummer", "kenmerk", "referentie",
    ),
    "event": (
        "event type", "what happened", "activity",
        "gebeurtenis", "soort gebeurtenis", "wat gebeurde er", "wat er gebeurde", "actie",
    ),
    "occurred_at": (
        "when", "date and time", "event date", "event time", "moment", "timestamp", "happened at", "occurred",
        "wanneer", "datum en tijd", "tijdstip", "gebeurd op", "datum gebeurtenis",
    ),
    "category": ("product group", "goods", "categorie", "productgroep", "soort goederen"),
    "round": ("batch", "campaign", "ronde", "proefronde"),
    "tester": ("tested by", "buyer", "logged by", "tester naam", "getest door", "inkoper", "besteller"),
    "order_value": (
        "value", "amount", "order amount", "price", "total price",
        "orderwaarde", "bestelwaarde", "bedrag", "waarde", "prijs", "orderbedrag",
    ),
    "currency": ("valuta", "munt"),
    "order_class": ("class", "order size", "size", "orderklasse", "ordergrootte", "grootte", "klein of groot", "klasse"),
    "new_customer": ("is new customer", "nieuwe klant"),
    "channel": ("medium", "via", "kanaal"),
    "promised_at": (
        "promised", "promised on", "promised date", "promised delivery", "promised delivery date", "delivery promised",
        "beloofd", "beloofd op", "toegezegd", "toegezegd op", "beloofde levering", "beloofde leverdatum", "leverdatum beloofd",
    ),
    "welcome": ("welcoming", "welkom", "ontvangst", "hoe welkom"),
    "courtesy": (
        "politeness", "friendliness", "friendly",
        "vriendelijk", "vriendelijkheid", "beleefdheid", "beleefd", "hoffelijkheid",
    ),
    "helpfulness": ("helpful", "behulpzaamheid", "behulpzaam"),
    "note": (
        "notes", "remark", "remarks", "comment", "comments", "quote text",
        "opmerking", "opmerkingen", "notitie", "notities", "toelichting", "citaat",
    ),
    "rater": ("rated by", "second rater", "beoordelaar", "beoordeeld door"),
    "requested_at": (
        "requested", "requested on", "request date", "ordered", "ordered at", "ordered on", "order date", "date ordered",
        "besteld", "besteld op", "besteldatum", "bestelling", "aangevraagd", "aangevraagd op", "aanvraagdatum", "orderdatum",
    ),
    "first_reply_at": (
        "first reply", "first response", "replied at", "replied on", "first answer", "answered on",
        "eerste reactie", "eerste antwoord", "reactie", "reactie op", "antwoord op", "eerste reactie op",
    ),
    "delivered_at": (
        "delivered", "delivered on", "delivery date", "date delivered",
        "geleverd", "geleverd op", "leverdatum", "afgeleverd", "afgeleverd op", "ontvangen", "ontvangen op",
    ),
    "closed_at": ("closed", "closed on", "afgesloten", "afgesloten op", "gesloten", "gesloten op"),
    "chases": (
        "times chased", "chased", "reminders", "follow ups", "how often chased",
        "nagebeld", "hoe vaak nagebeld", "aantal keer nagebeld", "herinneringen", "rappels", "aantal rappels",
    ),
    "chased_first": ("chased before reply", "eerst nagebeld", "nagebeld voor eerste reactie"),
    "errors": ("mistakes", "number of errors", "fouten", "aantal fouten"),
    "recoveries": ("made good", "recovered", "hersteld", "herstel", "goedgemaakt"),
    "initiatives": ("initiative", "unasked", "initiatief", "initiatieven", "ongevraagd"),
    "rude": ("rudeness", "grof", "onbeleefd", "onbeschoft"),
    "belittling": ("belittled", "kleinerend", "neerbuigend"),
    "complaints": ("complaint", "klachten", "klacht", "aantal klachten"),
    "outcome": ("result", "uitkomst", "resultaat", "afloop"),
    "disclosed": ("test discovered", "discovered", "ontdekt", "test ontdekt", "proef ontdekt"),
}  # fmt: skip

# Ambiguous headings: proposed for a column that is needed, never accepted without asking.
PROPOSED: dict[str, tuple[str, ...]] = {
    "supplier": ("name", "naam", "contact", "partij"),
    "trial_id": ("id", "nr", "no", "number", "nummer", "order", "code"),
    "event": ("type", "soort", "what", "wat", "status", "action"),
    "occurred_at": ("date", "datum", "time", "tijd", "day", "dag"),
    "requested_at": ("date", "datum", "day", "dag", "order", "start", "po date", "po sent to vendor date"),
}

# Synonyms that people write for the values of fixed lists, by kind of value.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "event": {
        "request": ("order", "enquiry", "inquiry", "ordered", "aanvraag", "bestelling", "besteld", "verzoek"),
        "chase": ("chased", "reminder", "follow up", "nagebeld", "herinnering", "rappel", "nabellen"),
        "complaint": ("complained", "klacht"),
        "auto_reply": ("automatic reply", "autoreply", "automatisch antwoord", "automatische reactie"),
        "reply": ("replied", "answer", "response", "antwoord", "reactie"),
        "question": ("asked", "vraag", "wedervraag"),
        "advice": ("advised", "advies"),
        "quote": ("quotation", "offer", "offerte", "aanbieding", "prijsopgave"),
        "confirmation": ("confirmed", "order confirmation", "bevestiging", "orderbevestiging", "bevestigd"),
        "decline": ("declined", "refusal", "afwijzing", "afgewezen", "nette afwijzing"),
        "brush_off": ("brushed off", "brushoff", "afgewimpeld", "afgescheept"),
        "dispatch": ("dispatched", "shipped", "shipment", "verzonden", "verzending"),
        "delivery": ("delivered", "levering", "geleverd", "afgeleverd"),
        "partial_delivery": (
            "partial",
            "part delivery",
            "part delivered",
            "partly delivered",
            "partially delivered",
            "deellevering",
            "gedeeltelijke levering",
            "gedeeltelijk geleverd",
            "deels geleverd",
        ),
        "invoice": ("invoiced", "factuur", "rekening"),
        "initiative": ("unasked", "initiatief"),
        "recovery": ("recovered", "made good", "herstel", "hersteld", "goedgemaakt"),
        "error": ("mistake", "fout"),
        "rude": ("rudeness", "grof", "onbeleefd", "onbeschoft"),
        "belittling": ("belittled", "kleinerend", "neerbuigend"),
        "disclosed": ("discovered", "test discovered", "ontdekt", "test ontdekt"),
        "assessment": ("rating", "ratings", "beoordeling"),
        "closed": ("close", "end", "gesloten", "afgesloten", "einde"),
        "void": ("not counted", "does not count", "invalid", "ongeldig", "telt niet", "telt niet mee"),
    },
    "outcome": {
        "fulfilled": ("delivered", "geleverd", "vervuld", "uitgevoerd"),
        "declined": ("decline", "afgewezen", "nette afwijzing"),
        "brushed_off": ("brush off", "afgewimpeld", "afgescheept"),
        "ignored": ("no answer", "geen reactie", "genegeerd"),
        "dropped": ("never delivered", "nooit geleverd", "niet geleverd", "laten vallen"),
        "open": ("running", "lopend", "loopt nog"),
        "void": ("not counted", "does not count", "invalid", "ongeldig", "telt niet", "telt niet mee"),
    },
    "class": {"small": ("klein", "s"), "large": ("groot", "big", "l", "g")},
    "channel": {
        "email": ("e mail", "mail"),
        "phone": ("telephone", "call", "telefoon", "telefonisch", "gebeld"),
        "web": ("website", "web form", "webformulier", "webshop"),
        "chat": ("whatsapp",),
        "visit": ("bezoek",),
        "post": ("letter", "brief"),
    },
    "yes_no": {
        "yes": ("y", "true", "1", "x", "v", "ja", "j", "waar"),
        "no": ("n", "false", "0", "nee", "onwaar"),
    },
}

# Ratings as signs. A `-` counts only in a column with other signs; alone it means that nothing was noted.
RATING_SIGNS: dict[str, float] = {"++": 5, "+": 4, "+-": 3, "+/-": 3, "±": 3, "-": 2, "--": 1}

# Ratings as words, signs, smileys or stars.
RATING_WORDS: dict[str, float] = {
    **RATING_SIGNS,
    "uitstekend": 5, "excellent": 5, "zeer goed": 5, "heel goed": 5, "very good": 5, "goed": 5, "good": 5,
    "matig": 3, "redelijk": 3, "fair": 3, "mediocre": 3, "neutraal": 3, "neutral": 3,
    "slecht": 1, "bad": 1, "poor": 1, "zeer slecht": 1, "very bad": 1,
    ":-)": 5, ":)": 5, ":-d": 5, ":d": 5, ":-|": 3, ":|": 3, ":-/": 2, ":/": 2, ":-(": 1, ":(": 1,
    "😀": 5, "😃": 5, "😄": 5, "😁": 5, "😊": 5, "😍": 5, "🙂": 4, "☺": 4, "😐": 3, "😑": 3, "😕": 2, "🙁": 2,
    "☹": 1, "😞": 1, "😟": 1, "😢": 1, "😠": 1, "😡": 1, "🤬": 1,
    "*****": 5, "****": 4, "***": 3, "**": 2, "*": 1, "★★★★★": 5, "★★★★": 4, "★★★": 3, "★★": 2, "★": 1,
}  # fmt: skip

# Texts for "nothing was noted"; the second line lists what programs write into empty cells.
NOT_OBSERVED = (
    "", "n.v.t.", "n.v.t", "nvt", "n/a", "n.a.", "?", "??", "onbekend", "unknown", "niet genoteerd", "not noted",
    "null", "(null)", "none", "nan", "nat", "<na>", "#n/a", "#n/b", "-", "–", "—", "(blank)", "(leeg)",
)  # fmt: skip
# What spreadsheets show for a failed formula, in English and Dutch; nobody noted that.
ERRORS = (
    "#div/0!", "#name?", "#null!", "#num!", "#ref!", "#value!", "#spill!", "#calc!", "#field!",
    "#deel/0!", "#naam?", "#leeg!", "#getal!", "#verw!", "#waarde!", "#overloop!",
)  # fmt: skip
# It did not happen, and will not.
NEVER = (
    "geen",
    "geen reactie",
    "geen antwoord",
    "geen respons",
    "nooit",
    "never",
    "no reply",
    "no response",
    "no answer",
    "nee",
    "no",
    "niet",
    "n",
)
# It had not happened yet when this was written, and still may.
NOT_YET = (
    "nog niet", "nog geen reactie", "nog niet geleverd", "nog niet ontvangen", "in afwachting", "openstaand", "loopt nog",
    "not yet", "no reply yet", "not yet delivered", "not yet received", "pending", "outstanding", "awaiting",
)  # fmt: skip
# It happened, at a time that was not noted.
HAPPENED = ("ja", "yes", "x", "v", "j", "y")
# First cells of total rows, which are not trials.
TOTALS = (
    "totaal", "total", "totals", "totalen", "subtotaal", "subtotal", "sub total", "grand total", "eindtotaal", "som", "sum",
    "gemiddelde", "gemiddeld", "average", "mean", "aantal", "count",
)  # fmt: skip

NUMBERS: dict[str, int] = {
    "een": 1, "één": 1, "one": 1, "once": 1, "eenmaal": 1, "twee": 2, "two": 2, "twice": 2, "tweemaal": 2,
    "drie": 3, "three": 3, "driemaal": 3, "vier": 4, "four": 4, "vijf": 5, "five": 5, "zes": 6, "six": 6,
    "zeven": 7, "seven": 7, "acht": 8, "eight": 8, "negen": 9, "nine": 9, "tien": 10, "ten": 10,
}  # fmt: skip

# Legal forms without their points; suppliers whose names differ only in that punctuation are the same.
LEGAL_FORMS = (
    "bv", "nv", "vof", "cv", "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "ev", "se", "sa", "sas", "sarl", "sasu", "sl", "slu",
    "srl", "spa", "snc", "bvba", "sprl", "ltd", "llc", "llp", "lp", "plc", "inc", "corp", "co", "pty", "pvt", "pte", "ab", "as",
    "asa", "oy", "oyj", "aps", "ks", "sro", "zoo", "doo", "dd", "kft", "zrt", "lda", "kk", "sdnbhd", "bhd",
)  # fmt: skip

# Words in supplier names that vary or are left out; used only to propose that two names are one supplier.
NAME_WORDS = {
    "en": "", "and": "", "und": "", "et": "", "the": "", "fa": "", "firma": "",
    "zoon": "zn", "zonen": "zn", "zoons": "zn", "son": "zn", "sons": "zn", "sohn": "zn", "sohne": "zn", "soehne": "zn",
    "gebroeders": "gebr", "brothers": "gebr", "bros": "gebr", "gebruder": "gebr", "gebrueder": "gebr",
}  # fmt: skip

# Currencies in use, ISO 4217.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
CURRENCY_WORDS = {"€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "£": "GBP", "¥": "JPY"}
