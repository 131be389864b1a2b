"""What an interview is about: the intro's name held against the title and the questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from qbank.english.terms import word_set
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import is_marked

THING = (
    "project|framework|library|platform|newsletter|language|programming language|database|tool|toolkit|package|module|system|"
    "service|server|engine|interpreter|compiler|shell|editor|protocol|ecosystem|community|stack|api|podcast|book|conference|"
    "initiative|product|company|startup|organi[sz]ation|foundation|distribution|application|app|suite|runtime|standard"
)
_WORK = regex(
    r"^(?:(?:all )?(?:about |on )?(?:his|her|their|its|our) (?:\w+ ){0,3}?(?-i:work|experiences?|roles?|efforts?|adventures?|job|career|time|thoughts|contributions?|involvement|books?|talks?|journey|projects?|podcasts?|company|startup|newsletter|show)\b"
    r"(?:\s+(?:as an? [\w ]+?|at|on|with|in|of|for|to|behind|around|and|the|\w+ing))*\s+|"
    r"(?:the )?(?:creation|design|development|history|story|future|state|launch|release|evolution|work)(?: (?:and|&) \w+)? (?:of|behind|on)\s+|"
    r"(?:using|building|creating|maintaining|writing|developing|running|designing|scaling|founding|starting|being|how|why|what)\s+)",
    re.IGNORECASE,
)
ARTICLE = regex(r"^(?:the|a|an|some|all)\s+", re.IGNORECASE)
_JOIN = frozenset(["of", "for", "the", "and", "&", "in", "on", "de"])
_SAYS_KIND = regex(
    r"^(?:\s*[,–—(:-]+\s*|\s+)(?:(?:which|that|who) (?:is|are|was)\s+|(?:it|this) is\s+)?(?:a|an|the|one of the|his|her|their|our)\s+(?P<kind>[^.;!?]+)",
    re.IGNORECASE,
)
_KIND_END = regex(
    r"\s+(?:that|which|who|where|when|from|by|in|of|to|on|at|with|without|used|using|providing|offering|built|written|made|designed|developed|created|"
    r"based|intended|aimed|meant|it|is|are|was|has|have|can|will|running|allowing|making|as|so|but|and (?:the|how|why|what|a)|\w+ed to)\b|[,;:()\"“”–—]|\.(?:\s|$)|\s+-\s+",
    re.IGNORECASE,
)
_PRAISE = regex(
    r"^(?:(?:open[- ]source(?:d)?(?: and \w+)?|free|new|modern|popular|powerful|great|very|really|simple|fast|lightweight|amazing|awesome|"
    r"innovative|next[- ]generation|hosted|python|pure[- ]python|software|leading|relatively|fairly|incredibly|highly|scalable|versatile|sophisticated)\s*,?\s+(?:and\s+(?=\w+\s+\w))?)+(?=\w)",
    re.IGNORECASE,
)
_INSIDE_PRAISE = regex(r"\b(?:open[- ]source|free|modern)\s+(?=\w)", re.IGNORECASE)
_AS_A_SERVICE = regex(
    r"^(?:\w+\s+)?company (?:providing|offering|selling|that (?:provides|offers))\s+(?P<what>[\w -]+?)s? as a service\b",
    re.IGNORECASE,
)
_FOR_ONE = regex(r"^(?P<thing>\w+(?: \w+)?) for (?P<use>[\w-]+)(?P<more> [\w-]+)?", re.IGNORECASE)
_NO_KIND = word_set("""project product subset way part thing alternative member one set collection example community lot new result
person guy man woman great friend book ecosystem fork successor replacement bit place number series topic concept""")
_LONGEST = 300
_MOST_WORDS = 12
_WHOLE = regex(r"\s*(?:$|[,.;:!?()–—-]|(?:and|which|that|who|with|for|in|at|to|as|from|how|project)\b)")


@dataclass(frozen=True, slots=True)
class About:
    """The name and the kind that a sentence gives after "about"; either may be unknown.

    `sure` is False when the name only describes a noun behind it: "an AI analyst".
    """

    name: str | None = None
    kind: str | None = None
    rest: str = ""
    sure: bool = True


def read_about(text: str) -> About:
    """Return what "about X, a KIND that …" says of the subject; `text` is what comes after "about"."""
    rest = _SPEAKS_ABOUT.sub("", text.strip())
    while (work := _WORK.match(rest)) and work.end() < len(rest):
        rest = rest[work.end() :]
    rest = ARTICLE.sub("", rest)
    name, after = _take_name(rest)
    if not name:
        return About(rest=rest)
    kind = _kind_after(after)
    whole = _WHOLE.match(after) is not None or after.strip().split(" ")[0] in THING.split("|")
    return About(name, kind, rest, sure=bool(kind) or whole)


_SPEAKS_ABOUT = regex(
    r"^(?:about|on|regarding|discussing|to (?:discuss|talk about|learn about|explore))\s+", re.IGNORECASE
)


def _take_name(text: str) -> tuple[str | None, str]:
    """Return the name that a text begins with, and what follows it."""
    taken = 0
    parts = list(re.finditer(r"\S+", text[:_LONGEST]))[:_MOST_WORDS]
    for i, part in enumerate(parts):
        word = part[0].strip("\"“”'‘’(,.;:)")
        following = parts[i + 1][0].strip('"“”(,.;:)') if i + 1 < len(parts) else ""
        if is_proper(word) or (taken and word.casefold() in _JOIN - {"and", "&"} and is_proper(following)):
            taken = i + 1
            if part[0][-1] in ",.;:)":
                break
            continue
        if not taken and _is_lower_name(parts, i):
            taken = 1
        break
    if not taken:
        return None, text
    end = parts[taken - 1].end()
    name = text[:end].rstrip(",.;:")
    return name.strip('"“”()'), text[len(name) :]


def _is_lower_name(parts: list[re.Match[str]], i: int) -> bool:
    """Say whether a lower-case first word is a name: "attrs, a library", "pytest project", "dbt" alone."""
    word = parts[i][0]
    if not re.fullmatch(r"[a-z][\w.+-]{1,20},?\.?", word):
        return False
    following = [p[0].casefold().strip(",.") for p in parts[i + 1 : i + 3]]
    if not following:
        return True
    if word.endswith(","):
        return following[0] in {"a", "an", "the", "which", "his", "her", "their", "our"}
    return bool(re.fullmatch(THING, following[0])) and not word.endswith("ing")


def is_proper(word: str) -> bool:
    """Say whether a word is written like a name: with a capital somewhere, or a digit first."""
    return any(map(str.isupper, word)) or (len(word) > 1 and word[0].isdigit())


def _kind_after(after: str) -> str | None:
    """Return the kind from what follows a name: ", a modern KIND for …" or " KIND system, which …"."""
    noun = re.match(rf"\s+(?P<noun>(?:[a-z][\w-]*\s+){{0,3}}?(?:{THING}))\b(?P<more>.*)", after)
    said = _SAYS_KIND.match(after) or (_SAYS_KIND.match(noun["more"]) if noun else None)
    if said:
        return tidy_kind(said["kind"])
    return noun["noun"] if noun and noun["noun"] not in _NO_KIND else None


def as_word(name: str) -> str:
    """Return the pattern that finds a name as a whole word, outside addresses."""
    return rf"(?<![\w./@-]){re.escape(name)}(?![\w@/]|\.\w)"


def tidy_kind(phrase: str) -> str | None:
    """Return the noun phrase of "open source distributed file system that supports …"."""
    if service := _AS_A_SERVICE.match(phrase):
        return f"{service['what'].strip().lower()} service"
    whole = _INSIDE_PRAISE.sub("", _PRAISE.sub("", phrase.strip()))
    use = _FOR_ONE.match(whole)
    if use and (not use["more"] or _KIND_END.match(use["more"] + " ")):
        return f"{use['use']} {use['thing']}"
    head = re.split(r"\s+for\s+", _KIND_END.split(whole, maxsplit=1)[0])[0].strip(" ,.-")
    return head if head and len(head.split()) <= 6 and head.split()[-1].casefold() not in _NO_KIND else None


def kind_in(name: str, lines: Iterable[str]) -> str | None:
    """Return the kind from a sentence "NAME is a KIND that …" in the notes."""
    says = re.compile(rf"{as_word(name)},? (?:is|are|was|which is|provides) (?=(?:a|an|the)\b)", re.IGNORECASE)
    for line in lines:
        found = says.search(line)
        if found and (said := _SAYS_KIND.match(" " + line[found.end() : found.end() + 200])):
            return tidy_kind(said["kind"])
    return None


_TAIL = regex(
    rf"\s+(?:{THING}|core developers?|core devs?|developers?|devs|core team|team|crew|maintainers?|contributors?|creators?|in depth|deep dive|"
    r"internals|revisited|explained|\d+(?:\.\d+)*)$",
    re.IGNORECASE,
)
_SUFFIX = regex(r"^(?P<stem>\w{3,}?)(?: ?(?:DB|SQL|MQ|JS|FS|Lang)|\.js|\.io|lang|js|\d)$")
_LEAD = regex(
    r"^(?:(?:\w+ing|how|why|what|spotlight on|meet|introducing|inside|the|a|an|your|our|new)\s+)+", re.IGNORECASE
)
_PARTS = regex(r"\s*[:–—|]\s+|\s+[-×]\s+|:\s*$|\s+(?:is|are)\s+(?=(?:a|an|the)\b)", re.IGNORECASE)
_JOINTS = regex(r",\s*(?:and\s+)?|\s+(?:and|&|at|for|in|of|on|from|to|using|with|behind|@)\s+", re.IGNORECASE)
_A_RUN = r"(?<![\w.])(?:[A-Z][\w+#.-]*[\w+#]|[a-z]+[A-Z]\w+)(?: (?:[A-Z][\w+#.-]*[\w+#]|\d+(?=\W|$)))*"
_RUN = regex(_A_RUN)
_AT = regex(rf"\b(?:at|inside) (?P<name>{_A_RUN})")
_NOTHING = regex(
    r"^(?:the |an? |our )?(?:(?:lunch (?:&|and) learn|fireside|webinar|transcript|introductory|introduction|interviews?|entrevista|entretien|intervista|intervju|gespräch|gesprek|questions?|q ?& ?a|bonus|special|conversation|chat|first|pilot|trailer|episode|show|live|"
    r"topic guide|interview guide|discussion guide|run of show|run ?sheet|run ?down|call sheet|outline|prep|plan|draft|part|season|one|two|three|four|five|six|seven|eight|nine|ten|twenty|notes|show notes|podcast|untitled|test|\d+|and|with)\b[\s:.-]*)+$",
    re.IGNORECASE,
)
_LONGEST_NAME = 80
_MOST_NAMES = 30
_COMMON = word_set("""python java javascript ruby go rust api apis sql http html css json xml ci cd ui ux os ai ml it i url cpu gpu ide sdk cli
github twitter google amazon aws linux windows mac open source english data what how why when can could would do does is are in for you your
if given since as after before with one some there while other looking beyond aside besides tell please introduction sie ihr ihre ihnen ihrer usted ustedes vous
interview entrevista entretien intervista intervju gespräch""")


_ASKS = regex(
    r"^(?:(?:how|why|what|when|where|who|which|whose)\b(?: (?:do|does|did|is|are|was|were|can|could|will|would|should|has|have)\b|$)|(?:comment|pourquoi|qui|quand|wie|warum|wer|wann|"
    r"cómo|por qué|quién|cuándo|hoe|waarom|hur|varför|como|por que)\b.*[?？؟]?$)",
    re.IGNORECASE,
)


def choose(about: About, topic: str, texts: Iterable[str], known: Iterable[str] = ()) -> str | None:
    """Return the subject's name: what the intro says, held against the title and how the questions speak."""
    asked = [t for t in texts if t]
    candidates = topic_names(topic)
    if workplace := _workplace(about, topic, asked):
        return workplace
    written = {c.casefold(): c for c in (*candidates, about.name or "")}
    for name in known:
        if (as_said := written.get(name.casefold())) and (is_proper(as_said) or not is_proper(name)):
            return name
    if about.name and about.sure:
        return _settled(about.name, candidates, asked)
    if not about.name and _is_list(topic):
        return None
    return _by_mentions(about.name, candidates, asked)


