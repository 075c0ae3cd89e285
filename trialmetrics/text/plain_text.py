"""Escapes untrusted text for Markdown and for charts, so that none of it becomes a link, an emoji, a list or a new line."""

import re

# WORD JOINER: separates characters that would form markup; it has no width and allows no line break. It stays in copied text.
JOINER = "\u2060"

# Control characters are invisible on a page or reverse its text, so they are shown. ASCII ones have Unicode pictures.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D)} | {
    0x7F: 0x2421
}
_TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN = _PICTURES | dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0), *_TURNS), 0xFFFD)
_LINES = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")

# A backslash escapes characters that begin or end markup. A joiner separates what Streamlit turns into markup after Markdown is
# parsed, and what is not punctuation. Both are used sparingly: a screen reader reads them out.
_MARKUP = re.compile(
    r"""
      (?P<joiner>
          \A (?= [-+>\#=|:] | \d+ (?: [.)] | \Z ) )         # - item, # heading, 1. item; a number before a dot of ours
        | (?<= [-<>~] ) (?= [-=>] )                                                           # an arrow, a dash, a sign
        | (?<= : ) (?= [^\W\d] | [-+/] | \d [\w+-]* : | \Z )                      # :smile:, :red[text], https://, mailto:
        | (?<= [wW]{3} ) (?= \. ) | (?= @ )                                                  # www.example.com, a@b.com
        | (?<= \# ) \Z                                                                    # the end of a heading
      )
    | (?P<backslash>
          [\\`*$~\[\]]
        | < (?= [A-Za-z/!?] )
        | & (?= \# | \w+ ; )
        | (?<! [^\W_] ) _ | _ (?! [^\W_] )                                                 # between letters it is none
      )
    """,
    re.VERBOSE,
)


def plain(text: str) -> str:
    """Markdown that shows the text literally, on one line, with control characters visible."""
    return _MARKUP.sub(lambda match: f"\\{match[0]}" if match["backslash"] else JOINER, visible(text))


def escaped(text: str) -> str:
    """The text for Plotly, which reads some HTML tags: escaped, on one line, with control characters visible."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def visible(text: str) -> str:
    """The text on one line, with control characters replaced by visible ones, so that none reverses the text beside it."""
    return _LINES.sub(" ", text).translate(_SHOWN).strip()
