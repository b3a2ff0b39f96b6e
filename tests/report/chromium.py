"""A real browser for tests, without a driver: Chromium's own DevTools protocol over a pipe.

Unlike ``--screenshot`` it sets the viewport exactly, emulates dark mode and print, and reports every request.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
]
PATIENCE = 60.0

# Every line of every text node as a rectangle; two of different nodes may touch, but not share more than two pixels.
# What lies in a region that scrolls counts as far as it is seen; turned text, whose rectangle holds other text, not.
LAYOUT = """
(() => {
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const unseen = "script, style, title, .for-reader, [hidden], svg.matrix .column, details:not([open]) > :not(summary)";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(unseen) || getComputedStyle(parent).display === "none") continue;
    const frame = parent.closest(".scroll")?.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const box = frame
        ? { left: Math.max(left, frame.left), right: Math.min(right, frame.right),
            top: Math.max(top, frame.top), bottom: Math.min(bottom, frame.bottom) }
        : { left, right, top, bottom };
      if (box.right - box.left > 1 && box.bottom - box.top > 1)
        boxes.push({ box, text: node.data.trim().slice(0, 40), node });
    }
  }
  for (const dot of document.querySelectorAll(".node .dot"))
    boxes.push({ box: dot.getBoundingClientRect(), text: "(node)", node: dot });
  boxes.sort((a, b) => a.box.top - b.box.top);
  const overlaps = [];
  boxes.forEach((one, index) => {
    for (let next = index + 1; next < boxes.length && boxes[next].box.top < one.box.bottom - 2; next++) {
      const other = boxes[next];
      const shared = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      if (one.node !== other.node && shared > 2) overlaps.push([one.text, other.text]);
    }
  });
  const outside = boxes.filter(({ box }) => box.left < 0 || box.right > innerWidth).map(({ text }) => text);
  return { width: innerWidth, scroll: document.scrollingElement.scrollWidth, boxes: boxes.length, overlaps, outside };
})()
"""


def find_chromium() -> str | None:
    """The browser's path, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


class Browser:
    """``with Browser(path, folder) as browser: page = browser.open(file, width=390, dark=True)``."""

    def __init__(self, executable: str, folder: Path) -> None:
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        # Chromium reads commands from descriptor 3 and writes answers to descriptor 4.
        script = f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}'
        command = ["bash", "-c", script, executable, *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        self._process = subprocess.Popen(
            command, pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(to_read)
        os.close(to_write)
        self._number, self._buffer = 0, b""
        self.events: list[dict[str, Any]] = []
        self._session: str | None = None
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._send(f"{domain}.enable")

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *reason: object) -> None:
        self._session = None
        self._post("Browser.close")
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def open(self, path: Path, *, width: int, height: int = 900, dark: bool = False, media: str = "screen") -> None:
        """Load a file in a viewport of exactly ``width`` CSS pixels; ``events`` then holds all that happened."""
        self._send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._send("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.events.clear()
        self._send("Page.navigate", url=path.resolve().as_uri())
        self._wait_for("Page.loadEventFired")
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression (or of its promise) in the page."""
        answer = self._send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def layout(self) -> dict[str, Any]:
        """The page's width, how far it scrolls, and which texts overlap or stand outside."""
        return self.evaluate(LAYOUT)

    def press(self, key: str) -> None:
        """Press and release one key, such as ``Tab``."""
        for kind in ("keyDown", "keyUp"):
            code = {"Tab": 9, "Escape": 27}[key]
            self._send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def hover(self, x: float, y: float) -> None:
        """Move the mouse to a point of the viewport."""
        self._send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def screenshot(self, path: Path) -> None:
        """The whole page as PNG."""
        shot = self._send("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self) -> bytes:
        """The page as it prints."""
        return base64.b64decode(self._send("Page.printToPDF", printBackground=True)["data"])

    def complaints(self) -> list[str]:
        """Console messages, log entries (policy violations among them) and uncaught exceptions since ``open``."""
        self.evaluate("1")  # whatever was under way has been reported by now
        kinds = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}
        return [json.dumps(event) for event in self.events if event["method"] in kinds]

    def requests(self) -> list[str]:
        """The address of every request since ``open``, the page's own included."""
        self.evaluate("1")
        sent = [event for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def _post(self, method: str, **parameters: Any) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._number

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = self._post(method, **parameters)
        while True:
            message = self._receive()
            if message.get("id") == number:
                assert "error" not in message, (method, message["error"])
                return message["result"]
            self.events.append(message)

    def _wait_for(self, method: str) -> None:
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._receive())

    def _receive(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(deadline - time.monotonic(), 0))
            chunk = os.read(self._read, 1 << 16) if ready else b""
            if not chunk:
                raise TimeoutError(f"Chromium said nothing for {PATIENCE:.0f} s")
            self._buffer += chunk
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)
