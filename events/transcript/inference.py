"""What kind a turn is, and what it replies to, where the text does not say.

Parser and serializer both ask this class, block by block in reading order, so
that what one leaves out the other puts back.
"""

from collections.abc import Iterable

from .document import Voice


class Inference:
    """The rule: who asks is the audience, who speaks next answers.

    A turn by an audience voice is a question. It waits until a turn replies to
    it or a heading comes. A turn by any other voice while questions wait is an
    answer, and replies to all that wait. All other turns are speech. A turn
    whose kind is given as answer replies to the waiting questions of others.
    """

    def __init__(self, voices: Iterable[Voice]):
        self._audience = {v.label for v in voices if v.role == "audience"}
        self._waiting: dict[str, dict[int, None]] = {}  # label -> block indices
        self._asked_by: dict[int, str] = {}

    def heading(self) -> None:
        """A heading ends the wait of every question before it."""
        self._waiting.clear()
        self._asked_by.clear()

    def kind(self, voice: str) -> str:
        """The kind of the next turn when it is by ``voice``."""
        if voice in self._audience:
            return "question"
        return "answer" if self._asked_by else "speech"

    def replies(self, voice: str, kind: str) -> tuple[int, ...]:
        """What the next turn replies to, ascending."""
        if kind != "answer" or not self._asked_by:
            return ()
        others = [q for label, q in self._waiting.items() if label != voice]
        return tuple(sorted(index for questions in others for index in questions))

    def agrees(self, voice: str, kind: str, replies: tuple[int, ...]) -> bool:
        """Tell whether ``replies`` is what would be inferred.

        Counts first: a list of waiting questions is built only when it could
        be equal, which keeps the whole in linear time.
        """
        if kind != "answer":
            return not replies
        count = len(self._asked_by) - len(self._waiting.get(voice, ()))
        return count == len(replies) and self.replies(voice, kind) == replies

    def settle(
        self, index: int, voice: str, kind: str, replies: tuple[int, ...]
    ) -> None:
        """Record the turn at ``index`` as it really is."""
        for target in replies:
            asker = self._asked_by.pop(target, None)
            if asker is None:
                continue
            questions = self._waiting[asker]
            del questions[target]
            if not questions:
                del self._waiting[asker]
        if kind == "question" and voice in self._audience:
            self._waiting.setdefault(voice, {})[index] = None
            self._asked_by[index] = voice
