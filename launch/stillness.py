"""Tells a program that stands still from one that is only busy.

What does not answer and has not used the processor either waits for something that does not come:
it was stopped, or its threads wait for each other. What uses the processor, or waits for its turn
at it or for a disk, may yet answer.
"""

from __future__ import annotations

from pathlib import Path

_NANOSECONDS = 1e9
_WAITS_FOR_NOTHING = ("S", "T", "t")


def processor_ticks(process_id: int) -> int | None:
    """Returns what a process has used of the processors so far, in the kernel's ticks.

    Returns:
        None where that cannot be told, or while it runs or waits for the processor or a disk.
    """
    try:
        text = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
        # The name before the last bracket may hold anything.
        state, *rest = text.rpartition(")")[2].split()
        return int(rest[10]) + int(rest[11]) if state in _WAITS_FOR_NOTHING else None
    except (OSError, ValueError, IndexError):
        return None


def starved_seconds(process_id: int) -> float:
    """Returns for how long a process has waited for a processor that others had, in seconds.

    Of its first thread, which is the one that answers; 0 where that cannot be told.
    """
    try:
        text = Path(f"/proc/{process_id}/schedstat").read_text(encoding="utf-8")
        return int(text.split()[1]) / _NANOSECONDS
    except (OSError, ValueError, IndexError):
        return 0.0
