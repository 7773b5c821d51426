"""Small words of a guided conversation: leave, back, skip, do not know, no I meant, yes and no."""

from __future__ import annotations

import re

from knowledge.search.words import plain, stems

WISH_FILLERS = frozenset(
    stems(
        """want would like love need help find finding look looking search start started get getting
        give giving do some something anything ways way how can could interested interest hello hi
        good morning afternoon please thanks thinking think thought of about into involved more new
        here local locally round area near nearby around time bit opportunities
        opportunity options option choose choosing pick picking go wanna gonna
        become becoming try trying myself ourselves ok advice guidance information info best right
        which sort type kind hoping after
        id im ive wed weve were shed hed hes shes theyd youd lot really bit
        fancy keen wondering wonder considering enjoy quite maybe possibly actually needs needed"""
    )
)
"""Stems that say that something is wished for, and not what."""

_POLITE = (
    r"(?:(?:ok(?:ay)?|right|well|oh|um|er|please|hmm|so|and|but|then|just|no|sorry|actually)"
    r"[\s,.!]+)*"
)
_END = r"(?:[\s,.!]+(?:please|thanks|thank you|then|now|for now|mate|duck|ta))*[\s.!?]*$"


def _whole(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{_POLITE}(?:{'|'.join(phrases)}){_END}")


_LEAVE = _whole(
    r"(?:can (?:we|you|i) )?stop(?: (?:it|this|that|asking(?: me)?(?: questions)?|there))?",
    r"(?:lets )?(?:leave|drop|forget|scrap) (?:it|this|that)(?: (?:there|out|alone))?",
    r"never ?mind(?: (?:that|it))?",
    r"(?:cancel|quit|exit|abort)(?: (?:it|this|that))?",
    r"(?:i(?:m| am) )?(?:done|finished)(?: (?:here|with (?:this|that|it)))?",
    r"(?:thats|that is|this is) (?:all|it|enough|plenty)(?: (?:i (?:need|want)(?:ed)?))?",
    r"(?:thats|that is|these are|this is|those are) (?:fine|enough|great|good|perfect)"
    r" (?:thanks|thank you|as (?:it is|they are))",
    r"(?:no more|enough|too many)(?: (?:of the|of these|of your))? questions",
    r"i (?:dont|do not) want (?:this|that|it|to (?:do|answer) (?:this|that|these|any ?more))"
    r"(?: any ?more)?",
    r"(?:ive|i have) changed my mind",
    r"that(?:ll| will) do",
)
_AGAIN = _whole(
    r"(?:can (?:we|you|i) |lets |i want to )?(?:start|begin)(?: it| this| that)?(?: all)?"
    r" (?:over again|again|over|afresh|anew)(?: from (?:the )?(?:start|beginning|scratch))?",
    r"(?:re-?start|reset)(?: (?:it|this|everything|please))?",
    r"from (?:the )?(?:start|beginning|scratch|top)(?: again)?",
)
_BACK = _whole(
    r"(?:lets |can we |take me )?(?:go |get )?back(?: to (?:it|that|this|where we were"
    r"|what we were doing|the questions?|my search|finding \w+(?: \w+){0,3}|the \w+ (?:questions?"
    r"|search|thing)))?",
    r"(?:lets |can we )?(?:carry on|continue|resume)(?: with (?:it|that|this|where we were))?",
    r"where were we",
)
_SKIP = _whole(
    r"(?:can i |i(?:d| would| will|ll) )?(?:skip|pass|miss)(?: (?:it|this|that|(?:this|that) one|on"
    r" (?:it|that|this(?: one)?)|this question|the question))?",
    r"next(?: (?:one|question))?",
    r"(?:it |that )?(?:doesnt|does not|dont|do not|wont) (?:really )?matter(?: to me)?",
    r"(?:i |we )?(?:dont|do not) (?:really )?(?:mind|care)(?: (?:which|where|what|when|any"
    r"|either))?",
    r"(?:im |i am |were )?not (?:really )?(?:bothered|fussed|fussy|picky)(?: (?:which|where|what"
    r"|when))?",
    r"(?:im |i am |were )?(?:easy|flexible|open to (?:anything|ideas|offers))",
    r"(?:anything|anywhere|any ?time|whatever|whenever|wherever|any(?: of (?:them|these|those))?"
    r"|either|all(?: of (?:them|these|those))?|any day)",
    r"(?:no |none|nothing )(?:preference|special|in particular|particular)?",
    r"no(?:ne)? (?:preference|particular \w+)",
    r"(?:id )?(?:rather not|prefer not to)(?: (?:say|answer|tell you))?",
    r"(?:thats|that is) private",
)
_NOT_KNOWN = _whole(
    r"(?:i |we |she |he |they )?(?:really |just |still )?(?:dont|do not|doesnt"
    r"|does not) (?:really |yet |actually )?know(?: (?:yet"
    r"|that yet|that|really|sorry|what|where|when|who|about that|to be honest|tbh))?",
    r"(?:dunno|idk|no idea|no clue|havent a clue|havent got a clue|not a clue|unknown"
    r"|unsure)(?: (?:yet|really|sorry|mate|to be honest|tbh))?",
    r"(?:im |i am |were |we are )?(?:not|un) ?(?:really |quite |very |too |entirely "
    r"|100% )?(?:sure|certain|decided)"
    r"(?: (?:yet|about that|really|what|where|when|which|to be honest|tbh))?",
    r"(?:i |we )?(?:havent|have not) (?:decided|thought(?: about (?:it|that))?|got that far"
    r"|checked)(?: yet)?",
    r"(?:i |we )?(?:cant|cannot) (?:say|tell|remember|think)(?: yet)?",
    r"(?:its |it is )?hard to say",
    r"(?:you tell me|what do you (?:think|suggest|recommend)|surprise me)",
    r"(?:any )?(?:ideas|suggestions)",
)
_CUE = re.compile(
    r"""^\s*(?:(?:no|nope|nah|sorry|oops|whoops|actually|wait|hang\ on|hold\ on|typo|correction
    |my\ mistake|i\ meant?|i\ mean(?:t)?\ to\ (?:say|type|put)|i\ should\ have\ said|i\ said
    |(?:thats|that\ is|thats\ not|that\ is\ not)\ (?:wrong|right|not\ right|it)
    |(?:not|wrong)\ (?:that|there|place|one)|make\ (?:it|that)|it\ should\ be|should\ be|try
    |lets\ (?:say|try|make\ it)|change\ (?:it|that)\ to|change\ to|rather|on\ second\ thoughts?
    |better|not\ (?:in\ |near\ )?[\w-]+(?:\ [\w-]+)?\ (?:but|its|it\ is))
    (?:[\s,.!;:]+|$))+""",
    re.VERBOSE,
)
_INSTEAD = re.compile(r"\b(?:instead|rather|not \w+(?: \w+)?)\s*[.!]*$")
_CHANGE = re.compile(
    r"""^\s*(?:(?:can|could|may)\ (?:i|you|we)\ |please\ |i(?:d|\ would)?\ (?:want|like"
    r"|need)\ to\ )*
    (?:change|edit|correct|fix|alter|amend|update)\ (?:the\ |my\ |our\ |that\ )?
    (?P<what>\w+(?:\ \w+){0,2}?)(?:\ (?:to|into
    |from\ .+\ to)\ (?P<new>.+))?(?:\ please)?\s*[.!?]*$""",
    re.VERBOSE,
)
_ASKS = re.compile(
    r"""^\s*(?:(?:ok(?:ay)?|and|but|so|also|well|oh|hi|hello|sorry|btw|by\ the\ way|quick\ question
    |one\ more\ thing|actually|wait)[\s,]+)*
    (?:what|whats|where|wheres|how|hows|who|whos|when|whens|which|why|whose|is|are|am|do|does|did
    |can|could|would|will|should|shall|may|has|have\ (?:i|you|we|they|any)|isnt|arent
    |dont\ (?:i|you|we|they)|doesnt|cant\ (?:i|you|we)|tell\ me|explain|any\ chance)\b""",
    re.VERBOSE,
)
_YES = _whole(
    r"(?:y|yes|yea|yeah|yep|yup|aye|ye|sure|of course|definitely|certainly|absolutely|correct"
    r"|thats right|true|ok(?:ay)?)(?:[\s,]+(?:i|we|it|they|she|he|you)"
    r" (?:do|does|am|is|are|have|has|can|did|will))?",
    r"(?:i|we|it|they|she|he) (?:do|does|am|is|are|have|has|can|did|will)",
)
_NO = _whole(
    r"(?:n|no|nope|nah|not? (?:yet|really|at all|at the moment)|never|none|negative"
    r"|definitely not|of course not)(?:[\s,]+(?:i|we|it|they|she|he)"
    r" (?:dont|doesnt|isnt|arent|havent|hasnt|cant|didnt|wont|(?:am|is|are|do|does|have"
    r"|has) not))?",
    r"(?:i|we|it|they|she|he) (?:dont|doesnt|isnt|arent|havent|hasnt|cant|didnt|wont)(?: yet)?",
    r"(?:i|we|it|they|she|he)(?:m| am| are|re|s| is| have| has| do| does) not(?: yet)?",
)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text).replace("’", "")).strip()


