#!/usr/bin/env python3
"""Checks that `#[observed]` changes nothing in the tests of other crates.

    python3 tests/observed/corpus.py FOLDER [CRATE ...]

It fetches these crates from crates.io into FOLDER, and copies each three times:

- `plain`: its tests as they are,
- `attributed`: with `#[coroscope::observed]` on each function of its tests,
- `recorded`: the same, and each `block_on` and `#[tokio::test]` runs on coroscope's executor, which records.

The first two must give the same errors and warnings, at the same lines, and all three the same results. What differs is
printed, and then the exit status is 1. Nothing but FOLDER is written. With all crates it takes about an hour on two cores.

A test that can differ for another reason is named in `KNOWN`, with the reason.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

COROSCOPE = Path(__file__).resolve().parents[2]

CRATES = {
    # name: (version, features that its tests need)
    "async-broadcast": ("0.7.2", ""),
    "async-channel": ("2.5.0", ""),
    "async-lock": ("3.5.0", ""),
    "async-stream": ("0.3.6", ""),
    "async-task": ("4.7.1", ""),
    "event-listener": ("5.4.2", ""),
    "futures": ("0.3.34", "thread-pool"),
    "tokio-stream": ("0.1.19", "full"),
    "tokio-util": ("0.7.20", "full"),
    "tower": ("0.5.3", "full"),
}

KNOWN: dict[str, str] = {}

# No test takes longer alone.
PATIENCE = 120

FUNCTION = re.compile(r"^(\s*)((?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:unsafe\s+)?fn\s+\w+)")
# What is in a macro may not be a whole function.
MACRO = re.compile(r"(macro_rules!\s*\w+|\b(?:pin_project|cfg_\w+|quote|proptest|thread_local|select|join)!)\s*[({]")
TOKIO_TEST = re.compile(
    r"#\[tokio::test[^\]]*\]((?:\s*#\[(?!coroscope)[^\]]*\])*\s*)"
    r"(#\[coroscope::observed\] )?((?:pub )?async fn (\w+)\(\))"
)
BLOCK_ON = re.compile(
    r"(?<![\w:.])(?:(?:futures_lite::)?future::|futures::executor::|futures_lite::)?block_on\((?!&)"
)

# The future may borrow, and a task may not. The executor is dropped before what it borrows.
RECORDED = """
#[allow(unused, unsafe_code)]
pub mod recorded {
    use coroscope::executor::{Executor, Recorder};
    use coroscope::record::event::{Event, LoopEvent};
    use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc, time::Duration};

    pub fn block_on<F: Future>(future: F) -> F::Output {
        RUNTIME
        let result = Rc::new(RefCell::new(None));
        let sink = Rc::clone(&result);
        let task = async move { *sink.borrow_mut() = Some(future.await) };
        let task: Pin<Box<dyn Future<Output = ()> + '_>> = Box::pin(task);
        let task: Pin<Box<dyn Future<Output = ()> + 'static>> = unsafe { std::mem::transmute(task) };
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(|| coroscope::kit::spawn(task).detach());
        while result.borrow().is_none() {
            executor.run();
            let record = executor.record().expect("it records");
            let panics = |event: &Event| matches!(event, Event::Loop(LoopEvent::Panicked { .. }));
            assert!(!record.events().iter().any(panics), "the task panicked");
            drop(record);
            std::thread::yield_now();
            executor.set_up(|| ());
        }
        let value = result.borrow_mut().take();
        value.expect("the loop has ended")
    }
}
"""
RUNTIME = """let runtime = tokio::runtime::Runtime::new().expect("it starts");
        let _entered = runtime.enter();"""


def attribute(text: str) -> tuple[str, int]:
    """Puts the attribute before each function, on its line, so that all lines keep their numbers."""
    lines, written, count = text.split("\n"), [], 0
    depth, macro = 0, None
    for nth, line in enumerate(lines):
        code = re.sub(r"//.*", "", line)
        code = re.sub(r"'(\\.|[^\\'])'", "' '", code)
        code = re.sub(r'"(\\.|[^"\\])*"', '""', code)
        begins_macro = macro is None and MACRO.search(code) is not None
        if begins_macro:
            macro = depth
        found = FUNCTION.match(line)
        if found and macro is None:
            rest = re.sub(r"\[[^\]]*\]", "", "\n".join(lines[nth : nth + 30]))
            head = re.match(r"[^{;]*", rest).group()
            has_body = rest[len(head) :].startswith("{")
            # An ordinary function that returns a future is refused, with a message that says what to write.
            is_future = "async" not in found[2] and re.search(r"->\s*impl\s+(\w+::)*Future", head)
            if has_body and not is_future:
                line = f"{found[1]}#[coroscope::observed] {line[len(found[1]):]}"
                count += 1
        written.append(line)
        depth += sum(code.count(opening) for opening in "{(") - sum(code.count(closing) for closing in "})")
        if macro is not None and depth <= macro:
            macro = None
    return "\n".join(written), count


def record(text: str, needs_tokio: bool) -> str:
    """Runs the tests of a file on coroscope's executor."""
    text = TOKIO_TEST.sub(
        lambda test: f"#[test]{test[1]}fn {test[4]}() {{ crate::recorded::block_on({test[4]}__()) }} "
        f"{test[2] or ''}{test[3].replace(test[4], test[4] + '__')}",
        text,
    )
    text = BLOCK_ON.sub("crate::recorded::block_on(", text)
    return text + RECORDED.replace("RUNTIME", RUNTIME if needs_tokio else "")


