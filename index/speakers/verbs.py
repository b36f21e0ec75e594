"""The verbs of saying, by language and form: what may stand before its subject, what only behind, what needs none.

Invariant: a form listed for one language is no everyday word of another, so that no text needs its language told.
"""

from __future__ import annotations

import re

_A_THING = (
    r"\s+(?:to|two|three|four|five|six|several|some|many|more|another|thousands|hundreds|an?|\d+|his|her|their|its|language|money|funding|"
    r"new|value)\b"
)
_ENGLISH = (
    rf"sa(?:id|ys)|state[sd]|add(?:ed|s)(?!{_A_THING})|note[sd]|explain(?:ed|s)|wrote(?!{_A_THING})|writes|commented|remarked|concluded|"
    r"continued(?=[,.:]|\s*[\"“]|\s+[A-Z])|"
    "emphasi[sz]ed|stressed|argued|warned|declared|insisted|recalled|observed"
)
_ENGLISH_BEHIND = (
    "told|tells|asserted|reiterated|affirmed|acknowledged|testified|urged|suggested|claimed|replied|pointed out|"
    "underlined|underscored|announced|cautioned|predicted"
)
_GERMAN = (
    "sagte?|erklärte?|betonte?|ergänzte|meinte|warnte|unterstrich|berichtete|bekräftigte|äußerte|fügte|teilte|schrieb|"
    "mahnte|versicherte|erläuterte|kündigte"
)
_FRENCH_PARTICIPLES = (
    "déclaré|dit|affirmé|ajouté|expliqué|souligné|précisé|indiqué|rappelé|annoncé|estimé|assuré|insisté|conclu|averti|"
    "noté|observé|confié"
)
_FRENCH = rf"a (?:{_FRENCH_PARTICIPLES})|déclare|affirme|ajoute|explique|souligne|précise|indique|rappelle|estime"
_SPANISH = (
    "(?:ha )?(?:dicho|declarado|afirmado|añadido|explicado|señalado|asegurado)|dijo|declaró|afirmó|añadió|agregó|"
    "explicó|señaló|indicó|aseguró|subrayó|destacó|advirtió|recordó|sostuvo|manifestó|comentó|anunció|insistió|precisó"
)
_INVERTED = "|".join((_ENGLISH, _GERMAN, _FRENCH, _SPANISH))
_ACCORDING = r"[Aa]ccording to|[Ii]n the words of|[Ll]aut|[Nn]ach Angaben von|[Ss]elon|[Ss]egún"

VERB = re.compile(
    rf"\b(?:(?P<according>{_ACCORDING})\s+"
    rf"|(?P<asked>(?:a|\w+e)-t-(?P<pronoun>il|elle)\b(?: (?:{_FRENCH_PARTICIPLES})\b)?)"
    rf"|(?P<inverting>{_INVERTED})\b|(?:{_ENGLISH_BEHIND})\b)"
)
"""A verb of saying. ``inverting``: its subject may follow; ``asked``: "a-t-elle ajouté" names its pronoun itself;
``according``: "according to" and its kin, white space included.
"""
NEEDS_NO_SUBJECT = re.compile(_SPANISH)
"""Forms that stand alone for "he said" or "she said"."""
PRONOUNS = {"he": "he", "him": "he", "er": "he", "il": "he", "él": "he", "lui": "he", "ihm": "he",
            "she": "she", "her": "she", "sie": "she", "elle": "she", "ella": "she", "ihr": "she"}  # fmt: skip
"""What a pronoun tells of the person it stands for, by its lower-case form."""