def _workplace(about: About, topic: str, asked: list[str]) -> str | None:
    """Return where a thing that has no name of its own is at work: "the data platform at Acme", "how Python is used at Acme"."""
    if about.name and about.name.casefold() not in _COMMON:
        return None
    found = _AT.search(about.rest) or _AT.search(topic)
    return found["name"] if found and mentions(found["name"], asked) else None


def topic_names(topic: str) -> tuple[str, ...]:
    """Return the names that a title's topic may be about, the likeliest first."""
    made: list[str] = []
    if is_marked(topic) or _ASKS.match(topic):
        # What a title asks is not a name; a name may be in it.
        return tuple(dict.fromkeys(run for run in _RUN.findall(topic) if not _ASKS.match(run)))
    topic = re.sub(r"\\([_*#`\[\]-])", r"\1", topic)
    for part in _PARTS.split(topic.strip(' -–—:"“”')):
        lead = _LEAD.match(part)
        bare = strip_tail(part[lead.end() :] if lead else part)
        whole = strip_tail(part)
        said = lead and not re.search(r"\b(?:the|an?|your|our)\s*$", lead[0], re.IGNORECASE)
        made += [whole, bare] if said else [bare, whole]
        made += [*(strip_tail(p) for p in _JOINTS.split(bare) if p.strip()), *_RUN.findall(bare)]
    named = dict.fromkeys(m for m in made if m and len(m) <= _LONGEST_NAME and not _NOTHING.match(m))
    return tuple(named)[:_MOST_NAMES]


