"""A recording session: the tempo, and players who put notes and strokes on the time line."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipelines.demo.instruments import Instrument
from pipelines.demo.waves import SAMPLE_RATE_HZ, Sound, count_samples

_TARGET_S = 20.5
_TAIL_S = 2.0


@dataclass(frozen=True)
class Note:
    """When a note starts and how long it is held, in beats from the beginning; its MIDI pitch; its loudness."""

    beat: float
    beats: float
    pitch: int
    loudness: float = 1.0


class Session:
    """The time line of one piece: `bars` of `beats_per_bar` at a tempo, and a tail in which sounds die away.

    There are as many pairs of bars as come nearest to 20.5 s. `swing` moves the second half of every
    `swing_beats` late by that share of it.
    """

    def __init__(self, tempo_bpm: float, beats_per_bar: int = 4, swing: float = 0.0, swing_beats: float = 1.0) -> None:
        self.beat_s = 60 / tempo_bpm
        self.beats_per_bar = beats_per_bar
        pair_s = 2 * beats_per_bar * self.beat_s
        self.bars = 2 * max(math.ceil((20 - _TAIL_S) / pair_s), round(_TARGET_S / pair_s))
        self._swing = swing
        self._swing_beats = swing_beats
        self._count = count_samples(self.bars * beats_per_bar * self.beat_s + _TAIL_S)

    def moment_s(self, beat: float) -> float:
        """When a beat falls, swing included."""
        unit, place = divmod(beat / self._swing_beats, 1)
        late = 0.5 + self._swing / 2
        swung = place * 2 * late if place < 0.5 else late + (place - 0.5) * 2 * (1 - late)
        return float(unit + swung) * self._swing_beats * self.beat_s

    def play(self, instrument: Instrument, notes: Iterable[Note], spread: float = 0.0) -> Sound:
        """The notes as this instrument plays them, shape (2, n).

        `spread` sets low notes to the left and high ones to the right, as at a keyboard; 0 is the middle.
        """
        recording = self._silence()
        made: dict[tuple[int, float], Sound] = {}
        for note in notes:
            held = (note.pitch, round(note.beats, 4))
            if held not in made:
                frequency_hz = 440 * 2 ** ((note.pitch - 69) / 12)
                made[held] = instrument(frequency_hz, note.beats * self.beat_s).astype(np.float32)
            pan = float(np.clip((note.pitch - 64) / 18, -1, 1)) * spread
            self._put(recording, made[held] * np.float32(note.loudness), note.beat, pan)
        return recording

    def strike(self, sound: Sound, strokes: Iterable[tuple[float, float]], pan: float = 0.0) -> Sound:
        """The same sound at every (beat, loudness), shape (2, n); `pan` from -1, left, to 1, right."""
        recording = self._silence()
        for beat, loudness in strokes:
            self._put(recording, (sound * loudness).astype(np.float32), beat, pan)
        return recording

    def _silence(self) -> Sound:
        return np.zeros((2, self._count), dtype=np.float32)

    def _put(self, recording: Sound, sound: Sound, beat: float, pan: float) -> None:
        start = round(self.moment_s(beat) * SAMPLE_RATE_HZ)
        fitting = sound[: max(0, self._count - start)]
        angle = (pan + 1) * math.pi / 4  # constant power from side to side
        recording[0, start : start + len(fitting)] += np.float32(math.cos(angle)) * fitting
        recording[1, start : start + len(fitting)] += np.float32(math.sin(angle)) * fitting
