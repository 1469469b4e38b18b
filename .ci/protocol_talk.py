"""What the protocol says of a talk beyond the types of its messages: who may say what when, and what a client must
have declared before it is sent."""

import itertools

from protocol_types import Fault, check, expect, lsp

# Errors that a server may answer with.
ERRORS = {it.value for it in lsp.ErrorCodes} | {it.value for it in lsp.LSPErrorCodes}

# The server's own request; its answer is documented in its source, and it has no type.
OWN = {"seedls/status"}

# Requests of the server, and what a client declares to be sent them.
ALLOWED = {
    "workspace/configuration": "workspace.configuration",
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "window/showMessageRequest": "window.showMessage",
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/workspaceFolders": "workspace.workspaceFolders",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
    "workspace/foldingRange/refresh": "workspace.foldingRange.refreshSupport",
}

# What can be registered, and where a client says that it can.
REGISTERED = {
    "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles",
    "workspace/didChangeConfiguration": "workspace.didChangeConfiguration",
    "textDocument/diagnostic": "textDocument.diagnostic",
}

# Said before the answer to `initialize`, the protocol allows these alone.
EARLY = {"window/logMessage", "window/showMessage", "telemetry/event"}

# The types of partial results that come as `$/progress`; for all others, those of whole ones.
PARTIAL = {
    "textDocument/diagnostic": lsp.DocumentDiagnosticReportPartialResult,
    "workspace/diagnostic": lsp.WorkspaceDiagnosticReportPartialResult,
    "textDocument/semanticTokens/full": lsp.SemanticTokensPartialResult,
}
WORK = {
    "begin": lsp.WorkDoneProgressBegin,
    "report": lsp.WorkDoneProgressReport,
    "end": lsp.WorkDoneProgressEnd,
}

# The kinds of symbols and completions that every client knows.
OLD_SYMBOLS = range(1, 19)
OLD_COMPLETIONS = range(1, 19)


