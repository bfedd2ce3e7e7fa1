"""The exports that a browser opens, opened in a real one: the page is clicked, typed at and linked to, and
the diagrams are read and drawn by Mermaid itself.

It speaks WebDriver to chromedriver and needs nothing but Python, Chromium and its driver:

    python3 tests/browser/exports.py [--mermaid mermaid.min.js] [--pictures FOLDER]

Without a browser it says so and ends with status 0; with CI=1 that is a fault."""

import argparse
import base64
import html
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1400,1000",
]
LEFT, RIGHT, HOME, END, TAB = "\ue012", "\ue014", "\ue011", "\ue010", "\ue004"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One window, driven over WebDriver."""

    def __init__(self, driver, browser, folder):
        self.process = subprocess.Popen(
            [driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        port = None
        for line in self.process.stdout:
            if "started successfully on port" in line:
                port = line.rstrip(".\n").rsplit(" ", 1)[1]
                break
        self.base = f"http://127.0.0.1:{port}/session"
        options = {"binary": browser, "args": [*FLAGS, f"--user-data-dir={folder}"]}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }
        made = self.ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})
        self.base += "/" + made["sessionId"]

    def ask(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            # The driver is on this machine: no proxy lies between.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def go(self, url):
        self.ask("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_later(self, script, *arguments):
        return self.ask("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def press(self, key):
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def click(self, css):
        found = self.ask("POST", "/element", {"using": "css selector", "value": css})
        self.ask("POST", f"/element/{found[ELEMENT]}/click")

    def log(self):
        return self.ask("POST", "/se/log", {"type": "browser"})

    def devtools(self, command, **parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def picture(self, folder, name):
        if folder:
            (folder / name).write_bytes(base64.b64decode(self.ask("GET", "/screenshot")))

    def close(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()


def exported(folder, address, kind, *more):
    """The file that the program writes."""
    name = address.replace("/", "-").replace("@", "-")
    ending = {"mermaid": "mmd"}.get(kind, kind)
    path = folder / f"{name}.{ending}"
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    program = target / "debug" / "coroscope"
    subprocess.run([program, "export", address, "-f", kind, "-o", path, *more], check=True)
    return path


def same(is_so, should_be, what):
    assert is_so == should_be, f"{what}: {is_so!r}, and not {should_be!r}"


def page(browser, folder, pictures):
    url = exported(folder, "three-tasks", "html").as_uri()
    where = lambda: browser.run("return document.getElementById('where').textContent")
    said = lambda: browser.run("return document.getElementById('said').textContent")
    pane = lambda name: browser.run(
        "return document.querySelector(`section[aria-label='${arguments[0]}'] pre`).textContent", name
    )
    hash_ = lambda: browser.run("return location.hash")

    browser.go(url)
    same(where(), "before turn 1 · 0 s", "at first")
    browser.press(RIGHT)
    same((where(), hash_()), ("turn 1 of 16 · 0 s", "#1"), "→")
    assert "In its first poll, A factorial" in said(), said()
    assert "A ○ factorial" in pane("Tasks"), pane("Tasks")
    browser.click("#on")
    same(where(), "turn 2 of 16 · 0 s", "On")
    browser.press(LEFT)
    same((where(), hash_()), ("turn 1 of 16 · 0 s", "#1"), "←")
    browser.press(END)
    assert where().startswith("after turn 16 · 6 s"), where()
    assert "The run finishes" in said(), said()
    browser.press(RIGHT)
    assert where().startswith("after turn 16"), "→ at the end stays there"
    browser.press(HOME)
    same(where(), "before turn 1 · 0 s", "Home")
    # The slider takes the keys itself, once.
    browser.run("document.getElementById('slider').focus()")
    browser.press(RIGHT)
    same(where(), "turn 1 of 16 · 0 s", "→ on the slider")
    # A link goes straight to its moment, in a new page and in an open one.
    browser.go("about:blank")
    browser.go(url + "#9")
    same(where(), "turn 9 of 16 · 2 s", "#9")
    assert "C ○ binomial" in pane("Tasks") and "ways = 10" in pane("Tasks"), pane("Tasks")
    assert pane("recipe.rs").count("○") == 3 and pane("twin.py").count("○") == 3, "waiting lines"
    browser.picture(pictures, "page.png")
    browser.run("location.hash = '#3'")
    time.sleep(0.2)
    same(where(), "turn 3 of 16 · 0 s", "the address was changed")
    browser.run("location.hash = '#99'")
    time.sleep(0.2)
    assert said().startswith("There is no moment 99 on this page."), said()
    browser.click("#steps-of li:nth-child(5) a")
    time.sleep(0.2)
    same(where(), browser.run("return document.querySelector('#steps-of li:nth-child(5) .where').textContent"), "a click in the list")
    # The look, by the button and by what the system says.
    ground = lambda: browser.run("return getComputedStyle(document.body).backgroundColor")
    same(ground(), "rgb(255, 255, 255)", "by day")
    browser.click("#look")
    same(ground(), "rgb(20, 23, 28)", "by night")
    browser.picture(pictures, "night.png")
    browser.click("#look")
    night = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.go("about:blank")
    browser.devtools("Emulation.setEmulatedMedia", features=night)
    browser.go(url + "#9")
    same(ground(), "rgb(20, 23, 28)", "as the system says")
    browser.devtools("Emulation.setEmulatedMedia", features=[])
    # What a screen reader meets.
    tree = browser.devtools("Accessibility.getFullAXTree")["nodes"]
    named = {
        (node["role"]["value"], node.get("name", {}).get("value"))
        for node in tree
        if "role" in node and not node.get("ignored")
    }
    for wanted in [
        ("button", "On ›"), ("slider", "Step"), ("region", "Tasks"), ("region", "Steps"),
        ("heading", "A6 Factorial, Fibonacci, binomial"),
    ]:
        assert wanted in named, f"{wanted} is not in the page's tree"
    assert any(role == "status" for role, _ in named), "the step is told as it changes"
    unnamed = [role for role, name in named if role in ("button", "slider", "link", "image") and not name]
    same(unnamed, [], "controls without a name")
    # Paper: white, every step as text, and no buttons.
    browser.devtools("Emulation.setEmulatedMedia", media="print")
    same(ground(), "rgb(255, 255, 255)", "on paper")
    same(browser.run("return getComputedStyle(document.querySelector('.controls')).display"), "none", "buttons on paper")
    told = browser.run("return document.getElementById('steps-of').innerText")
    assert "In its third poll, C binomial" in told, told
    printed = browser.devtools("Page.printToPDF", printBackground=True)["data"]
    assert base64.b64decode(printed).startswith(b"%PDF"), "it prints"
    if pictures:
        (pictures / "page.pdf").write_bytes(base64.b64decode(printed))
    browser.devtools("Emulation.setEmulatedMedia", media="")
    # A phone: nothing but the panes themselves is wider than the screen.
    browser.devtools("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=1, mobile=True)
    browser.go("about:blank")
    browser.go(url + "#9")
    wide = browser.run("return document.documentElement.scrollWidth")
    assert wide <= 390, f"{wide} columns of 390"
    browser.picture(pictures, "phone.png")
    # The lesson's words are wrapped by the browser: nothing of them is cut or has to be scrolled to.
    cut = browser.run("""
        return [...document.querySelectorAll('.prose, .prose .text, .prose p, .question, .words, .words p')]
            .filter(one => one.offsetParent && (one.scrollWidth > one.clientWidth + 1
                || one.getBoundingClientRect().right > 390))
            .map(one => one.textContent);
    """)
    same(cut, [], "words that are wider than a phone")
    lines = browser.run("""
        let one = document.querySelector('.scene:not([hidden]) .prose .text p');
        return [one.getBoundingClientRect().height, parseFloat(getComputedStyle(one).lineHeight), one.textContent.length];
    """)
    assert lines[0] > 2 * lines[1] and lines[2] > 80, f"a long paragraph has several lines: {lines}"
    browser.devtools("Emulation.clearDeviceMetricsOverride")
    # Without scripts every step is there to be read.
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.go("about:blank")
    browser.go(url)
    browser.picture(pictures, "no-scripts.png")
    browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
    loud = [entry for entry in browser.log() if entry["level"] in ("SEVERE", "WARNING")]
    same(loud, [], "the console")


def every_page(browser, folder):
    """Each lesson's page opens at its end without a word in the console."""
    for address in ["resume", "deadlock", "blocking", "cancel", "lazy", "executor", "three-tasks/big"]:
        browser.go("about:blank")
        browser.go(exported(folder, address, "html").as_uri())
        browser.press(END)
        moved = browser.run("return document.getElementById('back').getAttribute('aria-disabled')")
        same(moved, "false", address)
        same([entry for entry in browser.log() if entry["level"] != "INFO"], [], address)


