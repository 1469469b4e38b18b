#!/usr/bin/env python3
"""Every message of the server that the tests recorded, held against the protocol's meta-model.

usage: protocol.py FOLDER      what `SEEDLS_RECORD=FOLDER cargo test` wrote: a file a session

It fails on any message that is not valid, when nothing was recorded, and when something that the server announces was never
seen to work. First it looks at itself: messages that are broken on purpose must be refused.
"""

import collections
import copy
import json
import pathlib
import sys

from protocol_talk import OWN, Talk, result_type
from protocol_types import Fault, is_free

# What each announced capability has a client ask, or tell.
ANNOUNCED = {
    "positionEncoding": ["initialize"],
    "textDocumentSync": ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"],
    "completionProvider": ["textDocument/completion"],
    "completionProvider.resolveProvider": ["completionItem/resolve"],
    "hoverProvider": ["textDocument/hover"],
    "definitionProvider": ["textDocument/definition"],
    "referencesProvider": ["textDocument/references"],
    "documentHighlightProvider": ["textDocument/documentHighlight"],
    "documentSymbolProvider": ["textDocument/documentSymbol"],
    "codeActionProvider": ["textDocument/codeAction"],
    "codeActionProvider.resolveProvider": ["codeAction/resolve"],
    "codeLensProvider": ["textDocument/codeLens"],
    "codeLensProvider.resolveProvider": ["codeLens/resolve"],
    "documentLinkProvider": ["textDocument/documentLink"],
    "documentLinkProvider.resolveProvider": ["documentLink/resolve"],
    "workspaceSymbolProvider": ["workspace/symbol"],
    "workspaceSymbolProvider.resolveProvider": ["workspaceSymbol/resolve"],
    "documentFormattingProvider": ["textDocument/formatting"],
    "documentRangeFormattingProvider": ["textDocument/rangeFormatting"],
    "documentOnTypeFormattingProvider": ["textDocument/onTypeFormatting"],
    "renameProvider": ["textDocument/rename"],
    "renameProvider.prepareProvider": ["textDocument/prepareRename"],
    "foldingRangeProvider": ["textDocument/foldingRange"],
    "selectionRangeProvider": ["textDocument/selectionRange"],
    "executeCommandProvider": ["workspace/executeCommand"],
    "linkedEditingRangeProvider": ["textDocument/linkedEditingRange"],
    "semanticTokensProvider.full": ["textDocument/semanticTokens/full"],
    "semanticTokensProvider.full.delta": ["textDocument/semanticTokens/full/delta"],
    "semanticTokensProvider.range": ["textDocument/semanticTokens/range"],
    "inlayHintProvider": ["textDocument/inlayHint"],
    "inlayHintProvider.resolveProvider": ["inlayHint/resolve"],
    "diagnosticProvider": ["textDocument/diagnostic"],
    "diagnosticProvider.workspaceDiagnostics": ["workspace/diagnostic", "workspace/diagnostic (partial)"],
    "workspace.workspaceFolders": ["workspace/didChangeWorkspaceFolders"],
    "workspace.fileOperations.willRename": ["workspace/willRenameFiles"],
    "workspace.fileOperations.didRename": ["workspace/didRenameFiles"],
    "workspace.fileOperations.didCreate": ["workspace/didCreateFiles"],
    "workspace.fileOperations.didDelete": ["workspace/didDeleteFiles"],
}
# Options of the above that ask for no message of their own.
SILENT = {
    "completionProvider.triggerCharacters",
    "codeActionProvider.codeActionKinds",
    "documentOnTypeFormattingProvider.firstTriggerCharacter",
    "executeCommandProvider.commands",
    "semanticTokensProvider.legend",
    "diagnosticProvider.identifier",
    "diagnosticProvider.interFileDependencies",
    "diagnosticProvider.workDoneProgress",
    "workspace.fileOperations",
    "workspace",
    "semanticTokensProvider",
}
# What the server says unasked.
UNASKED = [
    "textDocument/publishDiagnostics",
    "window/logMessage",
    "window/showMessage",
    "window/showDocument",
    "window/workDoneProgress/create",
    "$/progress",
    "client/registerCapability",
    "client/unregisterCapability",
    "workspace/configuration",
    "workspace/diagnostic/refresh",
    "workspace/codeLens/refresh",
    "workspace/inlayHint/refresh",
    "shutdown",
    *OWN,
]
# So many messages of each kind are broken on purpose.
SAMPLES = 40


def once(pairs):
    counts = collections.Counter(key for key, _ in pairs)
    twice = [key for key, count in counts.items() if count > 1]
    if twice:
        raise Fault(twice[0], "stands twice in one object")
    return dict(pairs)


def announced(capabilities, above=""):
    """The dotted names of what is announced."""
    for key, value in capabilities.items():
        name = f"{above}{key}"
        if value is False:
            continue
        yield name
        if isinstance(value, dict) and not name.startswith("workspace.fileOperations."):
            yield from announced(value, f"{name}.")