class Talk:
    """One session, message after message. `seen` counts what the server said that was worth something."""

    def __init__(self, seen):
        self.seen = seen
        self.asked = {}  # ids of the client's requests that are not answered yet
        self.answered = set()
        self.own = {}  # ids of the server's requests
        self.client = {}  # capabilities
        self.server = None
        self.registered = set()
        self.tokens = {}  # of work: None before it begins, then the last percentage
        self.partial = {}  # tokens of partial results: the method
        self.garbled = False

    def declares(self, path, default=None):
        value = self.client
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return default if value is None else value

    # --- the client ---------------------------------------------------------------------------------

    def from_client(self, message):
        if not isinstance(message, dict) or not isinstance(message.get("method"), str):
            is_answer = isinstance(message, dict) and message.get("id") in self.own
            if is_answer:
                self.own.pop(message["id"])
            self.garbled |= not is_answer
            return
        method, params = message["method"], message.get("params")
        params = params if isinstance(params, dict) else {}
        if "id" in message:
            try:
                self.asked[message["id"]] = (method, params)
            except TypeError:
                self.garbled = True
            if params.get("workDoneToken") is not None:
                self.tokens[params["workDoneToken"]] = None
            if params.get("partialResultToken") is not None:
                self.partial[params["partialResultToken"]] = method
        elif method.startswith(("workspace/did", "textDocument/did")):
            self.seen[method] += 1
        if method == "initialize" and self.server is None:
            self.client = params.get("capabilities") or {}
            if params.get("workDoneToken") is not None:
                self.tokens[params["workDoneToken"]] = None

    # --- the server ---------------------------------------------------------------------------------

    def from_server(self, message):
        expect(isinstance(message, dict), "", "no object")
        expect(message.get("jsonrpc") == "2.0", "jsonrpc", "is not 2.0")
        allowed = (
            {"jsonrpc", "id", "method", "params"}
            if "method" in message
            else {"jsonrpc", "id", "result", "error"}
        )
        for key in message:
            expect(key in allowed, key, "has no place in a message")
        if "method" not in message:
            return self.answer(message)
        method = message["method"]
        types = lsp.METHOD_TO_TYPES.get(method) if isinstance(method, str) else None
        expect(types is not None, "method", f"the protocol has no `{method}`")
        direction = lsp.message_direction(method)
        expect(direction in ("serverToClient", "both"), "method", f"`{method}` is for clients to say")
        is_request = types[1] is not None
        expect(
            ("id" in message) == is_request,
            "id",
            f"`{method}` is {'a request' if is_request else 'a notification'}",
        )
        expect(
            self.server is not None or method in EARLY,
            "method",
            f"`{method}` before the answer to `initialize`",
        )
        if types[2] is None:
            expect(
                message.get("params") is None and "params" not in message, "params", f"`{method}` has none"
            )
        else:
            check(types[2], message.get("params"), "params")
        if is_request:
            expect(type(message["id"]) in (int, str), "id", "is neither number nor string")
            expect(message["id"] not in self.own, "id", "is in use")
            self.own[message["id"]] = method
        if method in ALLOWED:
            expect(
                self.declares(ALLOWED[method]), "method", f"`{method}`, and {ALLOWED[method]} is not declared"
            )
        self.seen[method] += 1
        params = message.get("params")
        if method == "$/progress":
            self.progress(params)
        elif method == "window/workDoneProgress/create":
            expect(params["token"] not in self.tokens, "params.token", "is in use")
            self.tokens[params["token"]] = None
        elif method == "client/registerCapability":
            self.register(params["registrations"])
        elif method == "client/unregisterCapability":
            for it in params["unregisterations"]:
                expect(it["id"] in self.registered, "params", f"`{it['id']}` is not registered")
                self.registered.discard(it["id"])
        elif method == "textDocument/publishDiagnostics":
            expect(
                not self.declares("textDocument.diagnostic"), "method", "sent to a client that asks for them"
            )
            if "version" in params:
                expect(
                    self.declares("textDocument.publishDiagnostics.versionSupport", True),
                    "params.version",
                    "not declared",
                )
            self.diagnostics(params["diagnostics"], "params.diagnostics")
        elif method == "window/showDocument":
            expect(
                params.get("external") or not params["uri"].startswith("http"),
                "params",
                "a web page is external",
            )
        self.values(params, "params")

    def register(self, registrations):
        for index, it in enumerate(registrations):
            path = f"params.registrations[{index}]"
            expect(it["id"] not in self.registered, path, f"`{it['id']}` is registered already")
            self.registered.add(it["id"])
            where = REGISTERED.get(it["method"])
            expect(where is not None, path, f"nothing is known of registering `{it['method']}`")
            expect(
                self.declares(f"{where}.dynamicRegistration"),
                path,
                f"{where}.dynamicRegistration is not declared",
            )
            check(
                lsp.METHOD_TO_TYPES[it["method"]][3] or lsp.DidChangeConfigurationRegistrationOptions,
                it.get("registerOptions"),
                f"{path}.registerOptions",
            )
            for watcher in it["registerOptions"].get("watchers", ()):
                if isinstance(watcher["globPattern"], dict):
                    expect(
                        self.declares(f"{where}.relativePatternSupport"),
                        path,
                        "relative patterns are not declared",
                    )

    def progress(self, params):
        token, value = params["token"], params["value"]
        if token in self.partial:
            method = self.partial[token]
            expect(
                token in [it.get("partialResultToken") for _, it in self.asked.values()],
                "params.token",
                "its request has been answered",
            )
            check(PARTIAL.get(method) or result_type(method), value, "params.value")
            self.seen[f"{method} (partial)"] += 1
            return self.result(method, {}, value)
        expect(token in self.tokens, "params.token", f"nobody knows `{token}`")
        expect(isinstance(value, dict) and value.get("kind") in list(WORK), "params.value", "is no progress")
        check(WORK[value["kind"]], value, "params.value")
        last = self.tokens[token]
        expect((last is None) == (value["kind"] == "begin"), "params.value", f"{value['kind']} after {last}")
        if value["kind"] == "end":
            return self.tokens.pop(token)
        percentage = value.get("percentage", -1 if last is None else last)
        expect(
            -1 <= percentage <= 100 and (last is None or last <= percentage),
            "params.value.percentage",
            f"{percentage} after {last}",
        )
        expect(last != -1 or percentage == -1, "params.value.percentage", "did not begin with one")
        self.tokens[token] = percentage

    def answer(self, message):
        expect("id" in message, "id", "an answer lacks it")
        expect(type(message["id"]) in (int, str, type(None)), "id", "is neither number nor string")
        expect(("result" in message) != ("error" in message), "", "an answer has either result or error")
        if "error" in message:
            check(lsp.ResponseError, message["error"], "error")
            expect(message["error"]["code"] in ERRORS, "error.code", "is not known to the protocol")
        identity = message["id"]
        if identity not in self.asked or identity is None:
            expect(self.garbled and "error" in message, "id", f"nothing was asked as {identity}")
            return
        method, params = self.asked.pop(identity)
        if "error" in message:
            self.seen[f"{method} (error {message['error']['code']})"] += 1
            if message["error"]["code"] == lsp.LSPErrorCodes.ServerCancelled.value and "diagnostic" in method:
                check(lsp.DiagnosticServerCancellationData, message["error"].get("data"), "error.data")
            return
        result = message["result"]
        if method in OWN:
            self.seen[method] += 1
            return
        kind = result_type(method)
        expect(kind is not None, "result", f"`{method}` is no request")
        try:
            check(kind, result, "result")
            self.result(method, params, result)
            self.values(result, "result")
        except Fault as fault:
            raise Fault(f"{method}", str(fault)) from None
        if result not in (None, [], {}) or method == "shutdown":
            self.seen[method] += 1
        if method == "initialize":
            self.server = result["capabilities"]

    # --- what a client must have declared -------------------------------------------------------------

    def result(self, method, params, result):
        """`result` is of the right type; here it is held against what the client can do."""
        if method == "initialize":
            offered = self.declares("general.positionEncodings", ["utf-16"])
            encoding = result["capabilities"].get("positionEncoding", "utf-16")
            # Every client can count in UTF-16, whether it says so or not.
            expect(encoding in [*offered, "utf-16"], "positionEncoding", f"{encoding} of {offered}")
        if result is None:
            return
        if method == "textDocument/hover":
            self.markup(result["contents"], "textDocument.hover.contentFormat")
        elif method == "textDocument/completion":
            self.completions(result["items"] if isinstance(result, dict) else result)
        elif method == "completionItem/resolve":
            self.completions([result])
        elif (
            method == "textDocument/definition"
            and isinstance(result, list)
            and result
            and "targetUri" in result[0]
        ):
            expect(self.declares("textDocument.definition.linkSupport"), "", "links are not declared")
        elif method == "textDocument/documentSymbol":
            self.symbols(result)
        elif method == "workspace/symbol":
            for it in result:
                whole = "range" in it["location"]
                expect(
                    whole
                    or "location.range" in self.declares("workspace.symbol.resolveSupport.properties", []),
                    "location",
                    "lacks its range",
                )
                self.kind(it["kind"], "workspace.symbol.symbolKind.valueSet", OLD_SYMBOLS)
        elif method in ("textDocument/codeAction", "codeAction/resolve"):
            self.actions(params, result if isinstance(result, list) else [result])
        elif method in ("textDocument/documentLink", "documentLink/resolve"):
            for it in result if isinstance(result, list) else [result]:
                expect(
                    "tooltip" not in it or self.declares("textDocument.documentLink.tooltipSupport"),
                    "tooltip",
                    "is not declared",
                )
        elif method == "textDocument/foldingRange":
            self.folds(result)
        elif method == "textDocument/prepareRename":
            expect(
                "defaultBehavior" not in result
                or self.declares("textDocument.rename.prepareSupportDefaultBehavior"),
                "",
                "is not declared",
            )
        elif method == "textDocument/diagnostic":
            self.report(result)
            related = result.get("relatedDocuments")
            expect(
                related is None or self.declares("textDocument.diagnostic.relatedDocumentSupport"),
                "relatedDocuments",
                "is not declared",
            )
            for it in (related or {}).values():
                self.report(it)
        elif method == "workspace/diagnostic":
            for it in result["items"]:
                self.report(it)
        elif method.startswith("textDocument/semanticTokens"):
            for it in [result] + result.get("edits", []):
                self.tokens_of(it)
        elif method == "textDocument/selectionRange":
            expect(len(result) == len(params.get("positions", [])), "", "one for each position is due")
        elif method == "textDocument/inlayHint":
            for it in result:
                expect(isinstance(it["label"], str) or it["label"], "label", "is empty")

    def markup(self, contents, where):
        if isinstance(contents, dict) and "kind" in contents:
            expect(
                # Plain text is what every client shows.
                contents["kind"] in [*self.declares(where, []), "plaintext"],
                "contents.kind",
                f"{contents['kind']} is not declared",
            )

    def kind(self, kind, where, otherwise):
        expect(kind in self.declares(where, otherwise), "kind", f"{kind} is not declared")

    def completions(self, items):
        item = "textDocument.completion.completionItem"
        can = lambda name: self.declares(f"{item}.{name}")
        for it in items:
            expect(
                it.get("insertTextFormat", 1) == 1 or can("snippetSupport"),
                "insertTextFormat",
                "snippets are not declared",
            )
            expect(
                "insert" not in it.get("textEdit", {}) or can("insertReplaceSupport"),
                "textEdit",
                "is not declared",
            )
            expect("labelDetails" not in it or can("labelDetailsSupport"), "labelDetails", "is not declared")
            expect("tags" not in it or can("tagSupport"), "tags", "is not declared")
            expect("deprecated" not in it or can("deprecatedSupport"), "deprecated", "is not declared")
            expect("preselect" not in it or can("preselectSupport"), "preselect", "is not declared")
            expect(
                "commitCharacters" not in it or can("commitCharactersSupport"),
                "commitCharacters",
                "is not declared",
            )
            expect(
                "insertTextMode" not in it or can("insertTextModeSupport"),
                "insertTextMode",
                "is not declared",
            )
            self.markup(it.get("documentation"), f"{item}.documentationFormat")
            if "kind" in it:
                self.kind(it["kind"], "textDocument.completion.completionItemKind.valueSet", OLD_COMPLETIONS)
            if "insert" in it.get("textEdit", {}):
                insert, replace = it["textEdit"]["insert"], it["textEdit"]["replace"]
                expect(
                    insert["start"] == replace["start"] and before(insert["end"], replace["end"]),
                    "textEdit",
                    "the insertion is no prefix of the replacement",
                )
            if "textEdit" in it:
                span = it["textEdit"].get("range") or it["textEdit"]["insert"]
                expect(span["start"]["line"] == span["end"]["line"], "textEdit", "goes over several lines")

    def symbols(self, symbols):
        if symbols and "location" not in symbols[0]:
            expect(
                self.declares("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"),
                "",
                "a tree is not declared",
            )
        for it in symbols:
            self.kind(it["kind"], "textDocument.documentSymbol.symbolKind.valueSet", OLD_SYMBOLS)
            expect(it["name"].strip(), "name", "is blank")
            if "selectionRange" in it:
                expect(within(it["selectionRange"], it["range"]), "selectionRange", "is not in range")
                self.symbols(it.get("children", []))

    def actions(self, params, actions):
        action = "textDocument.codeAction"
        announced = (self.server.get("codeActionProvider") or {}).get("codeActionKinds", [])
        only = params.get("context", {}).get("only") if isinstance(params.get("context"), dict) else None
        for it in actions:
            expect(self.declares(f"{action}.codeActionLiteralSupport"), "", "actions are not declared")
            kind = it.get("kind", "")
            expect(any(is_kind(kind, above) for above in announced), "kind", f"{kind} is not announced")
            if only is not None:
                expect(
                    any(is_kind(kind, above) for above in only), "kind", f"{kind}, when {only} was asked for"
                )
            for name, declared in (
                ("isPreferred", "isPreferredSupport"),
                ("disabled", "disabledSupport"),
                ("data", "dataSupport"),
                ("tags", "tagSupport"),
            ):
                expect(name not in it or self.declares(f"{action}.{declared}"), name, "is not declared")
            late = "edit" in self.declares(f"{action}.resolveSupport.properties", [])
            expect("edit" in it or "command" in it or late, "edit", "cannot be resolved")

    def folds(self, folds):
        limit = self.declares("textDocument.foldingRange.rangeLimit")
        expect(limit is None or len(folds) <= limit, "", f"more than {limit}")
        for it in folds:
            expect(it["startLine"] < it["endLine"], "startLine", "nothing can be folded")
            if self.declares("textDocument.foldingRange.lineFoldingOnly"):
                expect(
                    "startCharacter" not in it and "endCharacter" not in it,
                    "startCharacter",
                    "only lines are folded",
                )
            expect(
                "collapsedText" not in it
                or self.declares("textDocument.foldingRange.foldingRange.collapsedText"),
                "collapsedText",
                "is not declared",
            )
            if "kind" in it:
                self.kind(
                    it["kind"],
                    "textDocument.foldingRange.foldingRangeKind.valueSet",
                    ["comment", "imports", "region"],
                )

    def report(self, report):
        if report["kind"] == "full":
            self.diagnostics(report["items"], "items", pulled=True)

    def diagnostics(self, diagnostics, path, pulled=False):
        where = ["textDocument.publishDiagnostics"]
        if pulled:
            # Before 3.18 a client could say it only of those that it is sent, and meant both.
            where.append("textDocument.diagnostic")
        for it in diagnostics:
            for name in ("relatedInformation", "codeDescription", "data"):
                declared = name if name == "relatedInformation" else f"{name}Support"
                expect(
                    name not in it or any(self.declares(f"{one}.{declared}") for one in where),
                    f"{path}.{name}",
                    "is not declared",
                )
            for tag in it.get("tags", []):
                expect(
                    any(tag in self.declares(f"{one}.tagSupport.valueSet", []) for one in where),
                    f"{path}.tags",
                    "is not declared",
                )
            expect(it["message"].strip(), f"{path}.message", "is blank")
            expect("severity" in it and "source" in it and "code" in it, path, "lacks what tells it apart")

    def tokens_of(self, tokens):
        """The parts of an edit that begins within the text tell no places, so only their form is looked at."""
        legend = self.server["semanticTokensProvider"]["legend"]
        data = tokens.get("data", [])
        expect(
            len(data) % 5 == 0 and all(type(it) is int and 0 <= it < 2**31 for it in data),
            "data",
            "is no list of tokens",
        )
        end = 0
        for at in range(0, len(data), 5):
            line, start, length, kind, modifiers = data[at : at + 5]
            expect(
                kind < len(legend["tokenTypes"]) and modifiers < 1 << len(legend["tokenModifiers"]),
                "data",
                "is not in the legend",
            )
            expect(length > 0, "data", "a token is empty")
            expect(at == 0 or line > 0 or start >= end, "data", "tokens overlap")
            end = length

    def values(self, value, path):
        """What holds wherever it stands: ranges, edits, and selection ranges."""
        if isinstance(value, list):
            for index, it in enumerate(value):
                self.values(it, f"{path}[{index}]")
        if not isinstance(value, dict):
            return
        if is_range(value):
            expect(before(value["start"], value["end"]), path, f"ends before it begins: {value}")
        for inner, outer in (("selectionRange", "range"), ("targetSelectionRange", "targetRange")):
            if is_range(value.get(inner)) and is_range(value.get(outer)):
                expect(within(value[inner], value[outer]), f"{path}.{inner}", f"is not in {outer}")
        if isinstance(value.get("parent"), dict) and is_range(value.get("range")):
            expect(within(value["range"], value["parent"]["range"]), path, "its parent does not hold it")
        if "documentChanges" in value or "changes" in value and isinstance(value["changes"], dict):
            self.edits_of_workspace(value, path)
        for key, it in value.items():
            self.values(it, f"{path}.{key}")

    def edits_of_workspace(self, edit, path):
        expect(not ("documentChanges" in edit and "changes" in edit), path, "says its changes twice")
        if "documentChanges" in edit:
            expect(
                self.declares("workspace.workspaceEdit.documentChanges"),
                path,
                "documentChanges is not declared",
            )
        expect(
            "changeAnnotations" not in edit
            or self.declares("workspace.workspaceEdit.changeAnnotationSupport"),
            path,
            "is not declared",
        )
        documents = [it.get("edits", []) for it in edit.get("documentChanges", [])]
        for it in edit.get("documentChanges", []):
            if "kind" in it:
                expect(
                    it["kind"] in self.declares("workspace.workspaceEdit.resourceOperations", []),
                    path,
                    f"{it['kind']} is not declared",
                )
        for edits in documents + list(edit.get("changes", {}).values()):
            places = sorted((it["range"] for it in edits), key=lambda it: (key(it["start"]), key(it["end"])))
            for one, two in itertools.pairwise(places):
                expect(before(one["end"], two["start"]), path, f"edits overlap: {one} and {two}")


def result_type(method):
    types = lsp.METHOD_TO_TYPES.get(method)
    if types is None or types[1] is None:
        return None
    return next(it.type for it in types[1].__attrs_attrs__ if it.name == "result")


def is_kind(kind, above):
    return kind == above or above == "" or kind.startswith(f"{above}.")


def is_range(value):
    return (
        isinstance(value, dict)
        and isinstance(value.get("start"), dict)
        and isinstance(value.get("end"), dict)
    )


def key(position):
    return position["line"], position["character"]


def before(one, two):
    return key(one) <= key(two)


def within(inner, outer):
    return before(outer["start"], inner["start"]) and before(inner["end"], outer["end"])