def a_lesson(browser, folder, pictures):
    """A page of a lesson has all its scenes and questions, and each option says what is wrong or right about it."""
    url = exported(folder, "deadlock", "html").as_uri()
    browser.go("about:blank")
    browser.go(url)
    scenes = browser.run("return [...document.querySelectorAll('.scene')].map(scene => scene.dataset.title)")
    assert len(scenes) > 1, scenes
    shown = lambda: browser.run(
        "return [...document.querySelectorAll('.scene')].filter(scene => scene.offsetParent).map(scene => scene.dataset.title)"
    )
    same(shown(), scenes[:1], "the first scene")
    last = browser.run("return document.querySelectorAll('.steps li').length") - 1
    seen, asked = [], set()
    for _ in range(last + 1):
        seen += [one for one in shown() if one not in seen]
        for ask in browser.run(
            "return [...document.querySelectorAll('.scene:not([hidden]) .prose .ask')].map(one => one.textContent)"
        ):
            asked.add(ask)
        words = browser.run("return document.querySelector('.scene:not([hidden]) .prose .text').textContent")
        assert words.strip(), browser.run("return location.hash")
        browser.press(RIGHT)
    same(seen, scenes, "the scenes, one after the other")
    every = browser.run("return [...document.querySelectorAll('#steps-of .ask')].map(one => one.textContent)")
    same(asked, set(every), "each question of a step is asked beside it")
    assert len(every) >= 3, every
    # An option is closed until it is chosen, and then says why.
    question = "#steps-of .question"
    feedback = lambda: browser.run(f"return document.querySelector('{question} details p').checkVisibility()")
    same(feedback(), False, "feedback before an answer")
    browser.click(f"{question} summary")
    same(feedback(), True, "feedback after it")
    told = browser.run("return [...document.querySelectorAll('details p')].map(one => one.textContent)")
    assert all(one.startswith(("Yes", "No")) for one in told), told
    # A link leads to a moment of a later scene.
    at = browser.run("return [...document.querySelectorAll('.steps li')].at(-1).dataset.at")
    browser.go("about:blank")
    browser.go(f"{url}#{at}")
    same(shown(), scenes[-1:], at)
    browser.picture(pictures, "lesson.png")


