"""The people of one text: under a short name their full one, their fullest role, and whether they are a he or a she.

Invariant: what is told of a person stands in the text beside their surname; nothing is guessed from a name itself.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from index.speakers.names import OFFICES, PARTICLES, TITLES, Person, bare, person, surname
from index.speakers.offices import OFFICE_FIRST, behind_office, is_office, stripped

_HONORIFIC = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Mme|Herr|Frau)\.?\s?)+")
_MEN = re.compile(r"\b(?:mr|sir|lord|father|king|prince|herr|señor)\b|man\b", re.IGNORECASE)
_WOMEN = re.compile(
    r"\b(?:ms|mrs|miss|dame|lady|sister|queen|princess|mme|madame|frau|señora|ministra|alcaldesa|presidenta|directora|"
    r"directrice|présidente|ministerin|präsidentin|sprecherin|kanzlerin|bürgermeisterin)\b|woman\b",
    re.IGNORECASE,
)
_OWN_PRONOUN = re.compile(r"(?:[,\s]+[a-zà-ÿ’'-]+){0,6}?[,\s]+(?P<own>he|she|his|her|himself|herself)\b")
_LOWER_ARTICLE = re.compile(r"(?:the|an?|der|die|le|la|el)\s", re.IGNORECASE)
_WORDS_BEFORE = re.compile(rf"(?<!\w)(?:(?:[A-ZÀ-Þ][\w.’'-]*|of|for|and|the|{PARTICLES})[ \n]){{1,12}}\Z")
_SUFFIX = re.compile(r",?[ \n](?:Jr|Sr|II|III)\b")
_AFTER_NAME = re.compile(r",\s(?P<office>[^,.;:()\"“”]{3,90}),?(?=[\s,.;]|$)")


class Cast:
    """The people of ``text`` as they become known; ask in the order in which they speak."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._full: dict[str, Person] = {}
        self._mentions: dict[str, list[Person]] = {}
        self._called: dict[str, str] = {}
        self._juniors: set[str] = set()

    def known(self, who: Person, at: int) -> Person | None:
        """A person named at an offset under their fullest name and role; None for a word that only begins sentences.

        Where several people of the surname are named, a short name is the one's who alone stands before it, or stays.
        """
        who = self._shortened(who)
        key = surname(who.name)
        last = self._full.get(key)
        if " " not in who.name:
            namesakes = self._namesakes(who)
            if len(namesakes) > 1:
                before = [name for name in namesakes if 0 <= self._text.find(name) < at]
                return Person(before[0], self._role_of(before[0]) or who.role) if len(before) == 1 else who
            found = last if last and _agree(last, who) else self._fullest(who)
            if found is None and who.role is None:
                return None
            who = replace(found, role=_telling(found.role, who.role)) if found else who
        elif last and last.name.split()[0] == who.name.split()[0]:
            who = max(last, who, key=lambda one: len(one.name))
            who = replace(who, role=_telling(who.role, last.role))
        who = replace(who, role=self._fullest_role(who))
        self._full[key] = who
        return who

    def gender(self, who: Person) -> str | None:
        """"he" or "she" as titles and pronouns beside the name tell it; None where they are silent or disagree."""
        key = re.escape(surname(who.name))
        titles = re.finditer(rf"\b(\w+)\.?[ \n](?:[^\W\d_a-z][\w.’'-]*[ \n]){{0,3}}{key}\b", self._text)
        words = " ".join([who.role or "", *(found[1] for found in titles)])
        man, woman = bool(_MEN.search(words)), bool(_WOMEN.search(words))
        if man != woman:
            return "he" if man else "she"
        if man and woman:
            return None
        beside = (_OWN_PRONOUN.match(self._text, found.end()) for found in re.finditer(rf"\b{key}\b", self._text))
        told = Counter("he" if found["own"] in ("he", "his", "himself") else "she" for found in beside if found)
        return next(iter(told)) if len(told) == 1 else self._called.get(surname(who.name))

    def call(self, who: Person, pronoun: str) -> None:
        """Keep that "he" or "she" stood for a person, so that the other one does not."""
        self._called.setdefault(surname(who.name), pronoun)

    def may_be(self, who: Person, pronoun: str | None) -> bool:
        """Whether "he" or "she" may stand for a person."""
        return pronoun is None or self.gender(who) in (None, pronoun)

    def has_office(self, who: Person, noun: str) -> bool:
        """Whether a mention of the person tells the office ("minister") or its abbreviation ("Sen." of senator)."""
        roles = [who.role, *(one.role for one in self._of(surname(who.name)))]
        words = [bare(word) for role in roles if role for word in role.split()]
        return any(word == noun or (len(word) > 2 and word in _SHORT.get(noun, ())) for word in words)

    def holder(self, noun: str, before: int) -> Person | None:
        """The person whom the text before an offset names with an office: "Dr. Jo Doe, the chief engineer"."""
        found: list[Person] = []
        for mention in re.finditer(rf"\b(?i:{re.escape(noun)})\b", self._text[:before]):
            start = max(0, self._text.rfind("\n", 0, mention.start()), mention.start() - 90)
            around = self._text[start : mention.end() + 90]
            for pattern in (_NAMED_THEN_OFFICE, _OFFICE_THEN_NAMED):
                for match in pattern.finditer(around):
                    who = person(match["who"])
                    office = bare(match["office"].split(" of ")[0].split()[-1])
                    if who and office == noun and (" " in who.name or who.role):
                        found.append(who)
        names = {surname(who.name) for who in found}
        return found[-1] if len(names) == 1 else None

    def _namesakes(self, who: Person) -> list[str]:
        """The full names of the different people whom the text names by a surname and whom the title fits."""
        key = surname(who.name)
        titled: dict[str, Person] = {}
        for one in self._of(key):
            if " " in one.name and not (one.name in titled and titled[one.name].role):
                titled[one.name] = one
        apart: list[str] = []
        for name in sorted((one.name for one in titled.values() if _agree(one, who)), key=len):
            if not any(self._may_be_one(other, name) for other in apart):
                apart.append(name)
        return apart

    def _may_be_one(self, short: str, long: str) -> bool:
        """Whether two full names may be one person's: "Jo Doe" and "Jo B. Doe", not with a Jr. in one."""
        generations = (short in self._juniors) != (long in self._juniors) and len(short.split()) != len(long.split())
        return _given(short) <= _given(long) and not generations

    def _role_of(self, name: str) -> str | None:
        return _telling(*(one.role for one in self._of(surname(name)) if one.name == name))

    def _shortened(self, who: Person) -> Person:
        """A name that ran on into the next sentence ("Senator Doe Small firms") without what is none of it."""
        first, *others = who.name.split()
        if others and who.role and self._text.count(who.name) <= 1:
            title = re.escape(who.role.split()[-1])
            again = re.search(rf"\b{title}\s+{re.escape(first)}\b(?!\s+(?:[A-Z]|(?:{PARTICLES})\s))", self._text)
            return replace(who, name=first) if again else who
        return who

    def _of(self, key: str) -> list[Person]:
        """Every mention of a surname that stands behind other words of a name, with what each tells of a role."""
        if key not in self._mentions:
            found: list[Person] = []
            at = self._text.find(key) if key else -1
            while at >= 0:
                end = at + len(key)
                before = _WORDS_BEFORE.search(self._text, max(0, at - 160), at)
                if before and not self._text[end : end + 1].isalnum():
                    found += self._mention(key, before.start(), end)
                at = self._text.find(key, end)
            self._mentions[key] = found
        return self._mentions[key]

    def _mention(self, key: str, start: int, end: int) -> list[Person]:
        """The person whom the words at ``start``:``end`` name by a surname, once for each role told there."""
        who = person(self._text[start:end])
        if who is None or surname(who.name) != key:
            return []
        if _SUFFIX.match(self._text, end):
            self._juniors.add(who.name)
        return [replace(who, role=_own_role(who.role)), *self._offices_beside(who, start, end)]

    def _offices_beside(self, who: Person, start: int, end: int) -> list[Person]:
        """The same person with the office that stands before their name or in commas behind it."""
        found = []
        begin = max(self._text.rfind("\n", 0, start) + 1, start - 90)
        front = re.search(rf"{OFFICE_FIRST}$", self._text[begin:end])
        introduced = behind_office(front) if front else None
        if introduced and surname(introduced.name) == surname(who.name):
            found.append(replace(who, role=introduced.role))
        after = _AFTER_NAME.match(self._text, end)
        if after and _LOWER_ARTICLE.match(after["office"]) and is_office(after["office"]):
            found.append(replace(who, role=" ".join(after["office"].split())))
        return found

    def _fullest(self, who: Person) -> Person | None:
        """A single name with what the text puts before it; None where nothing shows that it is a person's."""
        found = [one for one in self._of(surname(who.name)) if _agree(one, who)]
        titled = [one for one in found if one.role]
        word = re.escape(who.name)
        if not titled and re.search(rf"\b(?:[Ii]n|at|near|across) {word}\b", self._text):
            return None
        forms = Counter(one.name for one in reversed(titled or found) if " " in one.name or one.role)
        if not forms:
            return None
        name = max(forms, key=lambda form: (" " in form, forms[form]))
        return Person(name, next((one.role for one in titled if one.name == name), who.role))

    def _fullest_role(self, who: Person) -> str | None:
        """The role, or a mention's that says the same and more; where it is none or "Mr.", the first that tells."""
        others = [
            one.role
            for one in self._of(surname(who.name))
            if one.role and len(one.role) < 70 and (one.name == who.name or " " not in one.name)
        ]
        role = stripped(who.role)
        if role and not _HONORIFIC.fullmatch(role):
            own = _plain(role)
            fuller = [one for one in map(stripped, others) if one and own < _plain(one) and _begins_as(one, role)]
            return max(fuller, key=len, default=role)
        telling = [one for one in map(stripped, others) if one and not _HONORIFIC.fullmatch(one)]
        often = Counter(telling)
        best = max(often, key=lambda one: (not _LOWER_ARTICLE.match(one), often[one], len(one)), default=None)
        return best or _telling(role, *others)


