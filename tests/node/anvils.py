"""An anvil of a test's own, which can be stopped, killed and started again."""

import signal
import socket
import subprocess
import time
from contextlib import closing

import pytest
import requests

from tests.node.install_anvil import IN_CI, MISSING, find_anvil

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
"""Private key of every anvil's first account, as it prints it."""


class Anvil:
    """A node; `ask` is for what a test does behind everybody's back."""

    def __init__(self, *options):
        self._path = find_anvil()
        if self._path is None:
            (pytest.fail if IN_CI else pytest.skip)(MISSING)
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._options = options
        self.start()

    def start(self):
        command = [self._path, "--port", str(self._port), "--silent", "--hardfork", "prague"]
        self._process = subprocess.Popen([*command, *self._options], stdin=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.ask("eth_chainId")
            except requests.ConnectionError:
                time.sleep(0.02)
            else:
                return
        pytest.fail("anvil does not start")

    def stop(self, how=signal.SIGTERM):
        self._process.send_signal(how)
        self._process.wait(10)

    def ask(self, method, *parameters):
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        answer = requests.post(self.url, json=body, timeout=10).json()
        assert "error" not in answer, answer
        return answer["result"]

    def hold(self, *, automine=False):
        """Make no blocks until it is told to; or go on making one for each transaction."""
        self.ask("evm_setAutomine", automine)