def pictures_of(browser, folder, pictures):
    """The picture is XML that the browser draws, in its stated size."""
    browser.go(exported(folder, "three-tasks@9", "svg").as_uri())
    size = browser.run("let r = document.documentElement.getBoundingClientRect(); return [r.width, r.height]")
    same(size, [120 * 8.4 + 20, 34 * 16 + 20], "the picture's size")
    # Every text is as wide as its cells say.
    wrong = browser.run(
        "return [...document.querySelectorAll('text')].filter(text => Math.abs("
        "text.getComputedTextLength() - text.getAttribute('textLength')) > 0.5).map(text => text.textContent)"
    )
    same(wrong, [], "texts that are not as wide as their cells")
    browser.picture(pictures, "picture.png")


def diagrams(browser, folder, mermaid, pictures):
    library = folder / "mermaid.min.js"
    shutil.copy(mermaid, library)
    (folder / "diagram.html").write_text(
        "<!DOCTYPE html><meta charset='utf-8'><div id='out'></div><script src='mermaid.min.js'></script>"
    )
    browser.go((folder / "diagram.html").as_uri())
    draw = """
        let [text, done] = arguments;
        mermaid.initialize({ startOnLoad: false });
        mermaid.parse(text).then(parsed => mermaid.render('drawn', text).then(drawn => {
            document.getElementById('out').innerHTML = drawn.svg;
            done([parsed.diagramType, document.getElementById('out').innerText]);
        })).catch(why => done(['refused', String(why)]));
    """
    for address in ["resume", "three-tasks", "deadlock", "cancel", "blocking", "lost-update", "three-tasks/big"]:
        text = exported(folder, address, "mermaid").read_text(encoding="utf-8")
        kind, told = browser.run_later(draw, text)
        same(kind, "sequence", f"{address}: {told}")
        for line in text.splitlines():
            words = line.split(": ", 1)[-1] if ": " in line else ""
            plain = html.unescape(words.replace("#", "&#"))
            flat = lambda one: "".join(one.split())
            assert flat(plain) in flat(told), f"{address}: {plain!r} is not drawn"
        if address == "resume":
            browser.picture(pictures, "diagram.png")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--mermaid", type=pathlib.Path)
    options.add_argument("--pictures", type=pathlib.Path)
    options = options.parse_args()
    browser, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not browser or not driver:
        print("SKIPPED: no chromium and chromedriver here; apt-get install chromium chromium-driver", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        window = Browser(driver, browser, folder / "profile")
        try:
            page(window, folder, options.pictures)
            every_page(window, folder)
            a_lesson(window, folder, options.pictures)
            pictures_of(window, folder, options.pictures)
            if options.mermaid:
                diagrams(window, folder, options.mermaid, options.pictures)
            else:
                print("SKIPPED: the diagrams; --mermaid names mermaid.min.js", file=sys.stderr)
                if os.environ.get("CI"):
                    return 1
        finally:
            window.close()
    print("The exports hold in a real browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
