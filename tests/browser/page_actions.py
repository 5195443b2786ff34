"""What a user does with the page, and what the service is made to answer."""

import json

from playwright.sync_api import Page, Route, expect


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
    """Write a narrative and have it worked on at once."""
    page.fill("#narrative", text)
    page.press("#narrative", "Control+Enter")


def write(page: Page, text: str):
    """Write a narrative and wait until what is shown is what will be saved."""
    submit(page, text)
    expect(page.locator("#live-state")).to_have_attribute("data-state", "current")


def claim(page: Page, key: str):
    return page.locator(f'[data-claim="{key}"]')


def row(page: Page, key: str):
    return page.locator(f'[data-row="{key}"]')


def decide(page: Page, key: str, state: str):
    row(page, key).locator(f'[data-decide="{state}"]').click()


def choose(page: Page, field: str, words: str):
    """Search in a combobox and take what is found first."""
    page.fill(f"#{field}", words)
    page.press(f"#{field}", "Enter")


def select_words(page: Page, words: str):
    """Select words of the redacted text as a mouse does."""
    page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.getElementById('redacted-text'), 4);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const start = node.data.indexOf(words);
            if (start < 0) continue;
            getSelection().setBaseAndExtent(node, start, node, start + words.length);
            return;
          }
        }""",
        words,
    )


def lit(page: Page) -> str:
    return "".join(page.locator(".evidence.is-lit").all_text_contents())


def kept_in_browser(page: Page) -> list[int]:
    """Count what the browser keeps of this page."""
    return page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie.length,
            (await indexedDB.databases()).length, (await caches.keys()).length]"""
    )
