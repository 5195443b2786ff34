"""What a user does with the page, and what the service is made to answer."""

import json

from playwright.sync_api import Page, Route


def answer_with(page: Page, body, status=200, headers=None):
    """Let the service answer with this; bodies of several requests come as a list."""
    bodies = body if isinstance(body, list) else [(status, body)]
    seen = []

    def answer(route: Route):
        seen.append(json.loads(route.request.post_data))
        now, content = bodies[min(len(seen), len(bodies)) - 1]
        route.fulfill(status=now, json=content, headers=headers or {})

    page.route("**/v1/tag", answer)
    return seen


def submit(page: Page, text="Any narrative."):
    page.fill("#narrative", text)
    page.click("#run")


def claim(page: Page, key: str):
    return page.locator(f'[data-claim="{key}"]')


def lit(page: Page) -> str:
    return "".join(page.locator(".evidence.is-lit").all_text_contents())
