"""What the tests of the intake service share: the service as a process, a client, and claims."""
import contextlib
import json
import os
import pathlib
import re
import select
import signal
import socket
import sqlite3
import ssl
import subprocess
import time

SHOP, OTHER = "91370200MA7FAF4JDF", "91370100MAX164NEQ4"


class Failed(Exception):
    pass


def expect(fact, what, came=""):
    if not fact:
        raise Failed(f"{what}; came {came!r}"[:600])


class Service:
    """`tradein serve` in a folder of its own; `with` it, it runs."""

    def __init__(self, tradein, folder, store=None, retailers=(SHOP, OTHER)):
        self.tradein, self.folder = str(tradein), pathlib.Path(folder)
        self.store = pathlib.Path(store or self.folder / "store" / "claims.db")
        self.store.parent.mkdir(parents=True, exist_ok=True)
        self.environment = {**os.environ, "TRADEIN_ANCHORS": str(self.folder / "anchors")}
        self.port = free_port()
        self.run("serve", "init", self.folder / "dev", "--retailer", *retailers, "--port", self.port)
        self.config = self.folder / "dev" / "serve.yaml"
        self.log = self.folder / "serve.log"
        self.process, self.more = None, []

    def run(self, *words, ok=(0,)):
        done = subprocess.run([self.tradein, *map(str, words)], capture_output=True, timeout=120, env=self.environment)
        expect(done.returncode in ok, f"`tradein {' '.join(map(str, words))}` to end with {ok}", (done.returncode, done.stderr))
        return done

    def public_key(self):
        """A file with the store's vkey."""
        path = self.folder / "office.vkey"
        path.write_bytes(self.run("keys", "show", "--store", self.store).stdout)
        return path

    def start(self, prefix=()):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*prefix, self.tradein, "serve", "--store", self.store, "--config", self.config, *self.more],
                                            stderr=log, env=self.environment)
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self
            time.sleep(0.02)
        raise Failed(f"the service does not listen: {self.log.read_text()[-400:]}")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def kick(self, number):
        self.process.send_signal(number)

    def end(self, number=signal.SIGTERM, seconds=15):
        self.kick(number)
        return self.process.wait(seconds)

    def health(self, page):
        """(status, text)"""
        port = int(re.search(r"^health: 127.0.0.1:(\d+)", self.config.read_text(), re.M)[1])
        with socket.create_connection(("127.0.0.1", port), 5) as s:
            s.sendall(f"GET {page} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while part := s.recv(65536):
                answer += part
        head, body = answer.decode().split("\r\n\r\n", 1)
        return int(head.split()[1]), body

    def connect(self, who=SHOP, folder=None, **settings):
        tls = ssl.create_default_context(cafile=self.folder / "dev" / "ca.pem")
        if who:
            tls.load_cert_chain((folder or self.folder / "dev") / f"{who}.pem", (folder or self.folder / "dev") / f"{who}.key")
        for name, value in settings.items():
            setattr(tls, name, value)
        return Client(tls.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 10), server_hostname="127.0.0.1"))

    def wait_for(self, text, seconds=20):
        end = time.monotonic() + seconds
        while text not in self.log.read_text():
            expect(time.monotonic() < end, f"{text} in the log", self.log.read_text()[-400:])
            time.sleep(0.02)

    def stored_bytes(self):
        with contextlib.suppress(OSError):
            return self.store.stat().st_size + pathlib.Path(f"{self.store}-wal").stat().st_size
        return 0

    def decided(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=5)) as db:
            return [row for row, in db.execute("SELECT claim_id FROM decision ORDER BY entry")]

    def decided_by(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=5)) as db:
            return list(db.execute("SELECT retailer, claim_id FROM decision"))


class Client:
    def __init__(self, tls):
        self.tls, self.unsent, self.unread, self.open = tls, b"", b"", True
        tls.setblocking(False)

    def send(self, *lines):
        for line in lines:
            self.unsent += (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n"
        return self

    def step(self):
        """Moves what can be moved; False where nothing could."""
        moved = False
        try:
            if self.unsent:
                sent = self.tls.send(self.unsent[:16384])
                self.unsent, moved = self.unsent[sent:], True
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError:
            self.unsent = b""
        try:
            data = self.tls.recv(65536)
            self.unread, self.open, moved = self.unread + data, bool(data), True
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError:
            self.open = False
        return moved

    def answers(self, count, seconds=20):
        got, end = [], time.monotonic() + seconds
        while True:
            while len(got) < count and b"\n" in self.unread:
                line, self.unread = self.unread.split(b"\n", 1)
                got.append(json.loads(line))
            if len(got) == count or not self.open or time.monotonic() > end:
                return got
            if not self.step():
                select.select([self.tls], [self.tls] if self.unsent else [], [], 0.05)

    def ask(self, *lines, seconds=20):
        return self.send(*lines).answers(len(lines), seconds)

    def closed(self, seconds):
        """True when the service closes within the time."""
        end = time.monotonic() + seconds
        while self.open and time.monotonic() < end:
            if not self.step():
                select.select([self.tls], [], [], 0.05)
        return not self.open


def free_port():
    """Two that follow each other: the second is the health port."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 1))
                return port


def claims(source, count=None):
    """The sample batch of a digital retailer that is good throughout, as lines."""
    lines = (pathlib.Path(source) / "tests/data/digital.ndjson").read_bytes().splitlines()
    return lines[:count]


def many(source, count):
    """That many claims that differ in what makes them one: the first sample claim, renumbered."""
    first = json.loads(claims(source, 1)[0])
    made = []
    for n in range(count):
        made.append({**first, "claim_id": f"W{n:06d}", "serial_no": f"SN-W{n:08d}"})
    return made
