"""Drives `moe-judge mcp` with the official Python client, in both generations of the protocol.

    python scripts/validate-mcp.py PATH_TO_BINARY        in a virtual environment with mcp 2.3.0

Every tool is called and its structured answer held against its output schema. Then the same client talks to servers whose answers are
spoilt on their way, each in one way, and has to refuse every one of them; what it lets through fails the script too.
"""

import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import jsonschema
from mcp import StdioServerParameters, stdio_client
from mcp.client import Client

# What the client says of spoilt messages is what is wanted here, and ping is asked of the older generation alone.
logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore", message="ping is removed")

BINARY = Path(sys.argv[1] if len(sys.argv) > 1 else ".build/debug/moe-judge").resolve()
TOOLS = ["explain", "health", "judge", "list_rubrics"]
FAULTY = "import os, sys\n\n\ndef show(name):\n    os.system('cat ' + sys.argv[1])\n"

# What a spoilt server does to each line that it passes on, and in which generation the client can see it.
SPOILS = {
    "answers without 'jsonrpc'": ("auto", "m.pop('jsonrpc', None)"),
    "a list of tools that is no list": ("auto", "'tools' in r and r.update(tools='none')"),
    "a tool without an input schema": ("auto", "'tools' in r and r['tools'][0].pop('inputSchema')"),
    "content that is no list": ("legacy", "'content' in r and r.update(content=7)"),
    "a verdict that the output schema does not know": (
        "auto", "s = r.get('structuredContent'); s and 'outcome' in s and s.update(outcome='great')"),
    "a result without what the output schema requires": (
        "legacy", "s = r.get('structuredContent'); s and s.pop('judgments', None)"),
    "no structured content": ("auto", "r.pop('structuredContent', None)"),
}

# Passes on what it does not spoil; with nothing spoilt the client must be content.
WRAPPER = """
import json, subprocess, sys
server = subprocess.Popen(sys.argv[2:], stdin=sys.stdin, stdout=subprocess.PIPE)
for line in server.stdout:
    m = json.loads(line)
    r = m.get("result") or {}
    exec(sys.argv[1])
    print(json.dumps(m), flush=True)
"""


def environment() -> dict[str, str]:
    """No key of whoever runs this decides anything."""
    return {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "")}


def server(folder: str, *, spoilt: str | None = None) -> StdioServerParameters:
    command = [str(BINARY), "mcp"]
    if spoilt is not None:
        command = [sys.executable, "-c", WRAPPER, spoilt, *command]
    return StdioServerParameters(command=command[0], args=command[1:], cwd=folder, env=environment())


def expect(condition: bool, what: str) -> None:
    if not condition:
        raise AssertionError(what)


async def call_all(client: Client) -> int:
    """Calls every tool; returns how many structured answers were held against their schemas."""
    listed = {tool.name: tool for tool in (await client.list_tools()).tools}
    expect(sorted(listed) == TOOLS, f"the tools are {sorted(listed)}")
    for tool in listed.values():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        expect(tool.input_schema.get("additionalProperties") is False, f"{tool.name} takes any argument")
        expect(tool.annotations is not None, f"{tool.name} has no annotations")
        if tool.output_schema is not None:
            jsonschema.Draft202012Validator.check_schema(tool.output_schema)

    steps: list[float] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        steps.append(done)

    calls = [
        ("judge", {"path": "app.py"}), ("judge", {"text": FAULTY, "name": "app.py", "offline": True}),
        ("explain", {}), ("explain", {"finding": "F1"}), ("explain", {"rule": "critical_finding"}),
        ("list_rubrics", {}), ("health", {}), ("health", {"skill": "writing"}),
    ]
    checked = 0
    for name, arguments in calls:
        result = await client.call_tool(name, arguments, progress_callback=progress)
        expect(not result.is_error, f"{name} {arguments}: {result.content}")
        expect("untrusted" in result.content[0].text, f"{name}: the text is not marked")
        expect("dev.moe-judge/untrusted" in (result.meta or {}), f"{name}: nothing in _meta says what is untrusted")
        schema = listed[name].output_schema
        if schema is not None:
            jsonschema.Draft202012Validator(schema).validate(result.structured_content)
            checked += 1
        if name == "judge":
            expect(result.structured_content["schema_version"] == "1", "another form of result")
            expect(result.structured_content["outcome"] == "fail", "the fault was not found")
    expect(steps[:1] == [0] and len(steps) > 2, f"progress was told as {steps}")
    for name, arguments in [
        ("judge", {"path": "/etc/passwd"}), ("judge", {}), ("judge", {"path": "app.py", "colour": "red"}),
        ("explain", {"rule": "no_such_rule"}), ("health", {"skill": "nobody"}),
    ]:
        result = await client.call_tool(name, arguments)
        expect(bool(result.is_error), f"{name} {arguments} went through")
    return checked


async def drive(folder: str, mode: str) -> None:
    async with Client(stdio_client(server(folder)), mode=mode) as client:
        checked = await call_all(client)
        version = client.protocol_version
        if mode == "legacy":
            await client.send_ping()
    print(f"ok    mode {mode}: protocol {version}, {len(TOOLS)} tools, {checked} answers fit their schemas")


async def refusal(folder: str, mode: str, spoil: str) -> str | None:
    """How the client refuses a server that is spoilt in this way; None where it takes it for right."""
    try:
        async with asyncio.timeout(8):
            async with Client(stdio_client(server(folder, spoilt=spoil)), mode=mode) as client:
                await client.list_tools()
                await client.call_tool("judge", {"path": "app.py", "offline": True}, read_timeout_seconds=5)
    except Exception as error:
        # The client groups its errors.
        while isinstance(error, ExceptionGroup):
            error = error.exceptions[0]
        return type(error).__name__
    return None


def prepare(folder: str) -> None:
    Path(folder, "app.py").write_text(FAULTY)
    scores = [{"skill": "writing", "date": f"2026-10-{day:02}", "score": 80.5, "invocations": 9} for day in range(1, 31)]
    Path(folder, "scores.jsonl").write_text("".join(json.dumps(score) + "\n" for score in scores))
    subprocess.run([BINARY, "health", "import", "scores.jsonl"], cwd=folder, check=True, capture_output=True)


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        for mode in ["auto", "2026-07-28", "legacy"]:
            await drive(folder, mode)
        for mode in ["auto", "legacy"]:
            refused = await refusal(folder, mode, "pass")
            expect(refused is None, f"the client refuses what is passed on as it is: {refused}")
        failed = False
        for what, (mode, spoil) in SPOILS.items():
            refused = await refusal(folder, mode, spoil)
            print(f"ok    refused: {what} ({refused})" if refused else f"FAIL  taken for right: {what}")
            failed = failed or refused is None
    return 1 if failed else 0


sys.exit(asyncio.run(main()))
