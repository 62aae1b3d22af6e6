"""Knows what was really heard: captures the RTP on the loopback and measures its gaps and tones."""

import math
import shutil
import struct
import subprocess
import wave
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from telephony.prompts import speak

RATE = 8000
_PCMU, _PCMA, _DTMF = 0, 8, 96


@dataclass(frozen=True, slots=True)
class Packet:
    at: float
    sequence: int
    kind: int
    payload: bytes


@dataclass(slots=True)
class Stream:
    """All packets from one port to another."""

    source: int
    target: int
    packets: list[Packet] = field(default_factory=list)

    @property
    def audio(self) -> list[Packet]:
        return [packet for packet in self.packets if packet.kind in {_PCMU, _PCMA}]

    def largest_gap_ms(self, first: float = 0.0, last: float = math.inf) -> float:
        """The longest time between two sound packets in a span of the capture's clock."""
        times = [packet.at for packet in self.audio if first <= packet.at <= last]
        return 1000 * max((b - a for a, b in pairwise(times)), default=math.inf)

    def samples(self, first: float = 0.0, last: float = math.inf) -> list[int]:
        """The sound in a span, as 16-bit samples."""
        chosen = [packet for packet in self.audio if first <= packet.at <= last]
        return [
            (_ALAW if packet.kind == _PCMA else _ULAW)[byte] for packet in chosen for byte in packet.payload
        ]

    def seconds_of(self, *tones: int) -> float:
        """How long one of the tones is the greatest part of what is heard, in windows of 50 ms."""
        samples, width = self.samples(), RATE // 20
        windows = (samples[i : i + width] for i in range(0, len(samples) - width, width))
        return sum(0.05 for window in windows if max(share_of(window, tone) for tone in tones) > 0.6)

    def seconds_of_sound(self) -> float:
        """How long something is heard at all."""
        samples, width = self.samples(), RATE // 20
        windows = (samples[i : i + width] for i in range(0, len(samples) - width, width))
        return sum(0.05 for window in windows if max(map(abs, window)) > 300)


def share_of(samples: list[int], hertz: int) -> float:
    """The share of a tone in the sound's power, 0 to 1 (Goertzel)."""
    power = sum(sample * sample for sample in samples)
    if power < len(samples) * 10_000:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    before, now = 0.0, 0.0
    for sample in samples:
        before, now = now, sample + turn * now - before
    found = before * before + now * now - turn * before * now
    return min(1.0, 2 * found / (len(samples) * power))


def write_tone(path: Path, hertz: int, seconds: float = 2.0) -> Path:
    """A raw a-law file for SIPp's rtp_stream."""
    count = int(RATE * seconds) // 160 * 160
    path.write_bytes(bytes(_to_alaw(8000 * math.sin(2 * math.pi * hertz * i / RATE)) for i in range(count)))
    return path


