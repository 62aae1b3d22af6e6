"""Trees that enter others through the API: what the upload finds, and which version the outer one keeps."""

from typing import Any

from people import YAML, Center

from graphs.ivr import compile_ivr

CONSENT = """ivr: zgoda
blocks:
  pytanie: {block: menu, say: Czy nagrywać?, keys: {1: tak, 2: nie}, no_input: nie}
  tak: {block: return}
  nie: {block: return, exit: odmowa}
"""
LINE = """ivr: linia
blocks:
  zgoda: {block: subtree, tree: zgoda, next: kolejka, exits: {odmowa: koniec}}
  kolejka: {block: queue, timeout: koniec}
  koniec: {block: hang_up}
"""


async def checked(center: Center, text: str, **asked: str) -> list[tuple[Any, ...]]:
    answer = await center.designer.post("/graphs/check", content=text, headers=YAML, params=asked)
    assert answer.status_code == 200, answer.text
    return [
        (problem["code"], problem["line"], problem["column"], problem["node"])
        for problem in answer.json()["problems"]
    ]


async def publish(center: Center, name: str, text: str) -> dict[str, Any]:
    draft = await center.designer.get(f"/graphs/ivr/{name}/draft")
    read = {"If-Match": draft.headers["etag"]} if draft.status_code == 200 else {}
    await center.designer.put(f"/graphs/ivr/{name}/draft", content=text, headers={**YAML, **read})
    published = await center.designer.post(f"/graphs/ivr/{name}/publish")
    assert published.status_code == 200, published.text
    return published.json()


async def test_upload_of_a_tree_that_enters_others_finds_all_that_is_wrong_with_that(center: Center):
    assert await checked(center, LINE) == [("ivr_unknown", 3, 33, "zgoda")]
    await publish(center, "zgoda", CONSENT)
    assert await checked(center, LINE) == []
    assert await checked(center, LINE.replace("odmowa", "odmow")) == [
        ("exit_open", 3, 3, "zgoda"),
        ("exit_unknown", 3, 63, "zgoda"),
    ]
    assert await checked(center, LINE.replace("odmowa", "odmow"), also="ivr:zgoda") == []
    await publish(center, "linia", LINE)
    around = CONSENT.replace("tak: {block: return}", "tak: {block: subtree, tree: linia}")
    assert await checked(center, around) == [("trees_in_circle", 4, 31, "tak")]
    refused = await center.designer.put("/graphs/ivr/zgoda/draft", content=around, headers=YAML)
    assert refused.status_code == 428
    etag = (await center.designer.get("/graphs/ivr/zgoda/draft")).headers["etag"]
    saved = await center.designer.put(
        "/graphs/ivr/zgoda/draft", content=around, headers={**YAML, "If-Match": etag, "Accept-Language": "pl"}
    )
    [problem] = saved.json()["problems"]
    assert problem["path"] == ["zgoda", "linia", "zgoda"]
    assert "zgoda → linia → zgoda" in problem["message"]
    assert (await center.designer.post("/graphs/ivr/zgoda/publish")).status_code == 422


async def test_outer_tree_keeps_the_version_that_it_was_published_with(center: Center):
    await publish(center, "zgoda", CONSENT)
    first = await publish(center, "linia", LINE)
    await publish(center, "zgoda", CONSENT.replace("Czy nagrywać?", "Czy możemy nagrywać?"))

    async def says(number: int) -> list[str]:
        version = await center.designer.get(f"/graphs/ivr/linia/versions/{number}")
        return [prompt.text for prompt in compile_ivr(version.json()["document"]).prompts]

    assert await says(1) == ["Czy nagrywać?"]
    second = await publish(center, "linia", LINE)
    assert (first["number"], second["number"]) == (1, 2)
    assert (await says(1), await says(2)) == (["Czy nagrywać?"], ["Czy możemy nagrywać?"])
    assert (await publish(center, "linia", LINE))["number"] == 2
    diff = (await center.designer.get("/graphs/ivr/linia/diff", params={"from": 1, "to": 2})).json()
    assert [(change["node"], change["field"]) for change in diff["changes"]] == [("zgoda", "pinned")]
