// Runs inside the extension host of a real VS Code; `test/host.mjs` starts that and reads the log written here.
// The working folder is a copy of the project's `seeds/`. Every wait is for a condition; the limit only ends a run
// in which it never comes.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const LIMIT = 15_000;
const root = vscode.workspace.workspaceFolders[0].uri.fsPath;
const at = (name) => path.join(root, "seeds", name);

async function eventually(what, test) {
  let last;
  for (const end = Date.now() + LIMIT; Date.now() < end; await new Promise((go) => setTimeout(go, 25))) {
    try {
      return await test();
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`never happened: ${what}\n${last?.message}`);
}

async function open(name) {
  const document = await vscode.workspace.openTextDocument(at(name));
  await vscode.window.showTextDocument(document);
  return document;
}

// What VS Code knows of a document, in the form of the `.expected` files: columns count characters.
function findings(document) {
  return vscode.languages
    .getDiagnostics(document.uri)
    .map(({ range, code }) => {
      const column = [...document.lineAt(range.start.line).text.slice(0, range.start.character)].length;
      return { line: range.start.line + 1, column: column + 1, rule: String(code?.value ?? code) };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1))
    .map(({ line, column, rule }) => `${line}:${column} ${rule}`);
}

const expected = (name) => fs.readFileSync(at(name), "utf8").split("\n").filter(Boolean);
const expectFindings = (document, wanted) =>
  eventually(`findings of ${path.basename(document.fileName)}`, () => assert.deepEqual(findings(document), wanted));

async function hover(document, text) {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `not in the file: ${text}`);
  return eventually(`a hover on ${text}`, async () => {
    const position = document.positionAt(offset + 1);
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, position);
    const shown = hovers.flatMap((one) => one.contents).map((part) => part.value ?? part).join("\n");
    assert.ok(shown, "an empty hover");
    return shown;
  });
}

// What a provider answers about the first letter of `text`.
async function ask(command, document, text, ...more) {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `not in the file: ${text}`);
  return eventually(`${command} of ${text}`, async () => {
    const found = await vscode.commands.executeCommand(command, document.uri, document.positionAt(offset), ...more);
    assert.ok(found && found.length !== 0, "nothing");
    return found;
  });
}

const contains = (text, part) => assert.ok(String(text).includes(part), `\`${part}\` is not in: ${text}`);

