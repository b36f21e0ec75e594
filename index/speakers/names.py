"""Names of people and their roles, told by form: capitals, initials, titles, particles; no list of people.

Invariant: a name returned is a slice of the phrase with single spaces; an organisation, document or day is no person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PARTICLES = "von|van|der|den|de|da|di|du|dos|del|della|la|le|bin|ibn|al|el|ter|zu|y|af|abu"
_CAPITAL = "A-ZÀ-ÞĀ-Ž"
TOKEN = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Gov|Gen|Col|Lt|Maj|Capt|Cpt|Sgt|Cpl|Adm|Rev|Hon|Prof|St|Jr|Sr|Brig|Cmdr|Spc|Pfc|"
    rf"Pvt|Amb|(?:[{_CAPITAL}]\.)*[{_CAPITAL}])\.|[{_CAPITAL}](?:[\w’'-]*\w)?)"
)
"""One word of a name: capitalised; a full stop belongs to it only in an initial or a known abbreviation."""

_RUN = re.compile(rf"{TOKEN}(?:\s+(?:(?:{PARTICLES})\s+)*(?:in (?=Charge|Chief))?{TOKEN})*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SUFFIXES = _words("""
    jr sr ii iii iv phd md esq
""")
_INITIAL = re.compile(r"[A-Z]\.?")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.)+[A-Z]?\.?")
_COMPOUND_TITLE = re.compile(r"[A-Z]\w+-(?:in-charge|in-chief|general|elect|at-large)", re.IGNORECASE)
_STATES = _words("""
    ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa
    tenn tex vt va wash wis wyo
""")
_ACRONYM = re.compile(r"[A-Z]{2,4}s?$")
OFFICES = _words("""
    mr mrs ms miss mx dr doctor prof professor sir dame lord lady baron baroness rev reverend father sister
    rabbi imam bishop archbishop cardinal pope king queen prince princess sheikh mullah haji hon honorable sen
    senator senators rep representative congressman congresswoman assemblyman delegate gov governor mayor
    councilman president premier chancellor minister secretary undersecretary chief officer director directors
    chair chairman chairwoman chairperson commissioner administrator ambassador envoy counsel attorney judge
    justice magistrate prosecutor solicitor inspector agent sheriff marshal superintendent captain capt major
    maj lieutenant lt colonel col brigadier brig gen admiral adm commander cmdr cdr commodore sergeant sgt
    corporal cpl private pvt pfc spc specialist spokesman spokeswoman spokesperson head leader manager editor
    coach ceo cfo coo cto founder co-founder partner principal member speaker whip comptroller treasurer auditor
    surgeon postmaster archivist librarian registrar rector dean provost secretary-general sens reps general
    counselor counsellor advisor adviser analyst economist coordinator strategist trustee scientist physician
    pastor publisher engineer master harbourmaster biologist bailiff
    ministerin präsident präsidentin kanzler kanzlerin sprecher sprecherin bürgermeister bürgermeisterin direktor
    direktorin leiter leiterin vorsitzende vorsitzender staatssekretär staatssekretärin generalsekretär chef chefin
    herr frau ministre président présidente directeur directrice maire porte-parole secrétaire préfet préfète
    commissaire général générale mme mlle député députée sénateur sénatrice ministro ministra presidente presidenta
    alcalde alcaldesa portavoz secretario secretaria señor señora gobernador gobernadora consejero consejera directora
""")
"""What a person can be: titles, ranks and offices that stand before a name or for it."""

_QUALIFIERS = _words("""
    under deputy vice assistant associate acting interim former executive prime foreign defence defense in
    charge special u.s us royal army navy air force marine corps coast guard afghan national police 1st 2nd
    first senior high state local county district regional federal criminal civil ranking majority minority
    staff 2d
""")
TITLES = OFFICES | _QUALIFIERS
"""Words that stand before a name and are none of it."""

_NOT_PEOPLE = _words("""
    department division office ministry court committee administration service services agency bureau commission
    council association inc corp corporation company llc ltd plc gmbh co army congress senate house government
    university institute center centre foundation bank group union nato isaf act today yesterday report
    indictment complaint documents records information officials prosecutors authorities investigators critics
    experts scientists analysts republicans democrats americans members board section unit district parliament
    treasury pentagon kremlin force forces police command coalition alliance organization organisation network
    team program programme project school hospital college church press times post journal news radio television
    media associated reuters i he she they we it this that these those there here who which what when where
    while however but and or in on at by for from with as also the a an our his her their its my your one two
    some many most all both each every another other such monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december capitol state
    states united kingdom europe european american international plaintiffs defendants survey study poll
    investigation investigations task eastern western northern southern columbia bill amendment initiative plan
    agreement treaty fund resolution settlement budget policy rule order letter statement wildlife security
    affairs health education energy commerce labor agriculture transportation comments remarks announces
    introduces calls urges praises applauds companies internet day week county province jail prison detention circuit
    northwest northeast southwest southeast pacific atlantic democrat republican water development fleet
    aviation works industries systems technologies
""")
_STARTERS = _words("""
    i he she they we you it this that these those there here who which what when where while how why now then
    today yesterday the a an our his her their its my your in on at by for from with as to of and or but not no
    if so some many most all both each every any another other such more after before during since until
    although because however meanwhile also additionally moreover according once only even still yet nearly over
    under about through among between within without despite instead thus therefore finally first second third
    last next earlier later recently currently monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december
