"""A parcel is ordered from GLS Poland once: every request keeps the schema of its service, what is lost is found."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from decimal import Decimal
from ipaddress import ip_network

import pytest
from fakes.gls_server import GlsServer, gls_server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from domain.errors import NotFound
from domain.parcels import Cash, Parcel, ParcelService, read_parcel
from messaging.courier.endings import CourierUnavailable
from messaging.courier.gls import GlsCourier, GlsService
from messaging.courier.gls_consign import consign
from messaging.courier.marks import mark
from messaging.transports import Accepted, Doubtful, Postponed, Refused
from messaging.web import WebClient

KEY = "case:17:courier:4"
WEB = WebClient((ip_network("127.0.0.0/8"),))
ANNA = Parcel(
    name="Anna Nowak-Wójcik & Córki <sp. z o.o.>",
    street="ul. Prosta",
    house="51/7",
    postcode="00-838",
    city="Warszawa",
    phone="+48601234567",
    mail="anna@example.com",
    content="Umowa do podpisu",
    reference="SPR-17",
    weight_kg=Decimal("2.5"),
    cash=Cash(Decimal("129.90"), "PLN"),
    services=(ParcelService.BEFORE_12, ParcelService.DOCUMENTS_BACK),
)


@pytest.fixture
async def gls() -> AsyncGenerator[GlsServer]:
    async with gls_server() as server:
        yield server


def _courier(gls: GlsServer, password: str | None = None) -> GlsCourier:
    return _account(gls.url, password or gls.password)


def _account(url: str, password: str) -> GlsCourier:
    async def reveal(name: str) -> str:
        assert name == "gls-haslo"
        return password

    service = GlsService(adapter="gls", url=url, username="sklep", password="secret://gls-haslo")
    return GlsCourier(service, reveal, WEB)


def _shown(consigned: etree._Element) -> dict[str, str]:
    return {
        etree.QName(one).localname: one.text or ""
        for one in consigned.iter()
        if one.text and one.text.strip()
    }


async def test_a_parcel_is_in_the_preparing_box_with_all_that_was_ordered(gls: GlsServer):
    assert await _courier(gls).transmit(KEY, ANNA) == Accepted("741291")
    assert _shown(gls.box[741_291]) == {
        "rname1": "Anna Nowak-Wójcik & Córki <sp. z o.o.>",
        "rcountry": "PL",
        "rzipcode": "00-838",
        "rcity": "Warszawa",
        "rstreet": "ul. Prosta 51/7",
        "rphone": "+48601234567",
        "rcontact": "anna@example.com",
        "references": f"{mark(KEY)} SPR-17",
        "notes": "Umowa do podpisu",
        "quantity": "1",
        "weight": "2.5",
        "cod": "true",
        "cod_amount": "129.90",
        "rod": "true",
        "s12": "true",
    }


async def test_every_session_is_closed_for_only_ten_may_be_open(gls: GlsServer):
    courier = _courier(gls)
    for number in range(11):
        assert isinstance(await courier.transmit(f"{KEY}:{number}", ANNA), Accepted)
    assert gls.sessions == set()


async def test_nothing_is_ordered_before_the_ledger_says_so(gls: GlsServer):
    async with _courier(gls).introduced(KEY, ANNA) as order:
        assert gls.calls == ["adeLogin"]
        assert not isinstance(order, Refused | Postponed)
        assert isinstance(await order(), Accepted)
    assert gls.calls == ["adeLogin", "adePreparingBox_Insert", "adeLogout"]


async def test_a_wrong_password_postpones_the_order_and_is_not_tried_again_at_once(gls: GlsServer):
    courier = _courier(gls, "inne")
    for _ in range(3):
        answer = await courier.transmit(KEY, ANNA)
        assert answer == Postponed("err_user_incorrect_username_password", ours=True)
    assert gls.calls == ["adeLogin"], "repeating it would lock the account"


async def test_too_many_sessions_postpone_the_order(gls: GlsServer):
    gls.sessions |= {str(number) for number in range(10)}
    assert await _courier(gls).transmit(KEY, ANNA) == Postponed("err_sess_create_problem")


@pytest.mark.parametrize(
    ("fault", "ending"),
    [
        ("err_cons_receiver_zipcode_does_not_correspond_to_city_name", Refused),
        ("err_cons_srv_amount_of_cod_is_too_large", Refused),
        ("err_sess_expired", Postponed),
    ],
)
async def test_a_fault_says_why_in_the_courier_s_code(gls: GlsServer, fault: str, ending: type):
    gls.fault = fault
    assert await _courier(gls).transmit(KEY, ANNA) == ending(fault)
    assert gls.box == {}


@pytest.mark.parametrize(("lost", "reason"), [("cut", "response_invalid"), ("fail", "http_502")])
async def test_an_order_whose_answer_was_lost_is_found_and_not_repeated(
    gls: GlsServer, lost: str, reason: str
):
    gls.lose = lost
    courier = _courier(gls)
    assert await courier.find(KEY, ANNA) is None
    assert await courier.transmit(KEY, ANNA) == Doubtful(reason)
    (number,) = gls.box
    assert await courier.find(KEY, ANNA) == Accepted(str(number))
    gls.pick_up()
    assert await courier.find(KEY, ANNA) == Accepted(str(number))
    assert await courier.find(f"{KEY}:2", ANNA) is None


async def test_an_order_is_found_behind_hundreds_of_newer_ones(gls: GlsServer):
    courier = _courier(gls)
    await courier.transmit(KEY, ANNA)
    (number,) = gls.box
    gls.box |= dict.fromkeys(range(800_000, 800_130), _somebody_s(gls))
    assert await courier.find(KEY, ANNA) == Accepted(str(number))
    assert gls.calls.count("adePreparingBox_GetConsignIDs") == 2


async def test_nobody_says_that_an_order_is_unknown_when_there_are_too_many_to_be_read(gls: GlsServer):
    gls.box |= dict.fromkeys(range(800_000, 805_001), _somebody_s(gls))
    with pytest.raises(CourierUnavailable, match="parcels_too_many"):
        await _courier(gls).find(KEY, ANNA)
    assert "adePreparingBox_GetConsign" not in gls.calls


def _somebody_s(gls: GlsServer) -> etree._Element:
    return etree.fromstring(
        f'<consign_prep_data xmlns="{gls.namespace}"><rname1>A</rname1><rcountry>PL</rcountry>'
        "<rzipcode>1</rzipcode><rcity>1</rcity><rstreet>1</rstreet></consign_prep_data>"
    )


async def test_nobody_says_that_an_order_is_unknown_when_the_courier_cannot_be_asked(gls: GlsServer):
    unreachable = _account("http://127.0.0.1:1/ade.php", "b")
    assert await unreachable.transmit(KEY, ANNA) == Postponed("connection_failed")
    with pytest.raises(CourierUnavailable):
        await unreachable.find(KEY, ANNA)
    with pytest.raises(CourierUnavailable):
        await _courier(gls, "inne").find(KEY, ANNA)


async def test_the_label_is_fetched_before_and_after_the_pick_up(gls: GlsServer):
    courier = _courier(gls)
    await courier.transmit(KEY, ANNA)
    (number,) = gls.box
    assert await courier.label(str(number)) == f"%PDF roll_160x100_pdf {number}".encode()
    gls.pick_up()
    assert await courier.label(str(number)) == f"%PDF roll_160x100_pdf {number}".encode()
    with pytest.raises(NotFound):
        await courier.label("1")


async def test_what_gls_could_not_deliver_is_refused_before_it_is_asked(gls: GlsServer):
    courier = _courier(gls)
    long = replace(ANNA, street="u" * 48)
    assert await courier.transmit(KEY, long) == Refused("street_and_house_too_long")
    euros = replace(ANNA, cash=Cash(Decimal(10), "EUR"))
    assert await courier.transmit(KEY, euros) == Refused("cash_only_in_pln")
    assert gls.calls == []


def test_a_long_name_takes_three_lines_and_loses_no_letter():
    fields = consign("X", replace(ANNA, name="Przedsiębiorstwo " + "w" * 60 + " i " + "n" * 38))
    assert not isinstance(fields, Refused)
    lines = [str(fields[f"rname{number}"]) for number in (1, 2, 3)]
    assert all(len(line) <= 40 for line in lines)
    assert "".join(lines).replace(" ", "") == ("Przedsiębiorstwo" + "w" * 60 + "i" + "n" * 38)


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=_TEXT, city=_TEXT, content=_TEXT)
async def test_whatever_people_write_keeps_the_schema(gls: GlsServer, name: str, city: str, content: str):
    texts = {
        "name": name,
        "street": name,
        "city": city,
        "content": content,
        "postcode": "00838",
        "weight_kg": "1",
    }
    parcel = read_parcel(texts)
    if isinstance(parcel, Parcel):
        assert isinstance(await _courier(gls).transmit(KEY, parcel), Accepted)