_NAME_WORDS = r"[^\W\d_a-z][\w.’'-]*(?:[ \n][^\W\d_a-z][\w.’'-]*){0,4}"
_NAMED_THEN_OFFICE = re.compile(
    rf"(?P<who>{_NAME_WORDS}),[ \n](?P<office>(?:the|an?|his|her|its)[ \n][^,.;:]{{3,60}})"
)
_OFFICE_THEN_NAMED = re.compile(rf"\b[Tt]he[ \n](?P<office>[^,.;:]{{3,60}}),[ \n](?P<who>{_NAME_WORDS})")
_SHORT = {
    "senator": ("sen",), "representative": ("rep",), "congressman": ("rep",), "congresswoman": ("rep",),
    "governor": ("gov",), "general": ("gen", "brig"), "captain": ("capt",), "colonel": ("col",),
    "professor": ("prof",), "lieutenant": ("lt",), "admiral": ("adm",), "ambassador": ("amb",), "sergeant": ("sgt",),
}  # fmt: skip


def _given(name: str) -> frozenset[str]:
    """The words of a name besides the surname and initials, by which namesakes are told apart."""
    return frozenset(bare(word) for word in name.split() if len(bare(word)) > 1) - {bare(surname(name))}


def _plain(role: str) -> frozenset[str]:
    return frozenset(bare(word) for word in role.split()) - {"the", "a", "an"}


