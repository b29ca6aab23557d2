"""What stands before every answer: methods, headers, conditional requests, compression, the one cookie."""

import pytest

PAGE = "/ru/programme/smart-almaty"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_the_portal_is_read_only(client, method):
    answer = client.request(method, PAGE)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", [PAGE, "/healthz", "/static/style.css", "/ru/nothing-here", "/ru/programme/smart-almaty.json"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_page_seen_before_is_not_sent_again(client):
    first = client.get(PAGE)
    again = client.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/kk/programme/smart-almaty").headers["etag"] != first.headers["etag"]


def test_the_theme_changes_the_page_and_its_tag(client):
    dark = client.get(PAGE, headers={"Cookie": "theme=dark"})
    assert 'data-theme="dark"' in dark.text
    assert dark.headers["etag"] != client.get(PAGE).headers["etag"]


@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_compression_changes_no_byte_of_the_page(client, accepted):
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"}).content
    answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
    assert answer.content == plain
    assert answer.headers.get("content-encoding", "") == accepted


def test_head_answers_like_get_without_a_body(client):
    got, head = client.get(PAGE), client.head(PAGE)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]


BACKS = ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1", ""]


@pytest.mark.parametrize("back", BACKS)
def test_the_theme_link_leads_nowhere_but_here(client, back):
    answer = client.get("/theme", params={"to": "dark", "back": back}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith(("//", "/\\"))
    assert "evil" not in answer.headers["location"]
    assert list(answer.cookies) in (["theme"], [])


def test_an_unknown_theme_is_not_remembered(client):
    assert "set-cookie" not in client.get("/theme", params={"to": "<script>"}, follow_redirects=False).headers


CHOICES = [("kk", "/kk/"), ("ru-RU,ru;q=0.9", "/ru/"), ("en-GB", "/en/"), ("de, en;q=0.5", "/en/"), ("de", "/kk/"), ("", "/kk/")]


@pytest.mark.parametrize(("asked", "given"), CHOICES)
def test_the_front_door_chooses_the_readers_language(client, asked, given):
    answer = client.get("/", headers={"Accept-Language": asked}, follow_redirects=False)
    assert answer.headers["location"] == given


HOSTILE = [
    "/../../etc/passwd", "/static/../app.py", "/static/%2e%2e/app.py", "/ru/programme/%00", "/ru/programme/' or 1=1 --",
    "/ru/programme/<script>alert(1)</script>", "/edition/x/../manifest.json", "/ru/receipt/statement/%F0%9F%92%A9",
    "/ru/" + "a" * 5000, "/xx/", "/ru/programme/smart-almaty/../../x", "/ru/receipt/budget/x/paid", "/ru/receipt/budget/x",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path[:40])
def test_a_strange_address_is_a_plain_not_found_that_echoes_nothing_live(client, path):
    answer = client.get(path)
    assert answer.status_code in (404, 400)
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("query", ["?x=%F0%28", "?" + "a=1&" * 500, "?q=" + "я" * 3000, "?%00=%00"])
def test_a_strange_query_never_breaks_a_page(client, query):
    assert client.get(PAGE + query).status_code == 200


def test_an_edition_file_is_the_file_its_manifest_names(client, opened):
    import hashlib

    name = "exports/csv/party.csv"
    answer = client.get(f"/edition/{opened.id}/{name}")
    assert hashlib.sha256(answer.content).hexdigest() == opened.manifest["files"][name]["sha256"]
    assert client.get(f"/edition/{opened.id}/manifest.json").json()["records"]["root"] == opened.root


def test_conditional_requests_as_http_has_them(client):
    tag = client.get(PAGE).headers["etag"]
    for given in (f'"other", {tag}', tag.removeprefix("W/"), "*"):
        assert client.get(PAGE, headers={"If-None-Match": given}).status_code == 304
    assert client.get(PAGE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_encoding_with_no_weight_is_refused(client):
    assert "content-encoding" not in client.get(PAGE, headers={"Accept-Encoding": "br;q=0, gzip;q=0.0"}).headers


def test_an_edition_file_is_asked_for_again_and_sent_as_it_lies(client, opened):
    answer = client.get(f"/edition/{opened.id}/exports/csv/party.csv", headers={"Accept-Encoding": "br"})
    assert answer.headers.get_list("cache-control") == ["public, no-cache"]  # a record may be withdrawn from it
    again = client.get(f"/edition/{opened.id}/exports/csv/party.csv", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "content-encoding" not in answer.headers


def test_what_is_kept_stays_counted_however_many_ask_at_once():
    from tiyn.web.guard import CACHE_ENTRIES, Guard

    guard = Guard(None, "x")
    for _ in range(50):
        guard._keep(("same",), (200, [], b"x" * 1000))
    assert guard.kept_bytes == 1000
    for number in range(CACHE_ENTRIES + 10):
        guard._keep((number,), (200, [], b""))
    assert len(guard.kept) == CACHE_ENTRIES


def test_a_fault_is_answered_with_our_headers_and_no_trace(opened, settings):
    import asyncio

    from tiyn.web.guard import Guard

    async def broken(scope, receive, send):
        raise RuntimeError("secret detail")

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
    asyncio.run(Guard(broken, "x")(scope, None, send))
    assert sent[0]["status"] == 500
    assert b"content-security-policy" in dict(sent[0]["headers"])
    assert b"secret" not in sent[1]["body"]
