"""Words in the headings of dates, in five languages: what was planned, what came of it, and whose moment it is.

All words are in lower case and without accents, as `headings.plain` writes them.
"""

from itertools import pairwise

_PLANNED = {
    "planned", "expected", "scheduled", "due", "promised", "estimated", "eta", "target", "committed",
    "gepland", "geplande", "verwacht", "verwachte", "voorzien", "voorziene", "beloofd", "beloofde", "toegezegd", "toegezegde",
    "afgesproken", "streefdatum",
    "geplant", "geplante", "geplanter", "geplantes", "plan", "plandatum", "plantermin", "soll", "solltermin", "voraussichtlich",
    "voraussichtliche", "voraussichtlicher", "voraussichtliches", "erwartet", "erwartete", "erwarteter", "erwartetes",
    "zugesagt", "zugesagte", "zugesagter", "zugesagtes", "vereinbart", "vereinbarte", "vereinbarter", "vereinbartes",
    "prevu", "prevue", "prevus", "promis", "promise", "convenu", "convenue", "estime", "estimee", "attendu", "attendue",
    "previsto", "prevista", "esperado", "esperada", "prometido", "prometida", "acordado", "acordada", "estimado", "estimada",
}  # fmt: skip
# Planned where they describe a delivery or a date; alone they may as well say when something was confirmed.
_CONFIRMED = {
    "agreed", "confirmed", "bevestigd", "bevestigde", "bestatigt", "bestatigte", "bestatigter", "bestatigtes", "bestaetigt",
    "bestaetigte", "bestaetigter", "bestaetigtes", "confirme", "confirmee", "confirmado", "confirmada",
}  # fmt: skip
_ACTUAL = {
    "actual", "received", "delivered", "arrived",
    "werkelijk", "werkelijke", "feitelijk", "feitelijke", "ontvangen", "geleverd", "afgeleverd", "bezorgd", "aangekomen",
    "binnengekomen", "ontvangstdatum",
    "tatsachlich", "tatsachliche", "tatsachlicher", "tatsachliches", "tatsaechlich", "tatsaechliche", "tatsaechlicher",
    "tatsaechliches", "ist", "erhalten", "geliefert", "eingegangen", "eingetroffen", "eingangsdatum",
    "recu", "recue", "livre", "livree", "arrive", "arrivee",
    "recibido", "recibida", "entregado", "entregada", "llegado", "llegada",
}  # fmt: skip
# Actual where they describe a delivery.
_REAL = {"real", "reel", "reelle", "effectif", "effective", "efectivo", "efectiva"}
# Nouns for the goods' coming in: actual, unless a planned word stands beside them.
_RECEIPT = {
    "receipt", "arrival", "ontvangst", "aankomst", "eingang", "wareneingang", "ankunft", "reception", "recepcion", "gr",
}  # fmt: skip
_DELIVERY = {
    "delivery", "levering", "leverdatum", "leverdag", "aflevering", "afleverdatum", "bezorging", "bezorgdatum",
    "lieferung", "liefertermin", "lieferdatum", "liefertag", "anlieferung", "livraison", "entrega",
}  # fmt: skip
_DATE = {"date", "day", "datum", "dag", "termin", "tag", "jour", "fecha", "dia"}
_OTHER = {
    "of", "the", "on", "at", "for", "goods", "op", "van", "de", "het", "goederen", "am", "der", "die", "des", "ware", "waren",
    "zum", "du", "voor", "tegen", "fur", "pour", "para", "la", "le", "les", "l", "d", "el", "del",
}  # fmt: skip
_KNOWN = _PLANNED | _CONFIRMED | _ACTUAL | _REAL | _RECEIPT | _DELIVERY | _DATE | _OTHER