def says_leave(text: str) -> bool:
    """Says whether the resident wants to leave the task, and says no more than that."""
    return bool(_LEAVE.match(_plain(text)))


def says_again(text: str) -> bool:
    """Says whether the resident wants to start again from nothing."""
    return bool(_AGAIN.match(_plain(text)))


def says_back(text: str) -> bool:
    """Says whether the resident wants to go on with the task after something else."""
    return bool(_BACK.match(_plain(text)))


def says_skip(text: str) -> bool:
    """Says whether a question is to be left out, or does not matter to the resident."""
    return bool(_SKIP.match(_plain(text)))


def says_not_known(text: str) -> bool:
    """Says whether the resident cannot answer a question."""
    return bool(_NOT_KNOWN.match(_plain(text)))


def says_yes(text: str) -> bool:
    """Says whether the message is a yes and no more."""
    return bool(_YES.match(_plain(text)))


def says_no(text: str) -> bool:
    """Says whether the message is a no and no more."""
    return bool(_NO.match(_plain(text)))


def is_question(text: str) -> bool:
    """Says whether a message asks something, by its mark or its first word."""
    return "?" in text or bool(_ASKS.match(_plain(text)))


def corrected(text: str) -> str | None:
    """Returns what a correction puts in place of an answer; None for no correction.

    'No, I meant Melton' gives 'melton'; 'Melton instead' gives 'melton'.
    """
    typed = _plain(text)
    cue = _CUE.match(typed)
    rest = typed[cue.end() :] if cue else typed
    without = _INSTEAD.sub("", rest).strip()
    if cue is None and without == rest:
        return None
    return without or rest


def to_change(text: str) -> tuple[str, str | None] | None:
    """Reads 'change the place' or 'change the place to Melton'; None for anything else."""
    match = _CHANGE.match(_plain(text))
    return (match.group("what"), match.group("new")) if match else None
