"""Which requests are a person's, and which searches only turn a page or a filter of one that was already there. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

# Whoever names himself so is no person. Words of their user agents, as the big ones document them, and what libraries say by themselves.
_CRAWLER = re.compile(
    r"(?<!cu)bot\b|bots\b|crawl|spider|slurp|archiver|facebookexternalhit|embedly|preview|monitor|pingdom|lighthouse|headless|mediapartners|scrapy|bingpreview|gptbot|"
    r"chatgpt|claude|perplexity|bytespider|feedfetcher|whatsapp|validator",
    re.IGNORECASE,
)
# On pages, also what fetches without showing anything to anybody; for the API these are its clients.
_TOOL = re.compile(r"^$|^(curl|wget|python|go-http-client|java/|okhttp|libwww|httpie|ruby|php|node|axios|apache-httpclient|postman)", re.IGNORECASE)
_RESULTS = re.compile(r"/search|/categories/[^/]+")


def is_crawler(headers: Mapping[str, str]) -> bool:
    """Whether the client says that it reads the web for itself."""
    return _CRAWLER.search(headers.get("user-agent", "")) is not None


def is_looked_at(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a page is fetched for a person who looks at it now: not ahead of time, not for its head alone, not by a program."""
    if method != "GET" or is_crawler(headers) or _TOOL.search(headers.get("user-agent", "").strip()):
        return False
    purposes = (headers.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
    return not any(word in purpose.lower() for purpose in purposes for word in ("prefetch", "prerender", "preview"))


def refines(path: str, query: str, page: int, headers: Mapping[str, str]) -> bool:
    """Whether a search is another page, filter, order or view of one that the same person has before them.

    Its links lead from a results page with the same words, which the browser tells the own site in full (`Referrer-Policy`).
    """
    if page > 1:
        return True
    came_from = urlsplit(headers.get("referer", ""))
    if came_from.netloc != headers.get("host", "") or not _RESULTS.fullmatch(came_from.path):
        return False
    before = parse_qs(came_from.query).get("q", [""])[0]
    same_place = path == came_from.path or bool(query)  # a filter on a category's page leads to /search; without words that is another list
    return same_place and " ".join(before.casefold().split()) == " ".join(query.casefold().split())