def strip_tail(name: str) -> str:
    """Return a name without "project", "core developers", "in depth" … behind it and an article before it."""
    name = ARTICLE.sub("", name.strip(' ,.-–—:"“”'))
    while (tail := _TAIL.search(name)) and tail.start() > 0:
        name = name[: tail.start()].strip(" ,")
    return name


def _is_list(topic: str) -> bool:
    """Say whether a topic lists three names or more, of which none is the subject."""
    parts = [p for p in re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+", topic) if p]
    return len(parts) >= 3 and all(is_proper(p.split()[0]) and len(p.split()) <= 3 for p in parts)


def _settled(said: str, candidates: tuple[str, ...], asked: list[str]) -> str:
    """Return the intro's name in the form that the title or the questions share."""
    bare = _shortest(said, asked)
    if asked and " " in bare and not mentions(bare, asked):
        inside = [w for w in bare.split() if is_proper(w) and w.casefold() not in _COMMON]
        if often := next((w for w in inside if mentions(w, asked) >= 2), None):
            return often
    if any(c.casefold() == bare.casefold() for c in candidates):
        return bare
    if any(c.casefold() == said.casefold() for c in candidates) and mentions(said, asked):
        return said
    if not asked or mentions(bare, asked):
        return bare
    return next((c for c in candidates if len(c.split()) <= 3 and mentions(c, asked) >= 2), bare)


def _shortest(said: str, asked: list[str]) -> str:
    """Return a name without its common noun, unless the questions use it with the noun: "Elastic Stack"."""
    bare = strip_tail(said) if len(said.split()) > 1 else said
    if bare == said or re.search(r"\bproject$", said, re.IGNORECASE):
        return bare
    return bare if mentions(bare, asked) > 2 * mentions(said, asked) else said


def _by_mentions(weak: str | None, candidates: tuple[str, ...], asked: list[str]) -> str | None:
    """Return the title's candidate that the questions name most; else what they name most; else the title's first."""
    candidates = tuple(c for c in candidates if c.casefold() not in _COMMON) or candidates
    grown = dict.fromkeys(p for c in candidates for p in (c, *_beginnings(c)))
    counted = sorted(((mentions(c, asked), -i, c) for i, c in enumerate(grown)), reverse=True)
    if counted and counted[0][0]:
        best = counted[0]
        longer = [c for n, _, c in counted if n * 2 > best[0] and best[2].casefold() in c.casefold()]
        return max(longer, key=len, default=best[2])
    if often := named_most(asked):
        return often
    first = candidates[0] if candidates else weak
    return first if first and len(first.split()) <= 5 else None


def _beginnings(name: str) -> list[str]:
    """Return the capitalized beginnings of a longer name: "Honeycomb Data" and "Honeycomb"."""
    parts = name.split()
    if not is_proper(parts[0]) or len(parts[0]) < 3 or parts[0].casefold() in _COMMON:
        return []
    return [" ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1) if parts[n - 1].casefold() not in _JOIN]


def named_most(asked: list[str]) -> str | None:
    """Return the proper name that at least three questions and a quarter of them mention, if there is one."""
    count: Counter[str] = Counter()
    for text in (t for t in asked if not t.isupper()):
        count.update(
            {r for run in _RUN.findall(text) for r in (run, *run.split()) if r.casefold() not in _COMMON and len(r) > 1}
        )
    best = max(count, key=lambda r: (count[r], len(r)), default=None)
    return best if best and count[best] >= 3 and count[best] * 4 >= len(asked) else None


def mentions(name: str, texts: Iterable[str]) -> int:
    """Return in how many texts a name stands as a word; a plain capitalized word counts only with its capital."""
    if not name or len(name) > _LONGEST_NAME:
        return 0
    plain = name[0].isupper() and name[1:].islower() and " " not in name
    found = re.compile(as_word(name), 0 if plain or len(name) < 4 else re.IGNORECASE)
    return sum(1 for t in texts if found.search(t))


def other_spellings(name: str, said: Iterable[str], asked: Iterable[str]) -> tuple[str, ...]:
    """Return the other spellings of a subject: the title's and intro's, and those that the questions use."""
    asked = list(asked)
    made = [s for s in said if s and _is_alias(s, name, asked)]
    text = "\n".join(asked)
    made += re.findall(as_word(name), text, re.IGNORECASE)
    if name.isalnum():
        joined = re.sub(r"(?<=[a-z])(?=[A-Z])", " ?", name)
        made += re.findall(as_word("\0").replace(re.escape("\0"), joined), text) if joined != name else []
    stem = _SUFFIX.match(name)
    if stem:
        made += re.findall(as_word(stem["stem"]), text)
    return tuple(dict.fromkeys(m for m in made if m != name))


def _is_alias(said: str, name: str, asked: Iterable[str]) -> bool:
    """Say whether a name that was said is another form of a subject's name, one word longer or shorter at most."""
    near = abs(len(said.split()) - len(name.split())) <= 1
    if not near or not (is_proper(said) or said.casefold() == name.casefold()):
        return False
    return _holds(said, name) or (_holds(name, said) and mentions(said, asked) > 0)


def _holds(long: str, short: str) -> bool:
    """Say whether one name stands in another as a word, digits behind it aside."""
    return re.search(rf"(?<!\w){re.escape(short)}(?![^\W\d])", long, re.IGNORECASE) is not None
