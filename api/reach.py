"""Knows how people are told which campaigns a new version reaches, and what they can do."""

from db.publishing import CampaignUse


def sentence_of_use(use: CampaignUse, number: int, language: str) -> str:
    """What becomes of version `number` in a campaign, and what to do; in Polish (`pl`) or English."""
    told = _pl(use, number) if language == "pl" else _en(use, number)
    keeping = ""
    if use.keeping:
        keeping = (
            f" Otwarte sprawy z inną wersją, które ją zachowują: {use.keeping}."
            if language == "pl"
            else f" Open cases that keep another version: {use.keeping}."
        )
    return told + keeping


def _en(use: CampaignUse, number: int) -> str:
    at_once = f"`centralka campaigns use {use.campaign}` (POST /campaigns/{use.campaign}/versions)"
    match use.reach:
        case "now":
            return f"`{use.campaign}` is on version {number}: what is new gets it."
        case "split":
            return f"`{use.campaign}` gives version {number} to a share of what is new, the rest gets {use.number}."
        case "held":
            return f"`{use.campaign}` is held to version {use.number}. To move it: {at_once}."
        case "at_start":
            state = "is on" if use.on else "is off, with"
            return (
                f"`{use.campaign}` {state} version {use.number}; what is new gets {number} once it is started again "
                f"or applied. At once: {at_once}."
            )


def _pl(use: CampaignUse, number: int) -> str:
    at_once = f"`centralka campaigns use {use.campaign}` (POST /campaigns/{use.campaign}/versions)"
    match use.reach:
        case "now":
            return f"`{use.campaign}` jest na wersji {number}: dostają ją nowe sprawy i rozmowy."
        case "split":
            return f"`{use.campaign}` daje wersję {number} części nowych spraw i rozmów, reszta dostaje {use.number}."
        case "held":
            return f"`{use.campaign}` jest trzymana na wersji {use.number}. Zmiana: {at_once}."
        case "at_start":
            state = "działa na wersji" if use.on else "jest wyłączona, z wersją"
            return (
                f"`{use.campaign}` {state} {use.number}; nowe sprawy i rozmowy dostaną {number} po ponownym włączeniu "
                f"lub zapisaniu kampanii. Od razu: {at_once}."
            )
