"""Text of files and of people as it is, where markup is read: nothing of it becomes a link, a sign, a list or a line."""

import re

# Keeps apart what would be read as one, has no width, and no line breaks at it. A copy of the text holds it.
JOINER = "\u2060"

# Control characters do nothing on a page, or turn the text round: they are shown. Those of ASCII have pictures.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D)} | {
    0x7F: 0x2421
}
_TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN = _PICTURES | dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0), *_TURNS), 0xFFFD)
_LINES = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")

# What begins or ends markup gets a backslash. What is read as markup only after that, in the text that remains, or is no
# punctuation, is kept apart by a joiner. As little as possible of both: a screen reader reads labels out as they are written.
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
    """Markdown that shows the text on one line as it is, in a sentence, a title or a label; control characters shown."""
    return _MARKUP.sub(lambda match: f"\\{match[0]}" if match["backslash"] else JOINER, visible(text))


def escaped(text: str) -> str:
    """The text for a chart, which reads a few tags of HTML; on one line, control characters shown."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def visible(text: str) -> str:
    """The text on one line, each control character as a picture or a mark: none turns round what stands beside it."""
    return _LINES.sub(" ", text).translate(_SHOWN).strip()