""")
"""Words in capitals that begin something new: where a full stop was lost, a name ends before them."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as one phrase names them: the name without titles, and the title before it or the office after it."""

    name: str
    role: str | None


def bare(token: str) -> str:
    """A token as the word lists spell it: lower case, without full stops at its end or a possessive."""
    return token.lower().rstrip(".,").removesuffix("'s").removesuffix("’s")


def people(phrase: str) -> tuple[Person, ...]:
    """The people that a noun phrase names: one, or two joined by "and" ("Senators Snowe and Collins")."""
    one, joined, two = " ".join(phrase.split()).partition(" and ")
    first = person(one) if joined else None
    second = person(two) if joined else None
    if first and second and one.endswith(first.name) and _is_title(first.role) and _is_title(second.role):
        return (first, second)
    whole = person(phrase)
    return (whole,) if whole else ()


def _is_title(words: str | None) -> bool:
    return all(bare(word) in TITLES for word in (words or "").split())


def person(phrase: str) -> Person | None:
    """The person that a noun phrase names, such as "Assistant Attorney General Tony West of the Civil Division".

    The name is what follows the last title in a run of capitalised words; titles and what stands before them become
    the role. After a place ("U.S. Attorney for the District of Maine Jo B. Doe") it is the last two words and the
    initials between. None when no word is left that could be a name.
    """
    phrase = " ".join(phrase.split())
    for number, run in enumerate(_RUN.finditer(phrase)):
        tokens = _before_a_new_sentence(run[0].split(" "))
        first = _after_titles(tokens)
        name = tokens[first:]
        if number and not first and len(name) > 2:
            name = _last_name(name)
        if not _could_be_a_name(name) or (number and not first and len(name) < 2):
            continue
        later = person(phrase[run.end() + 5 :]) if len(name) == 1 and phrase.startswith(" and ", run.end()) else None
        if later and later.role and " " in later.name:
            return Person(later.name, phrase[: phrase.rfind(later.name)].strip(" ,"))
        at = run.start() + len(" ".join(tokens[: len(tokens) - len(name)]))
        return Person(_cased(name), phrase[:at].strip(" ,") or None)
    return None


def _before_a_new_sentence(tokens: list[str]) -> list[str]:
    for number, token in enumerate(tokens):
        title = [bare(word) for word in tokens[number : number + 2]] in (["in", "charge"], ["in", "chief"])
        starts = bare(token) in _STARTERS and not token.endswith(".")
        if number and (starts or _is_party(tokens[number:])) and not title:
            return tokens[:number]
    return tokens


def _is_party(tokens: list[str]) -> bool:
    """Whether words are a party and a state that lost their brackets: "D NY", "R"."""
    state = tokens[1] if len(tokens) > 1 else ""
    told = not state or bare(state) in _STATES or (len(state) == 2 and state.isupper())
    return tokens[0] in ("R", "D", "I") and told


def _after_titles(tokens: list[str]) -> int:
    """Where the name begins: after the last title that leaves a word that is no suffix; 0 without a title."""
    for number in range(len(tokens) - 1, 0, -1):
        if _is_title_word(tokens[number - 1]) and bare(tokens[number]) not in _SUFFIXES | TITLES:
            return number
    return len(tokens) if all(bare(token) in TITLES for token in tokens) else 0


def _is_title_word(token: str) -> bool:
    return bare(token) in TITLES or _COMPOUND_TITLE.fullmatch(token) is not None


def _could_be_a_name(name: list[str]) -> bool:
    """Whether words are one to five, none of them marks an organisation or a day, and one has three letters."""
    if not 1 <= len(name) <= 5 or (len(name) == 1 and (_ACRONYM.match(name[0]) or _ABBREVIATION.fullmatch(name[0]))):
        return False
    if _is_party(name):
        return False
    words = [bare(word) for word in name if not _INITIAL.fullmatch(word)]
    if not words or words[0] in _STARTERS or any(word.endswith(("'s", "’s")) for word in name[:-1]):
        return False
    return not any(word in _NOT_PEOPLE for word in words) and any(len(word) > 2 for word in words)


def _last_name(tokens: list[str]) -> list[str]:
    """The last two words of a run with initials between: "Michigan Barbara L. McQuade" is Barbara L. McQuade."""
    first = len(tokens) - (3 if bare(tokens[-1]) in _SUFFIXES else 2)
    while first > 0 and _INITIAL.fullmatch(tokens[first]):
        first -= 1
    return tokens[max(0, first) :]


def _cased(name: list[str]) -> str:
    """The name with single spaces; shouted words as names are written, a full stop of the sentence left out."""
    shouted = all(word.isupper() for word in name)
    words = [word.title() if shouted and len(word) > 2 and word.isalpha() else word for word in name]
    last = words[-1].rstrip(",")
    if last.endswith(".") and bare(last) not in _SUFFIXES:
        last = last.rstrip(".")
    return " ".join([*words[:-1], last.removesuffix("'s").removesuffix("’s")])


def is_organisation(words: str) -> bool:
    """Whether a noun phrase ends in the name of an organisation or document: "the Justice Department"."""
    last = [bare(word) for word in words.split() if word[0].isupper()][-1:]
    return bool(last) and last[0] in _NOT_PEOPLE and bare(words.split()[-1]) == last[0]


def surname(name: str) -> str:
    """The word by which a person is named again: the last one that is no suffix."""
    words = [word for word in name.split() if bare(word) not in _SUFFIXES]
    return words[-1].rstrip(".,") if words else name