def fetch(folder: Path) -> Path:
    """Downloads the crates, and returns the folder with their sources."""
    package = folder / "fetch"
    (package / "src").mkdir(parents=True, exist_ok=True)
    (package / "src/lib.rs").touch()
    versions = "".join(f'{name} = "={version}"\n' for name, (version, _) in CRATES.items())
    manifest = '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n'
    (package / "Cargo.toml").write_text(manifest + versions)
    subprocess.run(["cargo", "vendor", "--quiet", "vendor"], cwd=package, check=True, stdout=subprocess.DEVNULL)
    return package / "vendor"


def copy(sources: Path, folder: Path, kind: str, crates: list[str]) -> int:
    """Makes a workspace of all crates of one kind, and returns how many functions have the attribute."""
    shutil.rmtree(folder / kind, ignore_errors=True)
    count = 0
    for crate in crates:
        here = folder / kind / crate
        shutil.copytree(sources / crate, here, ignore=shutil.ignore_patterns("benches", "examples", ".cargo*"))
        manifest = (here / "Cargo.toml").read_text()
        manifest = re.sub(r"\[\[(?:bench|example)\]\]\n(?:[^\[\n].*\n|\n)*", "", manifest)
        manifest += f'\n[dev-dependencies.coroscope]\npath = "{COROSCOPE}"\ndefault-features = false\n'
        (here / "Cargo.toml").write_text(manifest)
        for file in sorted((here / "tests").rglob("*.rs")):
            text = file.read_text()
            if kind != "plain":
                text, functions = attribute(text)
                count += functions
            if file.parent == here / "tests":
                # The traits of the crate's dependencies are there with and without the attribute.
                text += "\nextern crate coroscope as _;\n"
                if kind == "recorded":
                    text = record(text, "tokio" in crate)
            file.write_text(text)
    members = ", ".join(f'"{crate}"' for crate in crates)
    patches = "".join(f'{crate} = {{ path = "{crate}" }}\n' for crate in crates)
    workspace = f'[workspace]\nresolver = "2"\nmembers = [{members}]\n[patch.crates-io]\n{patches}'
    (folder / kind / "Cargo.toml").write_text(workspace)
    return count


def build(folder: Path, kind: str, crate: str) -> tuple[dict, dict]:
    """Builds the tests of a crate. Returns what the compiler says, and the programs."""
    command = ["cargo", "build", "--tests", "--keep-going", "--message-format=json"]
    command += ["--manifest-path", str(folder / kind / crate / "Cargo.toml")]
    if features := CRATES[crate][1]:
        command += ["--features", features]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(folder / "target"), "CARGO_PROFILE_DEV_DEBUG": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    said, programs = {}, {}
    for line in done.stdout.splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        target = message.get("target", {})
        if message.get("reason") == "compiler-message" and message["message"]["spans"]:
            spans = message["message"]["spans"]
            span = next((span for span in spans if span["is_primary"]), spans[0])
            place = f"{target['name']}: {Path(span['file_name']).name}:{span['line_start']}"
            said[f"{place}: {message['message']['level']}: {message['message']['message']}"] = message["message"]["rendered"]
        if message.get("executable") and "test" in target.get("kind", []):
            programs[target["name"]] = message["executable"]
    if not said and not programs:
        sys.exit(f"{crate}, {kind}: {done.stderr}")
    return said, programs


def run(folder: Path, kind: str, crate: str, programs: dict) -> dict:
    """Runs the tests of a crate, and returns the result of each."""
    results = {}
    for name, program in programs.items():
        command = [program, "--test-threads=4"]
        try:
            here = folder / kind / crate
            done = subprocess.run(command, cwd=here, capture_output=True, timeout=PATIENCE)
            out = done.stdout
        except subprocess.TimeoutExpired as late:
            out, results[name] = late.stdout or b"", "takes too long"
        tests = re.findall(r"^test (\S+).*? \.\.\. (ok|FAILED|ignored)", out.decode(errors="replace"), re.M)
        results.update({f"{name}::{test}": result for test, result in tests})
    return results


def main() -> int:
    """Compares the crates that are named, or all."""
    folder = Path(sys.argv[1]).resolve()
    crates = sys.argv[2:] or list(CRATES)
    folder.mkdir(parents=True, exist_ok=True)
    sources = fetch(folder)
    for kind in ("plain", "attributed", "recorded"):
        count = copy(sources, folder, kind, crates)
    print(f"{count} functions of {len(crates)} crates")
    differences = 0
    for crate in crates:
        said, results = {}, {}
        for kind in ("plain", "attributed", "recorded"):
            said[kind], programs = build(folder, kind, crate)
            results[kind] = run(folder, kind, crate, programs)
        passed = {kind: sum(result == "ok" for result in results[kind].values()) for kind in results}
        print(f"{crate}: {len(said['plain'])} messages; passed: {passed}", flush=True)
        found = [f"only {kind}: {said[kind][one]}" for kind, other in (("plain", "attributed"), ("attributed", "plain"))
                 for one in sorted(said[kind].keys() - said[other].keys())]
        for kind in ("attributed", "recorded"):
            for test in sorted(results["plain"].keys() | results[kind].keys()):
                before, now = results["plain"].get(test), results[kind].get(test)
                if before != now and test not in KNOWN:
                    found.append(f"{kind}: {test} was {before} and is {now}")
        if "plain" in said and said["recorded"] and not results["recorded"]:
            found += [f"recorded: {text}" for text in list(said["recorded"].values())[:3]]
        print("".join(f"  {one}\n" for one in found), end="", flush=True)
        differences += len(found)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
