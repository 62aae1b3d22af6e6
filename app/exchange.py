"""Knows how an installation's settings and phones become one Asterisk: its folder, its secrets, its configuration."""

import hashlib

from app.keys import installation_secret
from app.provision.asterisk import find_asterisk
from app.settings import Settings
from telephony.ami import AmiAddress
from telephony.asterisk import Installation, find_installation, instance_folders
from telephony.config.settings import AmiSecrets, AsteriskSettings, Ports, Trunk

TRUNK = "trunk"


def installation(settings: Settings) -> Installation:
    """The Asterisk of this machine; raises `AsteriskMissing`."""
    place = find_asterisk(settings)
    return find_installation(None if place is None else place.tree)


def asterisk_settings(settings: Settings, found: Installation) -> AsteriskSettings:
    """What the configuration of this installation's Asterisk depends on, before phones and trunks are known."""
    # Several installations may share one tree, so each has a folder of its own in it.
    instance = hashlib.sha256(str(settings.state).encode()).hexdigest()[:12]
    first, last = settings.rtp_ports
    return AsteriskSettings(
        folders=instance_folders(found, settings.state, instance),
        ports=Ports(
            sip=settings.port("sip"), ami=settings.port("ami"), http=None, rtp_first=first, rtp_last=last
        ),
        secrets=_ami_secrets(settings),
        trunks=(_trunk(settings),),
        language=settings.language,
        address=settings.switch.address,
        timer_scale=settings.timer_scale,
    )


def ami_address(settings: Settings, gateway: str) -> AmiAddress:
    """Where and as whom the gateway `a` or `b` logs in."""
    secrets = _ami_secrets(settings)
    secret = secrets.gateway_a if gateway == "a" else secrets.gateway_b
    return AmiAddress(settings.switch.address, settings.port("ami"), f"gateway-{gateway}", secret)


def config_address(settings: Settings) -> AmiAddress:
    """The AMI user that may do nothing but reload."""
    return AmiAddress(settings.switch.address, settings.port("ami"), "config", _ami_secrets(settings).config)


def _ami_secrets(settings: Settings) -> AmiSecrets:
    a, b, config = (installation_secret(settings.state, f"ami-{name}") for name in ("a", "b", "config"))
    return AmiSecrets(a, b, config)


def _trunk(settings: Settings) -> Trunk:
    host, _, port = (settings.switch.trunk or f"127.0.0.1:{settings.port('trunk')}").rpartition(":")
    return Trunk(TRUNK, host, int(port))
