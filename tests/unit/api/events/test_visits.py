"""Which visits are a person's, and which searches only refine another one."""

import pytest

from api.events.visits import is_crawler, is_looked_at, refines

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
SITE = "parts.example"


@pytest.mark.parametrize("agent", [FIREFOX, CHROME, PHONE, f"{CHROME} Edg/143.0.0.0"])
def test_a_browser_is_a_person(agent: str) -> None:
    assert is_looked_at("GET", {"user-agent": agent})
    assert not is_crawler({"user-agent": agent})


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/143.0 Safari/537.36",
        "Slackbot-LinkExpanding 1.0",
    ],
)
def test_whoever_says_that_it_reads_for_itself_is_no_person(agent: str) -> None:
    assert is_crawler({"user-agent": agent})
    assert not is_looked_at("GET", {"user-agent": agent})


def test_a_library_is_a_client_of_the_api_and_no_reader_of_pages() -> None:
    for agent in ("python-requests/2.34", "python-httpx/0.28", "curl/8.5.0", "Go-http-client/2.0", ""):
        assert not is_crawler({"user-agent": agent})
        assert not is_looked_at("GET", {"user-agent": agent})


def test_what_is_fetched_ahead_is_not_looked_at() -> None:
    for headers in ({"sec-purpose": "prefetch;anonymous-client-ip"}, {"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}, {"x-purpose": "preview"}):
        assert not is_looked_at("GET", {"user-agent": FIREFOX, **headers})
    assert not is_looked_at("HEAD", {"user-agent": FIREFOX})


@pytest.mark.parametrize(
    ("path", "query", "page", "referer", "refined"),
    [
        ("/search", "pump", 1, "", False),
        ("/search", "pump", 2, "", True),
        ("/search", "pump", 1, f"https://{SITE}/", False),
        ("/search", "pump", 1, f"https://{SITE}/search?q=pump", True),
        ("/search", "Pump  head", 1, f"https://{SITE}/search?q=pump+head&sort=newest", True),
        ("/search", "pump", 1, f"https://{SITE}/search?q=pupm", False),
        ("/search", "pump", 1, "https://elsewhere.example/search?q=pump", False),
        ("/search", "pump", 1, f"https://{SITE}/parts/5-pump?q=pump", False),
        ("/search", "", 1, f"https://{SITE}/search?manufacturer=3", True),
        ("/search", "", 1, f"https://{SITE}/categories/pumps", False),
        ("/categories/pumps", "", 1, f"https://{SITE}/categories/pumps?in_stock=true", True),
        ("/categories/pumps", "", 1, f"https://{SITE}/categories/fuses", False),
    ],
)
def test_another_page_filter_or_order_refines_the_search_that_its_link_stood_on(path: str, query: str, page: int, referer: str, refined: bool) -> None:
    assert refines(path, query, page, {"referer": referer, "host": SITE}) is refined