# Beginnings of words by which a heading speaks of one of our dates; a space ends a word.
_ROOTS = {
    "requested_at": (
        "order", "purchase", "po ", "request", "enquir", "inquir", "rfq ", "bestel", "aanvra", "aangevraagd", "auftrag", "anfrag",
        "angefragt", "command", "demand", "pedido", "solicit", "compra",
    ),
    "first_reply_at": (
        "repl", "response", "respond", "answer", "antwoord", "beantwoord", "reacti", "gereageerd", "antwort", "geantwort",
        "reaktion", "repon", "respuesta", "respondid", "confirmation", "bevestiging", "bestatigung", "bestaetigung", "confirmacion",
        "quot", "offer ", "offerte ", "angebot", "devis ", "offre ", "cotizacion", "oferta ",
    ),
    "closed_at": (
        "close", "closing", "resol", "solved", "complet", "finish", "afgesloten", "gesloten", "afgerond", "opgelost",
        "abgeschlossen", "geschlossen", "erledigt", "clotur", "cerrad", "cierre", "resuelt",
    ),
}  # fmt: skip
# Of invoices, payments and approvals we have no dates.
_ELSEWHERE = (
    "invoice", "pay", "approv", "factu", "betaal", "betaling", "goedkeuring", "rechnung", "zahlung", "genehmig", "paiement", "pago",
    "paid", "birth",
)  # fmt: skip

# Words that make a question of a heading, as forms do: "Which supplier?", "Was anyone rude?".
_ASKING = {
    "which", "what", "who", "when", "how", "was", "were", "is", "did", "do", "does", "the", "a", "you", "your", "they", "it",
    "anyone", "anybody",
    "welke", "welk", "wie", "wat", "wanneer", "hoe", "werd", "de", "het", "een", "u", "uw", "je", "jullie", "men", "ze", "er",
    "iemand",
    "welcher", "welche", "welches", "wer", "wann", "war", "ist", "der", "die", "das", "sie", "jemand",
    "quel", "quelle", "qui", "quand", "est", "etait", "le", "la", "vous", "que", "cual", "quien", "cuando", "es", "fue", "el",
}  # fmt: skip


def subject_of_question(heading: str) -> str:
    """A plain heading without the words that ask: `which supplier` as `supplier`; empty where nothing else is left."""
    return " ".join(word for word in heading.split() if word not in _ASKING)


def delivery_meaning(heading: str) -> str | None:
    """`promised_at` or `delivered_at` if a plain heading says planned or actual; `either` of a bare delivery date; else None."""
    words = heading.split()
    known = {*words}
    if not known or known - _KNOWN - {"by"}:
        return None
    of_delivery = bool(known & (_DELIVERY | _RECEIPT))
    of_a_date = any(pair[0] in _CONFIRMED and pair[1] in _DATE for pair in pairwise(words))
    planned = bool(known & _PLANNED) or (bool(known & _CONFIRMED) and (of_delivery or of_a_date))
    actual = bool(known & _ACTUAL) or (bool(known & _REAL) and of_delivery)
    if planned:
        return None if actual else "promised_at"
    if known & (_CONFIRMED | {"by"}):
        return None
    if actual or known & _RECEIPT:
        return "delivered_at"
    return "either" if known & _DELIVERY else None


def dates_spoken_of(heading: str) -> set[str]:
    """Our columns of dates that a plain heading speaks of, whatever other words stand beside; empty where it says another thing."""
    words = {*heading.split()}
    if any(word.startswith(_ELSEWHERE) for word in words):
        return set()
    spoken_of = {
        column
        for column, roots in _ROOTS.items()
        if any(f"{word} ".startswith(root) for word in words for root in roots)
    }
    planned = words & (_PLANNED | (_CONFIRMED if words & (_DELIVERY | _RECEIPT | _DATE) else set()))
    if "first_reply_at" in spoken_of or "closed_at" in spoken_of:
        return set() if planned else spoken_of
    if planned:
        return {"promised_at"} if not spoken_of or words & _DELIVERY else set()
    if words & (_ACTUAL | _RECEIPT):
        return {"delivered_at"}
    return {"delivered_at", "promised_at"} if words & _DELIVERY else spoken_of
