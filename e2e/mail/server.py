"""A mail server that does what it is told, and fails where it is told.

    server.py SCENARIO LOG

SCENARIO is a JSON file, read again at every connection:

    port      where to listen, 0 for a free one (read once)
    tls       "none", "starttls" or "implicit" (read once)
    cert, key PEM files, unless tls is "none"
    auth      {"user", "password"}, or absent: anybody may send
    plan      what goes wrong, in order: [{"at", "do", "text", "ms", "times"}]

`at` is a stage: connect, greeting, ehlo, starttls, auth, mail, rcpt, data, end. `do` is

    reply     answers `text` (of an SMTP answer, code first)
    close     closes the connection without a word
    hang      says nothing more until the other side gives up
    wait      waits until the plan is another one, then does the usual
    slow      waits `ms`, then does the usual
    accept    at the end only: writes the mail down, then closes without an answer
    inject    at starttls only: answers 220 and sends `text` in the clear behind it
    unoffered at ehlo only: does not offer STARTTLS

A step of the plan is used up after `times` (1 if absent, -1 for ever). Whoever hangs or waits
says so first, in a line `waiting STAGE`. Accepted mails are written to LOG, a JSON
object a line, before they are acknowledged.
"""

import asyncio
import json
import ssl
import sys
import time
from email import message_from_bytes
from email.policy import default

from aiosmtpd.smtp import SMTP, AuthResult


class Scenario:
    """What was told, and how much of it was used up."""

    def __init__(self, path):
        self.path = path
        self.used = {}
        self.text = None
        self.told = None
        self.read()

    def read(self):
        with open(self.path, encoding="utf-8") as file:
            text = file.read()
        if text != self.text:
            self.text, self.told, self.used = text, json.loads(text), {}

    def step(self, stage):
        """The first step of the plan for this stage that is not used up."""
        for number, step in enumerate(self.told.get("plan", [])):
            times = step.get("times", 1)
            used = self.used.get(number, 0)
            if step["at"] == stage and (times < 0 or used < times):
                self.used[number] = used + 1
                return step
        return None


class Gone(ConnectionResetError):
    """The connection was closed on purpose."""


class Obedient(SMTP):
    """One connection."""

    def __init__(self, scenario, log, **rest):
        super().__init__(self, **rest)
        self.scenario = scenario
        self.log = log

    async def told(self, stage):
        """Does what the plan says; an answer that replaces the usual one is returned."""
        step = self.scenario.step(stage)
        if step is None:
            return None
        if step["do"] == "slow":
            await asyncio.sleep(step["ms"] / 1000)
            return None
        if step["do"] == "hang":
            print(f"waiting {stage}", flush=True)
            await asyncio.sleep(3600)
        if step["do"] == "wait":
            print(f"waiting {stage}", flush=True)
            told = self.scenario.text
            while self.scenario.text == told:
                await asyncio.sleep(0.02)
                self.scenario.read()
            return None
        if step["do"] == "close":
            self.transport.abort()
            raise Gone()
        return step

    async def _handle_client(self):
        self.scenario.read()
        try:
            step = await self.told("connect")
            step = step or await self.told("greeting")
            if step is not None:
                await self.push(step["text"])
                self.transport.close()
                return
            await super()._handle_client()
        except Gone:
            pass

    async def smtp_STARTTLS(self, arg):
        step = await self.told("starttls")
        if step is None:
            await super().smtp_STARTTLS(arg)
        elif step["do"] == "inject":
            self._writer.write(b"220 Ready to start TLS\r\n" + step["text"].encode())
            await self._writer.drain()
            push, self.push = self.push, nothing
            try:
                await super().smtp_STARTTLS(arg)
            finally:
                self.push = push
        else:
            await self.push(step["text"])

    async def smtp_AUTH(self, arg):
        step = await self.told("auth")
        if step is None:
            await super().smtp_AUTH(arg)
        else:
            await self.push(step["text"])

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        step = await self.told("ehlo")
        session.host_name = hostname
        if step is None:
            return responses
        if step["do"] == "unoffered":
            return [line for line in responses if "STARTTLS" not in line]
        return [step["text"]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        step = await self.told("mail")
        if step is not None:
            return step["text"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        step = await self.told("rcpt")
        if step is not None:
            return step["text"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def smtp_DATA(self, arg):
        step = await self.told("data")
        if step is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(step["text"])

    async def handle_DATA(self, server, session, envelope):
        step = await self.told("end")
        if step is not None and step["do"] == "reply":
            return step["text"]
        self.write_down(session, envelope)
        if step is not None:
            self.transport.abort()
            raise Gone()
        return "250 OK"

    async def handle_exception(self, error):
        if isinstance(error, Gone):
            raise error
        print(f"error {error!r}", flush=True)
        return f"451 {type(error).__name__}"

    def write_down(self, session, envelope):
        mail = message_from_bytes(envelope.content, policy=default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk()
                 if not part.is_multipart()}
        line = {
            "at_ms": int(time.time() * 1000),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": [[name, str(value)] for name, value in mail.items()],
            "message_id": mail["Message-ID"],
            "subject": mail["Subject"],
            "html": parts.get("text/html"),
            "text": parts.get("text/plain"),
            "hello": session.host_name,
            "tls": session.ssl is not None or self.scenario.told["tls"] == "implicit",
            "user": session.auth_data,
            "peer": session.peer[1],
        }
        self.log.write(json.dumps(line) + "\n")
        self.log.flush()


async def nothing(_):
    """Answers nothing."""


async def serve(scenario, log):
    told = scenario.told
    context = None
    if told["tls"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(told["cert"], told["key"])

    def authenticate(server, session, envelope, mechanism, login):
        wanted = scenario.told["auth"]
        right = (login.login.decode(), login.password.decode()) == (
            wanted["user"], wanted["password"])
        return AuthResult(success=right, handled=False, auth_data=login.login.decode())

    rest = {"hostname": "mail.test", "loop": asyncio.get_running_loop(), "timeout": 3600}
    # Tests send mails by the thousand over one connection.
    rest["command_call_limit"] = {"*": 1_000_000}
    if told["tls"] == "starttls":
        rest["tls_context"] = context
    if told.get("auth"):
        rest.update(authenticator=authenticate, auth_required=True,
                    auth_require_tls=told["tls"] == "starttls")
    server = await asyncio.get_running_loop().create_server(
        lambda: Obedient(scenario, log, **rest),
        "127.0.0.1", told.get("port", 0), backlog=1024,
        ssl=context if told["tls"] == "implicit" else None)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main():
    _, scenario, log = sys.argv
    with open(log, "a", encoding="utf-8") as file:
        asyncio.run(serve(Scenario(scenario), file))


main()