def main(folder):
    seen, faults, told = collections.Counter(), [], set()
    messages = 0
    samples = collections.defaultdict(list)
    files = sorted(pathlib.Path(folder).glob("*.jsonl"))
    for path in files:
        talk = Talk(seen)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                [(who, message)] = json.loads(line, object_pairs_hook=once).items()
                if who == "client":
                    talk.from_client(message)
                elif who == "garbled":
                    talk.garbled = True
                else:
                    messages += 1
                    keep(samples, talk, message)
                    talk.from_server(message)
            except Fault as fault:
                faults.append(f"{path.name}:{number}: {fault}\n    {line[:400]}")
        told.update(announced(talk.server or {}))
    print(f"{messages} messages of the server in {len(files)} sessions, {len(told)} announced capabilities")
    if messages == 0:
        faults.append(f"{folder}: nothing was recorded")
    wanted = list(UNASKED)
    for name in sorted(told):
        if name in ANNOUNCED:
            wanted += ANNOUNCED[name]
        elif name not in SILENT and not name.startswith(
            ("textDocumentSync.", "workspace.workspaceFolders.", "semanticTokensProvider.legend.")
        ):
            faults.append(f"`{name}` is announced, and nothing is known of it here")
    faults += [f"`{method}` was never seen to work" for method in sorted(set(wanted)) if not seen[method]]
    for method, count in sorted(seen.items()):
        print(f"{count:8} {method}")
    refused, passed = break_on_purpose(samples)
    print(f"{refused} broken messages were refused")
    faults += passed
    if refused < 1000:
        faults.append("too few broken messages to say that broken ones are refused")
    for fault in faults[:50]:
        print(f"FAULT {fault}", file=sys.stderr)
    return bool(faults)


# --- the look at itself --------------------------------------------------------------------------------


def keep(samples, talk, message):
    """Keeps some messages of each kind, with the talk up to them."""
    if not isinstance(message, dict):
        return
    method = message.get("method") or talk.asked.get(message.get("id"), ("",))[0]
    kind = method, "error" in message, message.get("result") in (None, [])
    if not is_free(result_type(method)) and method not in OWN and len(samples[kind]) < SAMPLES:
        before = copy.copy(talk)
        for name in ("asked", "own", "registered", "tokens", "partial"):
            setattr(before, name, copy.copy(getattr(talk, name)))
        before.seen = collections.Counter()
        samples[kind].append((before, message))


def break_on_purpose(samples):
    """Breaks each kept message at every place in every way that no type allows. The number of those that were refused, and
    what is to be said of the others."""
    refused, passed = 0, {}
    for kept in samples.values():
        for talk, message in kept:
            for what, broken in breakings(message):
                again = copy.copy(talk)
                for name in ("asked", "own", "registered", "tokens", "partial"):
                    setattr(again, name, copy.copy(getattr(talk, name)))
                try:
                    again.from_server(broken)
                except Fault:
                    refused += 1
                else:
                    passed.setdefault(what, f"a broken message passed: {what}: {json.dumps(broken)[:400]}")
    return refused, list(passed.values())


# Where the protocol lets anything stand, or names that are somebody's own.
FREE = {"data", "arguments", "experimental", "changes", "relatedDocuments"}
# Values for which another type is right too.
EITHER = {"id", "token", "resultId"}


def breakings(message):
    for path, value in places(message):
        name = path[-1] if path else ""
        if isinstance(value, dict) and name not in FREE:
            yield f"an unknown property in {path}", changed(message, path, {**value, "seedls": 1})
        if name and not isinstance(name, int):
            yield f"a wrong type at {path}", changed(message, path, {"seedls": 1})
            if (
                name not in EITHER
                and not (name == "result" and value is None or name in ("version", "documentSelector"))
                and not (name == "result" and len(path) == 1)
            ):
                yield f"null at {path}", changed(message, path, None)
        if isinstance(value, bool):
            yield f"a number at {path}", changed(message, path, int(value))
        elif isinstance(value, int):
            yield (
                f"a string at {path}" if name not in EITHER else f"a fraction at {path}",
                changed(message, path, str(value) + ".5" if name not in EITHER else value + 0.5),
            )
            if name not in {"id", "code", "version", "token"} and not isinstance(name, int):
                yield f"a negative number at {path}", changed(message, path, -1)


def places(value, path=()):
    yield path, value
    if path and path[-1] in FREE and path[-1] in ("data", "arguments", "experimental"):
        return
    items = (
        value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    )
    for key, inner in items:
        if key not in ("data", "arguments", "experimental"):
            yield from places(inner, (*path, key))


def changed(message, path, value):
    if not path:
        return value
    copied = dict(message) if isinstance(message, dict) else list(message)
    copied[path[0]] = changed(message[path[0]], path[1:], value)
    return copied


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