async function edit(document, position, text) {
  const change = new vscode.WorkspaceEdit();
  change.insert(document.uri, position, text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

// The scopes of every token in a file, by the token's text, found by VS Code's own highlighter.
async function tokenScopes(file) {
  const modules = path.join(vscode.env.appRoot, "node_modules");
  const oniguruma = require(path.join(modules, "vscode-oniguruma"));
  const textmate = require(path.join(modules, "vscode-textmate"));
  if (!grammars) {
    await oniguruma.loadWASM(fs.readFileSync(path.join(modules, "vscode-oniguruma/release/onig.wasm")).buffer);
    const files = new Map();
    for (const { extensionPath, packageJSON } of vscode.extensions.all) {
      for (const grammar of packageJSON.contributes?.grammars ?? []) {
        files.set(grammar.scopeName, path.join(extensionPath, grammar.path));
      }
    }
    grammars = new textmate.Registry({
      onigLib: { createOnigScanner: oniguruma.createOnigScanner, createOnigString: oniguruma.createOnigString },
      loadGrammar: async (scope) =>
        files.has(scope) ? textmate.parseRawGrammar(fs.readFileSync(files.get(scope), "utf8"), files.get(scope)) : null,
    });
  }
  const grammar = await grammars.loadGrammar("text.seed");
  const scopes = new Map();
  let state = null;
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    for (const token of tokens) {
      scopes.set(line.slice(token.startIndex, token.endIndex), token.scopes.join(" "));
    }
    state = ruleStack;
  }
  return scopes;
}
let grammars;

const tests = {
  async "files are recognised by extension and folder"() {
    for (const [name, language] of [
      ["newspaper/harbour-strike.seed", "seed"],
      ["newspaper/beekeepers.txt", "seed"],
      ["key-lines/reader-service.md", "seed"],
      ["../notes.md", "markdown"],
    ]) {
      assert.equal((await vscode.workspace.openTextDocument(at(name))).languageId, language, name);
    }
  },

  async "labels, title and Markdown are highlighted"() {
    const scopes = await tokenScopes(at("newspaper/harbour-strike.seed"));
    contains(scopes.get("Harbour Pilots Vote to Strike"), "markup.heading");
    contains(scopes.get("By"), "entity.name.tag.label.seed");
    contains(scopes.get("Related article"), "entity.name.tag.label.seed");
    contains(scopes.get("Original url"), "entity.name.tag.label.seed");
    contains(scopes.get("Why the Harbour Is Short of Pilots"), "string.other.link.title.markdown");
    contains((await tokenScopes(at("front-matter/glacier-survey.md"))).get("author"), "entity.name.tag.yaml");
    contains((await tokenScopes(at("front-matter/salt-road.seed"))).get("authors"), "entity.name.tag.toml");
    contains((await tokenScopes(at("key-lines/comments.md"))).get("subject"), "entity.name.tag.label.seed");
  },

  async "nothing is trimmed or added on saving"() {
    for (const name of ["no-final-newline.seed", "leading-blanks.txt", "crlf.seed", "bom.seed", "crlf-yaml.md"]) {
      const before = fs.readFileSync(at(`bytes/${name}`));
      const document = await open(`bytes/${name}`);
      // A change and its opposite, since a file that did not change is not written.
      await edit(document, new vscode.Position(1, 0), "x");
      const back = new vscode.WorkspaceEdit();
      back.delete(document.uri, new vscode.Range(1, 0, 1, 1));
      await vscode.workspace.applyEdit(back);
      assert.ok(await document.save());
      assert.ok(fs.readFileSync(at(`bytes/${name}`)).equals(before), `${name} changed on saving`);
    }
  },

  async "findings stand where they should"() {
    for (const name of ["several", "columns", "crlf-defects", "bom-defects"]) {
      await expectFindings(await open(`broken/${name}.seed`), expected(`broken/${name}.expected`));
    }
  },

  async "hovers tell of a date, a source and a link's target"() {
    const document = await open("newspaper/harbour-strike.seed");
    contains(await hover(document, "March 3, 2021"), "2021-03-03");
    contains(await hover(document, "https://news.example/2021/03/03"), "news.example");
    contains(await hover(document, "short-of-pilots.seed"), "Why the Harbour Is Short of Pilots");
  },

  async "the outline begins with the title"() {
    const document = await open("markdown/lighthouse.seed");
    await eventually("an outline", async () => {
      const symbols = await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", document.uri);
      const names = (list) => list.flatMap((symbol) => [symbol.name, ...names(symbol.children)]);
      const all = names(symbols).join("\n");
      contains(all, "A Lighthouse Learns to Count");
      contains(all, "What the birds did");
    });
  },

  async "an edit changes the findings, and undoing it brings them back"() {
    const document = await open("broken/unclosed-link-destination.seed");
    const wanted = expected("broken/unclosed-link-destination.expected");
    await expectFindings(document, wanted);
    const end = document.positionAt(document.getText().indexOf("nine-verses") + "nine-verses".length);
    await edit(document, end, ")");
    await expectFindings(document, []);
    await vscode.commands.executeCommand("undo");
    await expectFindings(document, wanted);
    await edit(document, new vscode.Position(end.line, 0), "é漢𝄞 ");
    const [, line, column] = /^(\d+):(\d+)/.exec(wanted[0]);
    await expectFindings(document, [`${line}:${Number(column) + 4} unclosed-link-destination`]);
    await vscode.commands.executeCommand("undo");
    await expectFindings(document, wanted);
  },

  async "a link leads to its seed, and a heading to those who link to it"() {
    const document = await open("newspaper/harbour-strike.seed");
    const [goal] = await ask("vscode.executeDefinitionProvider", document, "short-of-pilots.seed");
    assert.equal(path.basename((goal.targetUri ?? goal.uri).fsPath), "short-of-pilots.seed");
    const other = await open("markdown/lighthouse.seed");
    const places = await ask("vscode.executeReferenceProvider", other, "numbers\n\n|");
    assert.deepEqual(places.map(({ range }) => range.start.line + 1).sort((a, b) => a - b), [9, 18, 20]);
  },

  async "a heading is renamed with its links"() {
    const document = await open("markdown/lighthouse.seed");
    const edit = await ask("vscode.executeDocumentRenameProvider", document, "numbers\n\n|", "The sums");
    const texts = edit.get(document.uri).map((one) => one.newText);
    assert.deepEqual(texts, ["the-sums", "the-sums", "The sums"]);
  },

  async "completion offers what can stand there"() {
    const document = await open("markdown/lighthouse.seed");
    const place = document.positionAt(document.getText().indexOf("\nRelated article"));
    for (const [written, expected] of [
      ["[x](#the-l", "the-lamp"],
      ["[x](../newspaper/sh", "short-of-pilots.seed"],
    ]) {
      await edit(document, place, `\n${written}\n`);
      await eventually(`${expected} after ${written}`, async () => {
        const cursor = place.translate(1, 0).with(undefined, written.length);
        const list = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", document.uri, cursor);
        const labels = list.items.map(({ label }) => label.label ?? label);
        assert.ok(labels.some((label) => label.includes(expected)), labels.join(", "));
      });
      await vscode.commands.executeCommand("undo");
    }
  },

  async "seeds, headings and authors are found by a few letters"() {
    for (const [query, expected] of [
      ["hrbr plts", "Harbour Pilots Vote to Strike"],
      ["effie", "Effie Strachan"],
    ]) {
      await eventually(`${expected} for ${query}`, async () => {
        const found = await vscode.commands.executeCommand("vscode.executeWorkspaceSymbolProvider", query);
        assert.ok(found.some(({ name }) => name === expected), found.map(({ name }) => name).join(", "));
      });
    }
  },

  async "a lens tells how many seeds link here, and shows them"() {
    const document = await open("newspaper/short-of-pilots.seed");
    const lens = await eventually("a lens", async () => {
      const lenses = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 10);
      return lenses.find(({ command }) => command?.title.includes("seeds link here")) ?? assert.fail("none");
    });
    await vscode.commands.executeCommand(lens.command.command, ...lens.command.arguments);
  },

  async "hints tell the ISO date"() {
    const document = await open("markdown/lighthouse.seed");
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    await eventually("a hint", async () => {
      const hints = await vscode.commands.executeCommand("vscode.executeInlayHintProvider", document.uri, whole);
      assert.ok(hints.some(({ label }) => label === "2018-09-12"), JSON.stringify(hints));
    });
  },

  async "colours come by meaning, and everything folds"() {
    const document = await open("markdown/lighthouse.seed");
    await eventually("tokens and folds", async () => {
      const tokens = await vscode.commands.executeCommand("vscode.provideDocumentSemanticTokens", document.uri);
      assert.ok(tokens.data.length > 50, String(tokens.data.length));
      const folds = await vscode.commands.executeCommand("vscode.executeFoldingRangeProvider", document.uri);
      assert.ok(folds.some(({ start, end }) => start === 11 && end >= 13), JSON.stringify(folds));
    });
  },

  async "a setting counts as soon as it is made: blank lines are made tidy"() {
    const document = await open("markdown/lighthouse.seed");
    const settings = vscode.workspace.getConfiguration("seedls");
    const target = vscode.ConfigurationTarget.Global;
    await settings.update("format", ["blank-lines"], target);
    await edit(document, new vscode.Position(1, 0), "\n\n");
    const options = { tabSize: 4, insertSpaces: true };
    await eventually("an edit", async () => {
      const edits = await vscode.commands.executeCommand("vscode.executeFormatDocumentProvider", document.uri, options);
      assert.equal(edits?.length, 1, JSON.stringify(edits));
    });
    await vscode.commands.executeCommand("undo");
    await settings.update("format", undefined, target);
  },

  async "all that is safe is mended at once"() {
    const document = await open("broken/unclosed-link-destination.seed");
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    await eventually("the action", async () => {
      const command = "vscode.executeCodeActionProvider";
      const actions = await vscode.commands.executeCommand(command, document.uri, whole, "source.fixAll", 5);
      const [all] = actions.filter(({ kind }) => kind?.value === "source.fixAll.seedls");
      assert.ok(all?.edit, JSON.stringify(actions));
      assert.ok(await vscode.workspace.applyEdit(all.edit));
    });
    await expectFindings(document, []);
    await vscode.commands.executeCommand("undo");
    await expectFindings(document, expected("broken/unclosed-link-destination.expected"));
  },

  async "web addresses are asked by command"() {
    const document = await open("newspaper/harbour-strike.seed");
    // The seed's hosts have names that nobody can have, so nothing is asked.
    const here = await vscode.commands.executeCommand("seedls.checkLinksHere");
    assert.ok(here.complete && here.addresses > 0 && here.unknown === here.addresses, JSON.stringify(here));
    await expectFindings(document, []);
  },

  async "the server's state is shown as a text to be quoted"() {
    await vscode.commands.executeCommand("seedls.showStatus");
    const shown = vscode.window.activeTextEditor.document.getText();
    contains(shown, "editor: ");
    contains(shown, "failures: 0");
  },

  async "restarting gives a new server and the same findings"() {
    const document = await open("broken/several.seed");
    await vscode.commands.executeCommand("seedls.restart");
    await expectFindings(document, expected("broken/several.expected"));
  },

  async "a program that is not there ends the server cleanly, and setting it right starts it again"() {
    const document = await open("broken/several.seed");
    await expectFindings(document, expected("broken/several.expected"));
    const settings = vscode.workspace.getConfiguration("seedls");
    const right = settings.get("path");
    await settings.update("path", "/no/such/seedls", vscode.ConfigurationTarget.Global);
    await expectFindings(document, []);
    await eventually("two servers that ended, each with exit code 0", () =>
      assert.equal(fs.readFileSync(process.env.SEEDLS_EXIT_LOG, "utf8"), "0\n0\n"),
    );
    await settings.update("path", right, vscode.ConfigurationTarget.Global);
    await expectFindings(document, expected("broken/several.expected"));
  },
};

exports.run = async function run() {
  let passed = 0;
  let failed = 0;
  const log = (text) => fs.appendFileSync(process.env.SEEDLS_TEST_LOG, `${text}\n`);
  log(`VS Code ${vscode.version}`);
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      log(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      log(`FAIL  ${name}\n${error.stack}`);
      break; // each test builds on the ones before it
    }
    passed += 1;
  }
  log(`${passed} passed, ${failed} failed`);
  if (failed) {
    throw new Error(`${failed} failed`);
  }
};
