"""report.html in a real browser: found, filtered and opened without a request to anyone."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from test_browser import CHROMIUM, OFFLINE
from test_evals_golden import CASES, case_of
from test_evals_run import LINES, NASTY, ScriptedBot, _contestant, _said

from evals.metrics import SCORES
from evals.run import Plan, evaluate

pytestmark = pytest.mark.browser

COPIES = 500


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    dataset = folder / "questions.jsonl"
    lines = [line | {"id": f"{line['id']}-{copy}"} for copy in range(COPIES) for line in LINES]
    dataset.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    other = _contestant(ScriptedBot(), name="other", ask=lambda question, history: _said(NASTY))
    evaluate(dataset, [_contestant(ScriptedBot()), other], plan=Plan(out=folder))
    return folder / "report.html"


@pytest.fixture
def page(report):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*OFFLINE])
        page = browser.new_page()
        page.requests, page.faults = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("dialog", lambda dialog: page.faults.append(dialog.message))
        page.goto(report.as_uri())
        expect(page.locator("#items > details").first).to_be_visible()
        yield page
        browser.close()


def test_items_are_drawn_as_they_are_wanted_and_opened_on_demand(page):
    assert page.locator("#items > details").count() == 100
    page.fill("#words", "q-3-499")
    page.locator("#items summary").first.click()
    opened = page.locator("#items dd")
    expect(opened.first).to_contain_text("问：基站数？")
    expect(page.locator("#items .sides")).to_contain_text("55.83亿元[1]")
    assert (page.requests, page.faults) == ([page.url], [])


def test_worst_is_first_and_verdicts_are_filtered(page):
    expect(page.locator("#items summary").first).to_contain_text("q-4-0")
    page.select_option("#verdict", "right")
    expect(page.locator("#count")).to_have_text("2500 题中的 1500 题，已显示 100")
    page.select_option("#verdict", "differs")
    expect(page.locator("#count")).to_have_text("2500 题中的 2000 题，已显示 100")


def test_hostile_answer_is_shown_and_does_nothing(page):
    page.fill("#words", "q-5-7")
    page.locator("#items summary").first.click()
    expect(page.locator("#items .sides")).to_contain_text(NASTY)
    assert (len(page.requests), page.faults) == (1, [])


def test_page_is_in_english_where_it_is_asked_for(page):
    page.click("#language")
    expect(page.locator("h1")).to_have_text("Evaluation questions.jsonl")
    expect(page.locator("#count")).to_have_text("Of 2500 questions 2500 fit, 100 shown")
    page.fill("#words", "q-3-499")
    page.locator("#items summary").first.click()
    expect(page.locator("#items .sides")).to_contain_text("all that is needed is in the answer")
    shown = page.locator("main > *:not(#browser)").all_inner_texts()
    han = {each for each in re.findall("[\u3400-\u9fff]+", " ".join(shown))} - {"中文", "多轮"}
    assert (han, page.faults) == (set(), [])


def test_every_reason_of_a_score_has_its_chinese():
    words = json.loads((Path(__file__).parents[1] / "evals/static/words.json").read_text("utf-8"))
    known = re.compile("|".join(re.escape(each).replace(r"\{\}", ".*") for each in words["zh"]))
    reasons = {
        score.reason
        for case in CASES
        for score in (SCORES[name](*case_of(case)) for name in SCORES)
        if score.value is not None
    }
    assert {each for each in reasons if not known.fullmatch(each)} == set()
