// Starts `seedls lsp` for documents of the language `seed`: every feature is the server's. Only the list of places that a
// lens opens, and the window for the server's state, are VS Code's own.

import { execFile } from "node:child_process";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, type Location, type Position } from "vscode-languageclient/node";

let client: LanguageClient | undefined;
let output: vscode.LogOutputChannel;
// Starting and stopping take their turns here, so that two restarts in a row cannot leave two servers.
let turn: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("seedls", { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("seedls.restart", restart),
    // The one for all seeds is the server's, and is registered by the client.
    vscode.commands.registerCommand("seedls.checkLinksHere", checkLinksHere),
    vscode.commands.registerCommand("seedls.showReferences", showReferences),
    vscode.commands.registerCommand("seedls.showStatus", showStatus),
    vscode.commands.registerCommand("seedls.showOutput", () => output.show()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("seedls.path")) {
        void restart();
      }
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await inTurn(stop);
}

function restart(): Promise<void> {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

async function checkLinksHere(): Promise<unknown> {
  const document = vscode.window.activeTextEditor?.document;
  if (client && document?.languageId === "seed") {
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    return vscode.commands.executeCommand("seedls.checkLinks", uri);
  }
}

// Opens what a report about a fault should quote, as a text to be copied.
async function showStatus(): Promise<void> {
  const status = await client?.sendRequest<{ text: string }>("seedls/status", {});
  if (status) {
    const document = await vscode.workspace.openTextDocument({ content: `${status.text}\n`, language: "plaintext" });
    await vscode.window.showTextDocument(document);
  }
}

// What a lens does. The server sends places in the protocol's words.
async function showReferences(uri: string, position: Position, places: Location[]): Promise<void> {
  const words = client?.protocol2CodeConverter;
  if (words) {
    await vscode.commands.executeCommand(
      "editor.action.showReferences",
      words.asUri(uri),
      words.asPosition(position),
      places.map((place) => words.asLocation(place)),
    );
  }
}

function inTurn(work: () => Promise<void>): Promise<void> {
  turn = turn.then(work, work);
  return turn;
}

async function start(): Promise<void> {
  const command = programPath();
  const trouble = await whyNotRunnable(command);
  if (trouble) {
    output.error(trouble);
    void showTrouble(trouble);
    return;
  }
  // No `transport`: with one, the client adds an argument of its own to the command line.
  client = new LanguageClient(
    "seedls",
    "seedls",
    { command, args: ["lsp"] },
    {
      documentSelector: [{ language: "seed" }],
      initializationOptions: { showReferences: true },
      outputChannel: output,
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const trouble = `seedls did not start: ${error instanceof Error ? error.message : String(error)}`;
    output.error(trouble);
    void showTrouble(trouble);
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  if (old?.needsStop()) {
    await old.stop();
  }
  await old?.dispose();
}

function programPath(): string {
  const path = vscode.workspace.getConfiguration("seedls").get<string>("path", "").trim() || "seedls";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return path.replace(/^~(?=[/\\])/, homedir()).replaceAll("${workspaceFolder}", folder);
}

/** Why the program cannot be started, in words for the user; nothing if it can. */
function whyNotRunnable(command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, ["--version"], { timeout: 10_000 }, (error, version) => {
      // A program that ran and failed has a number here; one that could not be started has a name.
      if (typeof error?.code === "string") {
        const why = error.code === "ENOENT" ? "was not found" : `cannot be run (${error.code})`;
        resolve(
          `The program \`${command}\` ${why}, so seeds are not checked. ` +
            "Install seedls so that it is on your PATH, or tell where it is in the setting seedls.path.",
        );
      } else {
        output.info(`${version.trim()} (${command})`);
        resolve(undefined);
      }
    });
  });
}

async function showTrouble(message: string): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(message, "Open Setting", "Try Again", "Show Output");
  if (chosen === "Open Setting") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "seedls.path");
  } else if (chosen === "Try Again") {
    await restart();
  } else if (chosen === "Show Output") {
    output.show();
  }
}
