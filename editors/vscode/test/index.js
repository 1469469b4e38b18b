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

  async "web addresses are asked by command"() {
    const document = await open("newspaper/harbour-strike.seed");
    // The seed's hosts have names that nobody can have, so nothing is asked.
    const here = await vscode.commands.executeCommand("seedls.checkLinksHere");
    assert.ok(here.complete && here.addresses > 0 && here.unknown === here.addresses, JSON.stringify(here));
    await expectFindings(document, []);
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