def _begins_as(long: str, short: str) -> bool:
    return _LOWER_ARTICLE.sub("", long).lower().startswith(_LOWER_ARTICLE.sub("", short).lower())


def _own_role(role: str | None) -> str | None:
    """A role without what a phrase holds before it, "Statement of Senator" is Senator; None where that is no office."""
    role = re.split(r"(?<=[a-z]{4}\.)\s", role)[-1] if role else None
    if not role or not any(bare(word) in OFFICES for word in role.split()):
        return None
    thing = re.match(r"[^,]*?\b(?P<head>\w+)\s(?:of|by|from|for|and)\s(?=\S)", role)
    return role if thing is None or bare(thing["head"]) in TITLES else _own_role(role[thing.end() :])


def _agree(one: Person, two: Person) -> bool:
    """Whether titles let two be the same: "Mr. Doe" is no "Mrs. Ann Doe"."""
    return not any(
        first.search(one.role or "") and second.search(two.role or "")
        for first, second in ((_MEN, _WOMEN), (_WOMEN, _MEN))
    )


def _telling(*roles: str | None) -> str | None:
    """Of several roles the first that says more than "Mr." or "Dr."."""
    given = [role for role in roles if role]
    return next((role for role in given if not _HONORIFIC.fullmatch(role)), given[0] if given else None)
