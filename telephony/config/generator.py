"""Knows how the settings become Asterisk's configuration folder: templates in, checked files out."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from telephony.config.settings import AsteriskSettings, UnsafeSetting
from telephony.legs import ATTEMPT_ID

MODULES = (
    *("res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb", "res_timing_timerfd"),
    *("format_wav", "format_pcm", "codec_alaw", "codec_ulaw", "codec_resample"),
    *("func_channel", "func_strings", "func_logic", "func_timeout", "func_cdr", "func_callerid"),
    *("res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_sdp_rtp", "res_rtp_asterisk"),
    *("res_pjsip_authenticator_digest", "res_pjsip_outbound_authenticator_digest"),
    *("res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user", "res_pjsip_registrar"),
    *("res_pjsip_caller_id", "res_pjsip_dlg_options", "res_pjsip_rfc3326", "res_pjsip_header_funcs"),
    *("res_pjsip_dtmf_info", "res_pjsip_nat", "res_pjsip_pubsub", "chan_pjsip"),
    *(
        "bridge_simple",
        "res_musiconhold",
        "res_speech",
        "res_agi",
        "res_mutestream",
        "res_manager_devicestate",
    ),
    *("app_stack", "app_playback", "app_read", "app_queue", "app_senddtmf", "app_controlplayback"),
    *("app_amd", "app_mixmonitor", "res_tonedetect"),
    *("res_cdrel_custom", "cdr_custom", "cel_custom", "pbx_config"),
)
WEBSOCKET_MODULES = ("res_http_websocket", "res_pjsip_transport_websocket")
EVENTS = (
    *("FullyBooted", "Shutdown", "UserEvent", "ContactStatus"),
    *("Newchannel", "Newstate", "Hangup", "OriginateResponse"),
    *("AsyncAGIStart", "AsyncAGIExec", "AsyncAGIEnd"),
    *("BridgeEnter", "BridgeLeave", "Hold", "Unhold", "DTMFEnd"),
)
SUBFOLDERS = (
    "etc",
    "run",
    "log/cdr-custom",
    "log/cel-custom",
    "spool",
    "db",
    "lib",
    "sounds",
    "music",
    "prompts",
    "recordings",
)

_TEMPLATES = Path(__file__).parent / "templates"
_PLAIN = re.compile(r"[A-Za-z0-9_.:/-]*")


def _plain(value: object) -> object:
    if not _PLAIN.fullmatch(str(value)):
        raise UnsafeSetting(name="configuration")
    return value


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - not HTML; `_plain` refuses every value that is not a plain word
    )


def render(settings: AsteriskSettings) -> Mapping[str, str]:
    """The text of every configuration file, by file name."""
    values = _values(settings)
    environment = _environment()
    names = sorted(path.name.removesuffix(".j2") for path in _TEMPLATES.glob("*.j2"))
    return {name: environment.get_template(f"{name}.j2").render(values) for name in names}


def write_config(settings: AsteriskSettings) -> bool:
    """Makes the instance's folders and replaces each file of `etc` that differs, by an atomic rename.

    Whether Asterisk is to read them anew: so it stays, over our own death too, until `config_was_read`."""
    for name in SUBFOLDERS:
        (settings.folders.outside / name).mkdir(parents=True, exist_ok=True)
    folder = settings.folders.outside / "etc"
    for private in (folder, settings.folders.outside / "recordings"):
        private.chmod(0o700)
    new = {name: text for name, text in render(settings).items() if _differs(folder / name, text)}
    if new:
        _unread(settings).touch()
    for name, text in new.items():
        _replace(folder / name, text)
    return _unread(settings).exists()


def config_was_read(settings: AsteriskSettings) -> None:
    """Asterisk has read what was written."""
    _unread(settings).unlink(missing_ok=True)


def _unread(settings: AsteriskSettings) -> Path:
    return settings.folders.outside / ".etc-unread"


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(path)


def _values(settings: AsteriskSettings) -> dict[str, object]:
    ports, secrets = settings.ports, settings.secrets
    return {
        "inside": settings.folders.inside,
        "sounds": settings.folders.inside / "sounds",
        "address": settings.address,
        "ports": ports,
        "secrets": secrets,
        "gateways": (("gateway-a", secrets.gateway_a), ("gateway-b", secrets.gateway_b)),
        "endpoints": settings.endpoints,
        "last_resort": [endpoint for endpoint in settings.endpoints if endpoint.last_resort],
        "trunks": settings.trunks,
        "rtp_timeout": int(settings.rtp_timeout.total_seconds()),
        "modules": MODULES + (WEBSOCKET_MODULES if ports.http else ()),
        "events": EVENTS,
        "attempt": ATTEMPT_ID,
        "timers": _timers(settings),
    }


def _timers(settings: AsteriskSettings) -> dict[str, float]:
    """The dead-man timers, in seconds, of channels that nobody of ours looks after."""
    return {
        "inbound": settings.timer(10),
        "please_hold": settings.timer(60),
        "parked": settings.timer(120),
        "answered": settings.timer(2),
        "last_resort": max(1, round(settings.timer(120))),
    }