def write_answer_tone(path: Path, after: float, *, turning: bool = False) -> Path:
    """The same of a fax machine: 2100 Hz for three seconds (CED); `turning`: as ANSam of fast ones, which turns its
    phase by 180 degrees every 450 ms, and swells by a fifth at 15 Hz."""
    silent, lasts = int(RATE * after), RATE * 3
    samples = [0.0] * silent
    for i in range(lasts):
        turn = -1 if turning and i // (RATE * 9 // 20) % 2 else 1
        swell = 1 + 0.2 * math.sin(2 * math.pi * 15 * i / RATE) if turning else 1
        samples.append(8000 * turn * swell * math.sin(2 * math.pi * 2100 * i / RATE))
    samples += [0.0] * (RATE * 20)
    path.write_bytes(bytes(_to_alaw(sample) for sample in samples[: len(samples) // 160 * 160]))
    return path


def write_speech(path: Path, text: str, silent: float) -> Path:
    """The same of somebody who says the text in Polish, and then nothing for so many seconds."""
    with wave.open(str(speak(text, "pl", path.parent)), "rb") as file:
        spoken = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
    samples = [*spoken, *[0] * int(RATE * silent)]
    path.write_bytes(bytes(_to_alaw(sample) for sample in samples[: len(samples) // 160 * 160]))
    return path


def write_wav_tone(path: Path, hertz: int, seconds: float) -> None:
    """A prompt that is known by its tone."""
    count = int(RATE * seconds)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(
            struct.pack(
                f"<{count}h", *(int(8000 * math.sin(2 * math.pi * hertz * i / RATE)) for i in range(count))
            )
        )


def wav_seconds_of(path: Path, hertz: int) -> float:
    """How long a tone is heard in a recording, also together with another one."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
    width = RATE // 20
    windows = (list(samples[i : i + width]) for i in range(0, len(samples) - width, width))
    return sum(0.05 for window in windows if share_of(window, hertz) > 0.2)


class Capture:
    """Everything that goes over UDP on the loopback while the block runs, except SIP."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Capture":
        tool = shutil.which("tcpdump") or "/usr/bin/tcpdump"
        command = [
            tool,
            "-i",
            "lo",
            "-s",
            "300",
            "-U",
            "--immediate-mode",
            "-B",
            "8192",
            "-w",
            str(self._path),
            "udp",
        ]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE)
        assert self._process.stderr is not None
        while b"listening on" not in self._process.stderr.readline():
            assert self._process.poll() is None, "tcpdump did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=5)

    def streams(self) -> list[Stream]:
        return read_streams(self._path.read_bytes())

    def heard_at(self, port: int) -> Stream:
        """The sound that arrived at a port, from whichever source."""
        whole = Stream(0, port)
        for stream in self.streams():
            if stream.target == port:
                whole.packets += stream.packets
        whole.packets.sort(key=lambda packet: packet.at)
        return whole


def read_streams(pcap: bytes) -> list[Stream]:
    """The RTP streams of a capture file (little endian, Ethernet, IPv4)."""
    found: dict[tuple[int, int], Stream] = {}
    position = 24
    while position + 16 <= len(pcap):
        seconds, micros, stored = struct.unpack_from("<III", pcap, position)
        frame = pcap[position + 16 : position + 16 + stored]
        position += 16 + stored
        udp = frame[14 + (frame[14] & 15) * 4 :]
        source, target = struct.unpack_from("!HH", udp)
        packet = _packet(seconds + micros / 1e6, udp[8:])
        if packet is not None:
            found.setdefault((source, target), Stream(source, target)).packets.append(packet)
    return list(found.values())


def _packet(at: float, rtp: bytes) -> Packet | None:
    if len(rtp) < 12 or rtp[0] >> 6 != 2 or rtp[1] & 0x7F not in {_PCMU, _PCMA, _DTMF, 101}:
        return None
    (sequence,) = struct.unpack_from("!H", rtp, 2)
    return Packet(at, sequence, rtp[1] & 0x7F, rtp[12 + 4 * (rtp[0] & 15) :])


def _from_alaw(byte: int) -> int:
    byte ^= 0x55
    size = (byte & 0x0F) << 4 | 8
    exponent = byte >> 4 & 7
    value = (size + 0x100) << (exponent - 1) if exponent else size
    return value if byte & 0x80 else -value


def _from_ulaw(byte: int) -> int:
    byte = ~byte & 0xFF
    value = (((byte & 0x0F) << 3) + 0x84 << (byte >> 4 & 7)) - 0x84
    return -value if byte & 0x80 else value


_ALAW = [_from_alaw(byte) for byte in range(256)]
_ULAW = [_from_ulaw(byte) for byte in range(256)]
_NEAREST: dict[int, int] = defaultdict(int)


def _to_alaw(sample: float) -> int:
    key = round(sample / 16)
    if key not in _NEAREST:
        _NEAREST[key] = min(range(256), key=lambda byte: abs(_ALAW[byte] - sample))
    return _NEAREST[key]
